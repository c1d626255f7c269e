#include "core/write/clone.hpp"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace cowpio {

namespace {

const char* refused_with(int error) {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = "refused: " + name_of_errno(static_cast<int>(i));
    return all;
  }();
  const auto number = static_cast<std::size_t>(error);
  return number < texts.size() ? texts[number].c_str() : "refused by the file system";
}

}  // namespace

const char* refusal(int error, FileSystem::Kind kind) {
  switch (error) {
    case EXDEV:
      return "other file system";
    case EOPNOTSUPP:
    case ENOTTY:
    case ENOSYS:
      return "no reflink support";
    case EINVAL:
      return kind == FileSystem::Kind::btrfs ? "NOCOW or checksum settings differ"
                                             : "refused by the file system";
    case ETXTBSY:
    case EPERM:
      return "refused by the file system";
    case EIO:
    case EUCLEAN:  // EFSCORRUPTED
    case EBADMSG:  // EFSBADCRC
      return nullptr;
    default:  // as EAGAIN of ZFS for dirty blocks; what is lacking to copy it, too, shows when it is written
      return refused_with(error);
  }
}

const char* reason_of(Placement placement) {
  switch (placement) {
    case Placement::below_block:
      return "smaller than a block";
    case Placement::below_minimum:
      return "smaller than asked to be cloned";
    case Placement::unaligned:
      return "unaligned";
    case Placement::early:
      return "early archive";
    case Placement::compressed:
      return "compressed";
    case Placement::no_data:
    case Placement::aligned:
      break;
  }
  return "";
}

std::uint64_t auto_min_clone(const FileSystem& file_system) {
  switch (file_system.kind) {
    case FileSystem::Kind::btrfs:
      return 16 << 10;
    case FileSystem::Kind::xfs:
      return file_system.rmapbt.value_or(true) ? 256 << 10 : 64 << 10;
    case FileSystem::Kind::other:
      return 0;
  }
  return 0;
}

std::vector<Segment> data_segments(const Fd& file, std::uint64_t size, const std::string& path) {
  std::vector<Segment> segments;
  for (std::uint64_t at = 0; at < size;) {
    const off_t data = ::lseek(file.get(), static_cast<off_t>(at), SEEK_DATA);
    if (data < 0 && errno == ENXIO) break;
    if (data < 0) fail("lseek", path);
    const off_t hole = ::lseek(file.get(), data, SEEK_HOLE);
    if (hole < 0) fail("lseek", path);
    if (static_cast<std::uint64_t>(data) >= size) break;
    at = std::min(static_cast<std::uint64_t>(hole), size);
    segments.push_back({static_cast<std::uint64_t>(data), at});
  }
  return segments;
}

bool is_inline(const Fd& file, std::uint64_t block, Synced synced, const std::string& path) {
  alignas(fiemap) std::array<unsigned char, sizeof(fiemap) + sizeof(fiemap_extent)> bytes{};
  auto* map = reinterpret_cast<fiemap*>(bytes.data());
  map->fm_length = block;
  map->fm_flags = synced == Synced::yes ? 0 : FIEMAP_FLAG_SYNC;
  map->fm_extent_count = 1;
  if (::ioctl(file.get(), FS_IOC_FIEMAP, map) < 0) fail("FS_IOC_FIEMAP", path);
  return map->fm_mapped_extents > 0 && (map->fm_extents[0].fe_flags & FIEMAP_EXTENT_DATA_INLINE) != 0;
}

std::uint32_t sum_of(const Fd& file, std::uint64_t size, const std::string& path, std::uint64_t from) {
  std::vector<unsigned char> buffer(1 << 18);
  std::uint32_t sum = 0;
  for (std::uint64_t at = 0; at < size;) {
    const ssize_t count =
        ::pread(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), size - at),
                static_cast<off_t>(from + at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path);
    if (count == 0) throw InputError(path + ": shrank while it was archived");
    sum = std::accumulate(buffer.begin(), buffer.begin() + count, sum);
    at += static_cast<std::uint64_t>(count);
  }
  return sum;
}

}  // namespace cowpio
