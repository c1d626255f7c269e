#include "core/write/output.hpp"

#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/descriptor.hpp"
#include "core/fs/identity.hpp"
#include "core/fs/temporary.hpp"

namespace cowpio {
namespace {

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
  if (exists && S_ISDIR(status.st_mode))
    throw InputError(path + ": a directory; give the name of a file in it");
  if (exists && !S_ISREG(status.st_mode)) return stream(path, open_or_fail(path, O_WRONLY));
  if (struct stat link{}; !exists && ::lstat(name.c_str(), &link) == 0 && S_ISLNK(link.st_mode))
    throw InputError(name + ": a symlink to what is not there; make its target, or name that");
  Output output(path, Fd());
  output.directory_ = Fd(::open(std::string(directory_of(path)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!output.directory_.is_open()) fail("open", path);
  if (output.base().empty()) throw InputError(name + ": a directory's name; give the name of a file in it");
  if (exists) output.replaced_ = status;
  if (exists && (output.is_mount_point() || !output.open_temporary()))
    output.open_in_place();
  else if (!exists && !output.open_temporary())
    fail("open", path);
  output.file_system_ = file_system_of(output.fd_, path);
  output.appends_ = append;
  if (exists && append) output.start_ = static_cast<std::uint64_t>(status.st_size);
  return output;
}

std::string Output::base() const { return std::string(base_of(path_)); }

/// False, with errno, when the directory may not be written.
bool Output::open_temporary() {
  // A file without a name vanishes with this process, however it ends. linkat needs /proc to name it later.
  fd_ = Fd(::openat(directory_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (fd_.is_open() && ::access(proc_path(fd_).c_str(), F_OK) == 0) return true;
  if (!fd_.is_open() && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
    return errno == EACCES || errno == EPERM ? false : (fail("open", path_), false);
  temporary_ = make_temporary({directory_, path_}, "open", [&](const std::string& one) {
    fd_ = Fd(::openat(directory_.get(), one.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return fd_.is_open();
  });
  return true;
}

/// rename(2) replaces no mount point (EBUSY), as a file that a container's engine bound has one.
bool Output::is_mount_point() const {
  struct statx file {};
  struct statx directory {};
  const unsigned mask = STATX_MNT_ID;
  return ::statx(directory_.get(), base().c_str(), AT_SYMLINK_NOFOLLOW, mask, &file) == 0 &&
         ::statx(directory_.get(), "", AT_EMPTY_PATH, mask, &directory) == 0 &&
         (file.stx_mask & directory.stx_mask & mask) != 0 && file.stx_mnt_id != directory.stx_mnt_id;
}

void Output::open_in_place() {
  fd_ = Fd(::openat(directory_.get(), base().c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd_.is_open()) fail("open", path_);
  struct stat status {};
  if (::fstat(fd_.get(), &status) < 0) fail("stat", path_);
  if (!S_ISREG(status.st_mode) || status.st_ino != replaced_->st_ino || status.st_dev != replaced_->st_dev)
    throw InputError(path_ + ": was replaced while it was opened; try again");
  in_place_ = true;
}

Output Output::into(std::string path, Sink sink) {
  Output output(std::move(path), Fd());
  output.streams_ = true;
  output.file_system_.block = 4096;
  output.sink_ = std::move(sink);
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
  if (at == status.st_size) output.write_at_end();
  return output;
}

/// Opens the file again, because the descriptor may be for writing only. A file that this user cannot open
/// remains a stream.
void Output::write_at_end() {
  Fd file(::open(proc_path(fd_).c_str(), O_RDWR | O_CLOEXEC));
  if (!file.is_open()) return;
  descriptor_ = std::exchange(fd_, std::move(file));
  file_system_ = file_system_of(fd_, path_);
  streams_ = false;
  in_place_ = true;
}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      directory_(std::move(other.directory_)),
      fd_(std::move(other.fd_)),
      start_(other.start_),
      file_system_(std::move(other.file_system_)),
      replaced_(other.replaced_),
      written_(other.written_),
      sink_(std::move(other.sink_)),
      descriptor_(std::move(other.descriptor_)),
      streams_(other.streams_),
      appends_(other.appends_),
      in_place_(std::exchange(other.in_place_, false)),
      is_begun_(other.is_begun_) {}

Output::~Output() {
  if (!temporary_.empty()) remove_temporary(directory_, temporary_);
  if (in_place_ && is_begun_) static_cast<void>(::ftruncate(fd_.get(), static_cast<off_t>(start_)));
}

Fd Output::open_replaced() const {
  Fd old(::openat(directory_.get(), base().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!old.is_open()) fail("open", path_);
  return old;
}

void Output::begin(const Fd* source) {
  if (streams_ || in_place_ || is_begun_) return;
  const bool has_nocow = file_system_.kind == FileSystem::Kind::btrfs;
  if (source != nullptr && has_nocow) match_nocow(fd_, *source);
  if (start_ == 0) return;
  const Fd old = open_replaced();
  if (source == nullptr && has_nocow) match_nocow(fd_, old);
  take_over(old);
}

void Output::take_over(const Fd& old) {
  struct stat status {};
  if (::ioctl(fd_.get(), FICLONE, old.get()) == 0) {
    if (::fstat(fd_.get(), &status) < 0) fail("stat", path_);
    if (static_cast<std::uint64_t>(status.st_size) != start_)
      throw InputError(path_ + ": was changed while it was appended to; try again");
    return;
  }
  std::vector<char> buffer(1 << 20);
  for (std::uint64_t at = 0; at < start_;) {
    const std::size_t count = std::min<std::uint64_t>(buffer.size(), start_ - at);
    read_fully(old, {buffer.data(), count}, at, path_);
    write({buffer.data(), count}, at);
    at += count;
  }
}

bool Output::ends_with_trailer() const {
  if (streams_ || descriptor_.is_open()) return true;  // what is in front of a descriptor is the caller's
  std::string end(std::min<std::uint64_t>(start_, 8192), '\0');
  read_fully(open_replaced(), end, start_ - end.size(), path_);
  const std::size_t size = end.find_last_not_of('\0') + 1;
  if (end.size() - size < 1 || size < newc::header_bytes + newc::trailer_name.size()) return false;
  const std::string_view trailer(end.data(), size);
  return trailer.ends_with(newc::trailer_name) &&
         trailer.substr(size - newc::trailer_name.size() - newc::header_bytes).starts_with("07070");
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

Fd Output::scratch() const {
  return Fd(::openat(directory_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

void Output::set_size(std::uint64_t size) {
  const bool is_first = !std::exchange(is_begun_, true);
  if (is_first && in_place() && ::ftruncate(fd_.get(), static_cast<off_t>(start_)) < 0)
    fail("truncate", path_);
  if (!streams_ && ::ftruncate(fd_.get(), static_cast<off_t>(size)) < 0) fail("truncate", path_);
}

void Output::write(std::span<const char> bytes, std::uint64_t offset) {
  if (!streams_) return write_fully(fd_, bytes, offset, path_);
  if (offset != written_) throw std::logic_error("a stream is written in order");
  if (sink_) {
    sink_(bytes);
    written_ += bytes.size();
    return;
  }
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

void Output::commit() {
  if (streams_ || in_place_) {
    if (::fsync(fd_.get()) < 0 && errno != EINVAL) fail("fsync", path_);  // a pipe has nothing to sync
    // The next program that writes to the descriptor continues after the archive.
    if (descriptor_.is_open() && ::lseek(descriptor_.get(), 0, SEEK_END) < 0) fail("lseek", path_);
    in_place_ = false;
    return;
  }
  keep_identity({directory_, path_}, fd_);
  if (::fsync(fd_.get()) < 0) fail("fsync", path_);
  // The name is durable with its directory; not every file system can sync one, nor every user open it.
  const Fd directory(::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // When two processes append at once, one fails and no data is lost.
  if (appends_ && directory.is_open()) ::flock(directory.get(), LOCK_EX);
  if (appends_) refuse_lost_append();
  give_name();
  if (directory.is_open() && ::fsync(directory.get()) < 0 && errno != EINVAL)
    throw SystemError(errno, "fsync", std::string(directory_of(path_)),
                      "the archive is whole under its name, which a crash may still take");
}

void Output::refuse_lost_append() const {
  struct stat now {};
  const bool exists = ::fstatat(directory_.get(), base().c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && (!replaced_ || now.st_ino != replaced_->st_ino || now.st_dev != replaced_->st_dev ||
                 now.st_size != replaced_->st_size || now.st_mtim.tv_sec != replaced_->st_mtim.tv_sec ||
                 now.st_mtim.tv_nsec != replaced_->st_mtim.tv_nsec))
    throw InputError(path_ + ": was changed while it was appended to; try again");
}

void Output::give_name() {
  if (temporary_.empty()) {
    const auto link_as = [&](const std::string& name) {
      return ::linkat(AT_FDCWD, proc_path(fd_).c_str(), directory_.get(), name.c_str(), AT_SYMLINK_FOLLOW) ==
             0;
    };
    if (!replaced_ && link_as(base())) return;
    temporary_ = make_temporary({directory_, path_}, "link", link_as);
  }
  rename_temporary({directory_, path_}, temporary_);
  temporary_.clear();
}

}  // namespace cowpio
