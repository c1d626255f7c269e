#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "core/fs/errno_name.hpp"

namespace cowpio {

/// An owned descriptor.
class Fd {
 public:
  Fd() noexcept = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  /// Gives it to another owner.
  int release() noexcept { return std::exchange(fd_, -1); }
  void reset() noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

/// `ENOENT`; its number where it has no name.
inline std::string name_of_errno(int error) {
  const char* name = errno_name(error);
  return name == nullptr ? "errno " + std::to_string(error) : name;
}

/// A system call failed: which one, on what, and errno as a number.
class SystemError : public std::system_error {
 public:
  /// `detail`, when there is one, is said behind the call.
  SystemError(int error, const char* call, std::string path, const std::string& detail = {})
      : std::system_error(error, std::generic_category(),
                          path + ": " + call + (detail.empty() ? "" : ": ") + detail),
        call_(call),
        path_(std::move(path)) {}
  [[nodiscard]] const char* call() const noexcept { return call_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  const char* call_;
  std::string path_;
};

/// A request or a finding that is impossible, without a failed system call.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Input that no reader can read to its end. A limit of a reader is none.
class Damage : public InputError {
 public:
  /// `detail` is what is wrong and where, without the path.
  Damage(const std::string& path, std::string detail)
      : InputError(path + ": " + detail), detail_(std::move(detail)) {}
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }

 private:
  std::string detail_;
};

/// The caller asked for the work to stop.
class Aborted : public std::runtime_error {
 public:
  Aborted() : std::runtime_error("aborted") {}
};

[[noreturn]] inline void fail(const char* call, const std::string& path) {
  throw SystemError(errno, call, path);
}

inline Fd open_or_fail(const std::string& path, int flags, mode_t mode = 0) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd.is_open()) fail("open", path);
  return fd;
}

/// A regular file, to be read. A FIFO without a writer is refused, not waited for.
inline Fd open_regular(const std::string& path) {
  Fd fd = open_or_fail(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) fail("stat", path);
  if (!S_ISREG(status.st_mode)) throw InputError(path + ": not a regular file");
  return fd;
}

/// Leads to the open file itself, whatever its name has become (proc_pid_fd(5)).
inline std::string proc_path(const Fd& fd) { return "/proc/self/fd/" + std::to_string(fd.get()); }

/// All of `bytes`; signals are no end.
inline void write_fully(const Fd& file, std::span<const char> bytes, std::uint64_t offset,
                        const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

/// All of `into`, or an `InputError`: the file was longer before.
inline void read_fully(const Fd& file, std::span<char> into, std::uint64_t offset, const std::string& path) {
  while (!into.empty()) {
    const ssize_t count = ::pread(file.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path);
    if (count == 0) throw InputError(path + ": shrank while it was read");
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

}  // namespace cowpio
