#include "core/fs/extents.hpp"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "core/format/json.hpp"
#include "core/fs/filesystem.hpp"

namespace cowpio {
namespace {

constexpr std::uint32_t batch = 512;

struct Page {
  alignas(fiemap) std::array<unsigned char, sizeof(fiemap) + batch * sizeof(fiemap_extent)> bytes{};
  fiemap* map() { return reinterpret_cast<fiemap*>(bytes.data()); }
};

struct FlagName {
  std::uint32_t flag;
  std::string_view name;
};
constexpr FlagName names[] = {{FIEMAP_EXTENT_LAST, "last"},
                              {FIEMAP_EXTENT_UNKNOWN, "unknown"},
                              {FIEMAP_EXTENT_DELALLOC, "delalloc"},
                              {FIEMAP_EXTENT_ENCODED, "encoded"},
                              {FIEMAP_EXTENT_DATA_ENCRYPTED, "data_encrypted"},
                              {FIEMAP_EXTENT_NOT_ALIGNED, "not_aligned"},
                              {FIEMAP_EXTENT_DATA_INLINE, "inline"},
                              {FIEMAP_EXTENT_DATA_TAIL, "tail"},
                              {FIEMAP_EXTENT_UNWRITTEN, "unwritten"},
                              {FIEMAP_EXTENT_MERGED, "merged"},
                              {FIEMAP_EXTENT_SHARED, "shared"}};

[[noreturn]] void refuse(const Fd& file, const std::string& path) {
  if (errno != EOPNOTSUPP && errno != ENOTTY) fail("FS_IOC_FIEMAP", path);
  throw InputError(
      path + ": the file system it is on, " + file_system_of(file, path).name +
      ", does not say where its bytes lie (no FIEMAP), so nothing can be proven there; write the "
      "archive to the Btrfs or XFS that its sources are on");
}

}  // namespace

std::vector<Extent> read_extents(const Fd& file, const std::string& path, const Progress& progress) {
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) fail("stat", path);
  const auto size = static_cast<std::uint64_t>(status.st_size);

  std::vector<Extent> extents;
  Page page;
  for (std::uint64_t start = 0; start < size;) {
    if (progress && !progress(start, size)) throw Aborted();
    fiemap* map = page.map();
    *map = {};
    map->fm_start = start;
    map->fm_length = FIEMAP_MAX_OFFSET - start;
    map->fm_flags = FIEMAP_FLAG_SYNC;
    map->fm_extent_count = batch;
    if (::ioctl(file.get(), FS_IOC_FIEMAP, map) < 0) refuse(file, path);
    if (map->fm_mapped_extents == 0) break;
    for (std::uint32_t i = 0; i < map->fm_mapped_extents; ++i) {
      const fiemap_extent& e = map->fm_extents[i];
      if (e.fe_logical >= size) break;
      extents.push_back(
          {e.fe_logical, e.fe_physical, std::min(e.fe_length, size - e.fe_logical), e.fe_flags});
    }
    const fiemap_extent& last = map->fm_extents[map->fm_mapped_extents - 1];
    if ((last.fe_flags & FIEMAP_EXTENT_LAST) != 0) break;
    start = last.fe_logical + last.fe_length;
  }
  if (progress) progress(size, size);
  return extents;
}

std::vector<std::string_view> flag_names(std::uint32_t flags) {
  std::vector<std::string_view> found;
  for (const FlagName& one : names)
    if ((flags & one.flag) != 0) found.push_back(one.name);
  return found;
}

std::string json_of(const Extent& extent) {
  return JsonObject()
      .add("logical", extent.logical)
      .add("physical", extent.physical)
      .add("length", extent.length)
      .add("flags", flag_names(extent.flags))
      .text();
}

ExtentTotals total_of(const std::vector<Extent>& extents) {
  ExtentTotals totals;
  for (const Extent& extent : extents) {
    totals.total += extent.length;
    if ((extent.flags & FIEMAP_EXTENT_SHARED) != 0) totals.shared += extent.length;
  }
  totals.count = extents.size();
  return totals;
}

}  // namespace cowpio
