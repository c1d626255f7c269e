#include "output.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "text.hpp"

namespace cowpio {
namespace {

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> count{0};
  return std::string(folder_of(path)) + "/." + std::string(base_of(path).substr(0, 200)) + ".cowpio-" +
         std::to_string(::getpid()) + "-" + std::to_string(count++);
}

/// The file itself, so that a rename replaces it and not a link to it.
std::string behind_symlinks(const std::string& name) {
  char* resolved = ::realpath(name.c_str(), nullptr);
  if (resolved == nullptr && errno != ENOENT) fail("realpath", name);
  if (resolved == nullptr) return name;  // /dev/stdout may lead to a pipe, which has no path
  std::string path = resolved;
  ::free(resolved);
  return path;
}

char named_temporary[4096];

/// Before it is made: a signal may come as soon as it is. The first byte comes last, with which the handler
/// sees a name.
void remember(const std::string& temporary) {
  if (temporary.size() >= sizeof named_temporary) return;
  std::memcpy(named_temporary + 1, temporary.c_str() + 1, temporary.size());
  std::atomic_signal_fence(std::memory_order_release);
  named_temporary[0] = temporary[0];
}

void forget() { named_temporary[0] = '\0'; }

/// False when nothing has that name; what cannot be looked at may be there all the same.
bool is_there(const std::string& path, struct stat& status) {
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno != ENOENT) fail("stat", path);
  return false;
}

}  // namespace

void unlink_temporary() noexcept {
  if (named_temporary[0] != '\0') ::unlink(named_temporary);
}

Output Output::open(const std::string& name, bool append) {
  struct stat status {};
  const bool exists = is_there(name, status);
  const std::string path = exists ? behind_symlinks(name) : name;
  if (exists && S_ISDIR(status.st_mode)) throw Refusal(path + ": a directory; give the name of a file in it");
  if (exists && !S_ISREG(status.st_mode)) {
    Output output(path, open_or_fail(path, O_WRONLY));
    output.streams_ = true;
    output.file_system_.block = 4096;
    return output;
  }
  if (struct stat link{}; !exists && ::lstat(name.c_str(), &link) == 0 && S_ISLNK(link.st_mode))
    throw Refusal(name + ": a symlink to what is not there; make its target, or name that");
  // A file without a name vanishes with this process, however it ends. linkat needs /proc to name it later.
  Fd fd(::open(std::string(folder_of(path)).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  std::string temporary;
  if (!fd.is_open() || ::access(proc_path(fd).c_str(), F_OK) < 0) {
    if (!fd.is_open() && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) fail("open", path);
    temporary = temporary_name(path);
    remember(temporary);
    fd = open_or_fail(temporary, O_RDWR | O_CREAT | O_EXCL, 0600);
  }
  Output output(path, std::move(fd));
  output.temporary_ = std::move(temporary);
  output.file_system_ = file_system_of(output.fd_, path);
  if (exists) output.replaced_ = status;
  if (exists && append) output.take_over();
  return output;
}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)),
      start_(other.start_),
      file_system_(std::move(other.file_system_)),
      replaced_(other.replaced_),
      written_(other.written_),
      streams_(other.streams_) {}

Output::~Output() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::take_over() {
  const Fd old = open_or_fail(path_, O_RDONLY);
  if (replaced_->st_size > 0) match_nocow(old);
  if (::ioctl(fd_.get(), FICLONE, old.get()) == 0) {
    struct stat status {};
    if (::fstat(fd_.get(), &status) < 0) fail("stat", path_);
    start_ = static_cast<std::uint64_t>(status.st_size);
    return;
  }
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t count = ::pread(old.get(), buffer.data(), buffer.size(), static_cast<off_t>(start_));
    if (count < 0) fail("read", path_);
    if (count == 0) return;
    write({buffer.data(), static_cast<std::size_t>(count)}, start_);
    start_ += static_cast<std::uint64_t>(count);
  }
}

void Output::match_nocow(const Fd& source) {
  if (start_ > 0 || file_system_.kind != FileSystem::Kind::btrfs) return;
  const std::uint32_t flags = inode_flags(fd_);
  const std::uint32_t wanted = (flags & ~std::uint32_t{FS_NOCOW_FL}) | (inode_flags(source) & FS_NOCOW_FL);
  // A refusal shows when it is cloned: the data is then copied, with its reason.
  if (wanted != flags) static_cast<void>(::ioctl(fd_.get(), FS_IOC_SETFLAGS, &wanted));
}

void Output::require_free(std::uint64_t bytes) {
  struct statvfs space {};
  const std::string& name = file_system_.name;
  if (name != "xfs" && name != "ext" && name != "tmpfs") return;
  if (::fstatvfs(fd_.get(), &space) < 0) fail("statvfs", path_);
  const std::uint64_t free = static_cast<std::uint64_t>(space.f_bfree) * space.f_frsize;
  if (bytes > free)
    throw SystemError(
        ENOSPC, "write", path_,
        std::to_string(bytes) + " bytes have to be written, " + std::to_string(free) + " are free");
}

Fd Output::scratch() const { return open_or_fail(std::string(folder_of(path_)), O_TMPFILE | O_RDWR, 0600); }

void Output::set_size(std::uint64_t size) {
  if (!streams_ && ::ftruncate(fd_.get(), static_cast<off_t>(size)) < 0) fail("truncate", path_);
}

void Output::write(std::span<const char> bytes, std::uint64_t offset) {
  if (!streams_) return write_fully(fd_, bytes, offset, path_);
  if (offset != written_) throw std::logic_error("a stream is written in order");
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    written_ += static_cast<std::uint64_t>(count);
  }
}

int Output::clone(const Fd& source, std::uint64_t from, std::uint64_t size, std::uint64_t offset) {
  if (streams_) return EOPNOTSUPP;
  file_clone_range range{};
  range.src_fd = source.get();
  range.src_offset = from;
  range.src_length = size;
  range.dest_offset = offset;
  return ::ioctl(fd_.get(), FICLONERANGE, &range) == 0 ? 0 : errno;
}

/// An output that was there keeps its mode and owner; a new one is 0600 less the umask.
void Output::keep_identity() {
  struct stat old {};
  if (!is_there(path_, old)) return;
  if (::fchown(fd_.get(), old.st_uid, old.st_gid) < 0 && errno != EPERM) fail("chown", path_);
  if (::fchmod(fd_.get(), old.st_mode & 07777) < 0) fail("chmod", path_);
}

void Output::commit() {
  if (streams_) return;
  keep_identity();
  if (::fsync(fd_.get()) < 0) fail("fsync", path_);
  // The name is durable with its folder; not every file system can sync one.
  const Fd folder = open_or_fail(std::string(folder_of(path_)), O_RDONLY | O_DIRECTORY);
  give_name();
  if (::fsync(folder.get()) < 0 && errno != EINVAL)
    throw SystemError(errno, "fsync", std::string(folder_of(path_)),
                      "the archive is whole under its name, which a crash may still take");
}

void Output::give_name() {
  if (temporary_.empty()) {
    const auto link_as = [&](const std::string& name) {
      return ::linkat(AT_FDCWD, proc_path(fd_).c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    };
    if (!replaced_ && link_as(path_)) return;
    const std::string temporary = temporary_name(path_);
    remember(temporary);
    if (!link_as(temporary)) fail("link", temporary);
    temporary_ = temporary;
  }
  if (::rename(temporary_.c_str(), path_.c_str()) < 0) fail("rename", path_);
  forget();
  temporary_.clear();
}

}  // namespace cowpio
