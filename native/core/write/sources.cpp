#include "core/write/sources.hpp"

#include <linux/fs.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>

#include "core/input/scan.hpp"

namespace cowpio {
namespace {

/// As many as measured best (docs/measured.md), or half of what this process may open.
std::size_t window_size() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 16;
  return std::clamp<std::size_t>(limit.rlim_cur / 2, 1, 256);
}

/// More is read when its turn has come, so that a window of them is not much.
constexpr std::uint64_t tail_most = 16 << 10;

/// Returns the file's bytes there if all can be read without waiting, otherwise nothing, also where that
/// cannot be asked for.
Buffer in_memory(const Fd& file, std::uint64_t from, std::uint64_t size) {
  if (size == 0 || size > tail_most) return Buffer();
  Buffer tail(size);
  const iovec into{tail.extend(size).data(), size};
  // preadv2, which musl has from 1.2.5 on; the upper half of the offset is for processors of 32 bits.
  if (::syscall(SYS_preadv2, file.get(), &into, 1, static_cast<long>(from), 0L, RWF_NOWAIT) !=
      static_cast<long>(size))
    tail.clear();
  return tail;
}

Fd file_of(const std::string& content, const std::string& path) {
  Fd file(::memfd_create("cowpio", MFD_CLOEXEC));
  if (!file.is_open()) fail("memfd_create", path);
  write_fully(file, content, 0, path);
  return file;
}

}  // namespace

Sources::Sources(Lookup& lookup, std::span<const Entry> entries, const Layout& layout)
    : lookup_(lookup), entries_(entries), layout_(layout), window_(window_size()) {}

const Fd* Sources::main_source(const FileSystem& file_system) {
  if (file_system.kind != FileSystem::Kind::btrfs) return nullptr;
  open_ahead();
  struct Kind {
    const Fd* first = nullptr;
    std::uint64_t bytes = 0;
  };
  Kind nocow;
  Kind other;
  FileSystemOfDevice has(file_system.id);
  for (const Ahead& one : ahead_) {
    const std::uint64_t bytes = one.laid_out->clone_size(layout_.block);
    if (bytes == 0 || !has(one.source.fd, entries_[one.laid_out->entry])) continue;
    Kind& kind = (inode_flags(one.source.fd) & FS_NOCOW_FL) != 0 ? nocow : other;
    if (kind.first == nullptr) kind.first = &one.source.fd;
    kind.bytes += bytes;
  }
  return nocow.bytes > other.bytes ? nocow.first : other.first;
}

Source Sources::take() {
  open_ahead();
  Source first = std::move(ahead_.front().source);
  ahead_.pop_front();
  return first;
}

void Sources::give_back(Source source) {
  used_.push_back(std::move(source.fd));
  if (used_.size() >= window_ / 8) close_used();
}

/// Files that were opened one after the other mostly have successive descriptors.
void Sources::close_used() {
#ifdef SYS_close_range
  std::sort(used_.begin(), used_.end(),
            [](const Fd& one, const Fd& other) { return one.get() < other.get(); });
  for (std::size_t from = 0, to = 0; from < used_.size(); from = to) {
    for (to = from + 1; to < used_.size() && used_[to].get() == used_[to - 1].get() + 1;) ++to;
    // Linux before 5.9 does not know it.
    if (to == from + 1 || ::syscall(SYS_close_range, used_[from].get(), used_[to - 1].get(), 0) < 0) continue;
    for (std::size_t i = from; i < to; ++i) used_[i].release();
  }
#endif
  used_.clear();
}

void Sources::open_ahead() {
  for (; looked_at_ < layout_.laid_out.size() && ahead_.size() < window_; ++looked_at_) {
    const LaidOutEntry& laid_out = layout_.laid_out[looked_at_];
    if (!has_data(laid_out)) continue;
    try {
      ahead_.push_back({open(laid_out), &laid_out});
    } catch (const SystemError& error) {
      const int code = error.code().value();
      if (code != EMFILE && code != ENFILE) throw;
      if (!used_.empty()) {
        close_used();
        --looked_at_;
        continue;
      }
      if (ahead_.empty()) throw;
      return keep_half();
    }
  }
}

/// The process has more open than its limit lets one expect; the writer needs one more at times.
void Sources::keep_half() {
  lookup_.close_directories();
  window_ = (ahead_.size() + 1) / 2;
  if (window_ == ahead_.size()) return;
  looked_at_ = static_cast<std::size_t>(ahead_[window_].laid_out - layout_.laid_out.data());
  ahead_.erase(ahead_.begin() + static_cast<std::ptrdiff_t>(window_), ahead_.end());
}

Source Sources::open(const LaidOutEntry& laid_out) {
  const Entry& entry = entries_[laid_out.entry];
  if (entry.content) return {file_of(*entry.content, entry.source()), Buffer()};
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (entry.behind_symlinks ? 0 : O_NOFOLLOW);
  const Lookup::Location location = lookup_.find(entry.source());
  Fd fd(::openat(location.directory, location.name, flags | O_NOATIME));
  if (!fd.is_open() && errno == EPERM) fd = Fd(::openat(location.directory, location.name, flags));
  if (!fd.is_open()) fail("open", entry.source());
  const std::uint64_t cloned = laid_out.clone_size(layout_.block);
  if (cloned > 0) ::sync_file_range(fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  Buffer tail = in_memory(fd, cloned, laid_out.data_size - cloned);
  if (tail.size() < laid_out.data_size - cloned)
    ::posix_fadvise(fd.get(), static_cast<off_t>(cloned), static_cast<off_t>(laid_out.data_size - cloned),
                    POSIX_FADV_WILLNEED);
  return {std::move(fd), std::move(tail)};
}

void refuse_as_changed(const Entry& entry) {
  throw InputError(entry.source() +
                   ": changed while it was archived; archive files that nobody writes to, or a snapshot");
}

void refuse_changed(const Fd& source, const Entry& entry) {
  if (entry.content) return;
  struct stat status {};
  if (::fstat(source.get(), &status) < 0) fail("stat", entry.source());
  if (file_id_of(status) != entry.file_id || static_cast<std::uint64_t>(status.st_size) != entry.size)
    refuse_as_changed(entry);
}

}  // namespace cowpio
