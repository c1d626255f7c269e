#include "core/fs/descriptor.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <array>
#include <cstdlib>

#include "core/format/text.hpp"

namespace cowpio {

std::string behind_symlinks(const std::string& name) {
  char* resolved = ::realpath(name.c_str(), nullptr);
  if (resolved == nullptr) fail("realpath", name);
  std::string path = resolved;
  ::free(resolved);
  return path;
}

namespace {

bool holds_descriptors(const std::string& directory) {
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) < 0 || status.f_type != PROC_SUPER_MAGIC) return false;
  return behind_symlinks(directory).ends_with("/fd");
}

/// A copy of descriptor `number` of the process whose descriptors are in `directory`.
Fd descriptor(const std::string& name, const std::string& directory, const std::string& number) {
  const bool own = behind_symlinks(directory) == behind_symlinks("/proc/self/fd");
  Fd fd(own ? ::fcntl(std::atoi(number.c_str()), F_DUPFD_CLOEXEC, 0)
            : ::open((directory + "/" + number).c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) fail("open", name);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) fail("stat", name);
  if (!own && S_ISREG(status.st_mode))
    throw InputError(name + ": a file of another process; give its own name");
  return fd;
}

}  // namespace

std::optional<Fd> descriptor_behind(const std::string& name) {
  // Without /proc this one is known all the same: `-` on the command line.
  if (name == standard_output && ::access("/proc/self/fd", F_OK) < 0) {
    Fd fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    if (!fd.is_open()) fail("dup", name);
    return fd;
  }
  std::string path = name;
  for (int links = 0; links < 40; ++links) {  // as many as the kernel follows (path_resolution(7))
    const std::string directory(directory_of(path));
    const std::string base = path.substr(path.rfind('/') + 1);
    if (!base.empty() && base.find_first_not_of("0123456789") == std::string::npos &&
        holds_descriptors(directory))
      return descriptor(name, directory, base);
    std::array<char, 4096> target{};
    const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
    if (length <= 0) break;
    const std::string link(target.data(), static_cast<std::size_t>(length));
    path = link.starts_with('/') ? link : std::string(directory).append("/").append(link);
  }
  return std::nullopt;
}

}  // namespace cowpio
