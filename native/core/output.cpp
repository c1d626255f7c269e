#include "output.hpp"

#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "temporary.hpp"
#include "text.hpp"

namespace cowpio {
namespace {

/// The file itself, so that a rename replaces it and not a link to it.
std::string behind_symlinks(const std::string& name) {
  char* resolved = ::realpath(name.c_str(), nullptr);
  if (resolved == nullptr) fail("realpath", name);
  std::string path = resolved;
  ::free(resolved);
  return path;
}

bool holds_descriptors(const std::string& folder) {
  struct statfs status {};
  if (::statfs(folder.c_str(), &status) < 0 || status.f_type != PROC_SUPER_MAGIC) return false;
  return behind_symlinks(folder).ends_with("/fd");
}

/// A copy of descriptor `number` of the process whose descriptors are in `folder`.
Fd descriptor(const std::string& name, const std::string& folder, const std::string& number) {
  const bool own = behind_symlinks(folder) == behind_symlinks("/proc/self/fd");
  Fd fd(own ? ::fcntl(std::atoi(number.c_str()), F_DUPFD_CLOEXEC, 0)
            : ::open((folder + "/" + number).c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) fail("open", name);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) fail("stat", name);
  if (!own && S_ISREG(status.st_mode)) throw Refusal(name + ": a file of another process; give its own name");
  return fd;
}

/// What /dev/stdout, /dev/fd/N and /proc/self/fd/N lead to: it is written to, whatever name it has or had.
std::optional<Fd> descriptor_behind(const std::string& name) {
  std::string path = name;
  for (int links = 0; links < 40; ++links) {  // as many as the kernel follows (path_resolution(7))
    const std::string folder(folder_of(path));
    const std::string base = path.substr(path.rfind('/') + 1);
    if (!base.empty() && base.find_first_not_of("0123456789") == std::string::npos &&
        holds_descriptors(folder))
      return descriptor(name, folder, base);
    std::array<char, 4096> target{};
    const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
    if (length <= 0) break;
    const std::string link(target.data(), static_cast<std::size_t>(length));
    path = link.starts_with('/') ? link : std::string(folder).append("/").append(link);
  }
  return std::nullopt;
}

/// False when nothing has that name; what cannot be looked at may be there all the same.
bool is_there(const std::string& path, struct stat& status) {
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno != ENOENT) fail("stat", path);
  return false;
}

}  // namespace

Output Output::open(const std::string& name, bool append) {
  struct stat status {};
  if (auto descriptor = descriptor_behind(name)) return stream(name, std::move(*descriptor));
  const bool exists = is_there(name, status);
  const std::string path = exists ? behind_symlinks(name) : name;
  if (exists && S_ISDIR(status.st_mode)) throw Refusal(path + ": a directory; give the name of a file in it");
  if (exists && !S_ISREG(status.st_mode)) return stream(path, open_or_fail(path, O_WRONLY));
  if (struct stat link{}; !exists && ::lstat(name.c_str(), &link) == 0 && S_ISLNK(link.st_mode))
    throw Refusal(name + ": a symlink to what is not there; make its target, or name that");
  // A file without a name vanishes with this process, however it ends. linkat needs /proc to name it later.
  Fd fd(::open(std::string(folder_of(path)).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  std::string temporary;
  if (!fd.is_open() || ::access(proc_path(fd).c_str(), F_OK) < 0) {
    if (!fd.is_open() && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) fail("open", path);
    temporary = make_temporary(path, "open", [&](const std::string& one) {
      fd = Fd(::open(one.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      return fd.is_open();
    });
  }
  Output output(path, std::move(fd));
  output.temporary_ = std::move(temporary);
  output.file_system_ = file_system_of(output.fd_, path);
  if (exists) output.replaced_ = status;
  if (exists && append) output.take_over();
  return output;
}

Output Output::stream(const std::string& path, Fd fd) {
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) fail("stat", path);
  Output output(path, std::move(fd));
  output.streams_ = true;
  output.file_system_.block = 4096;
  if (!S_ISREG(status.st_mode)) return output;
  output.replaced_ = status;
  const bool appends = (::fcntl(output.fd_.get(), F_GETFL) & O_APPEND) != 0;
  const off_t at = appends ? status.st_size : ::lseek(output.fd_.get(), 0, SEEK_CUR);
  if (at < 0) fail("lseek", path);
  output.start_ = output.written_ = static_cast<std::uint64_t>(at);
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
  if (!temporary_.empty()) remove_temporary(temporary_);
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
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path_);
    if (count == 0) return;
    write({buffer.data(), static_cast<std::size_t>(count)}, start_);
    start_ += static_cast<std::uint64_t>(count);
  }
}

void Output::match_nocow(const Fd& source) {
  if (start_ > 0 || file_system_.kind != FileSystem::Kind::btrfs) return;
  cowpio::match_nocow(fd_, source);
}

void Output::require_free(std::uint64_t bytes) {
  struct statvfs space {};
  const std::string& name = file_system_.name;
  if (name != "xfs" && name != "ext" && name != "tmpfs") return;
  if (::fstatvfs(fd_.get(), &space) < 0) fail("statvfs", path_);
  if (space.f_blocks == 0) return;  // tmpfs with size=0: without a limit (tmpfs(5))
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

/// An output that was there keeps its mode, owner, ACL and SELinux label; a new one is 0600 less the umask.
void Output::keep_identity() {
  struct stat old {};
  if (!is_there(path_, old)) return;
  if (::fchown(fd_.get(), old.st_uid, old.st_gid) < 0 && errno != EPERM) fail("chown", path_);
  if (::fchmod(fd_.get(), old.st_mode & 07777) < 0) fail("chmod", path_);
  // The mode alone would say more or less than it did: with an ACL, the group's bits are a mask (acl(5)). The
  // folder may have given this file an ACL of its own.
  if (!keep_attribute("system.posix_acl_access") && errno != EOPNOTSUPP) fail("setxattr", path_);
  keep_attribute("security.selinux");  // what the policy does not grant is the folder's
}

/// False, with errno, when it could not be kept. What was not there is taken away.
bool Output::keep_attribute(const char* name) {
  std::vector<char> value(XATTR_SIZE_MAX);
  const ssize_t size = ::getxattr(path_.c_str(), name, value.data(), value.size());
  if (size >= 0) return ::fsetxattr(fd_.get(), name, value.data(), static_cast<std::size_t>(size), 0) == 0;
  return errno == ENODATA && (::fremovexattr(fd_.get(), name) == 0 || errno == ENODATA);
}

void Output::commit() {
  if (streams_) {
    if (::fsync(fd_.get()) < 0 && errno != EINVAL) fail("fsync", path_);  // a pipe has nothing to sync
    return;
  }
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
    temporary_ = make_temporary(path_, "link", link_as);
  }
  rename_temporary(temporary_, path_);
  temporary_.clear();
}

}  // namespace cowpio
