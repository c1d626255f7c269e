#include "core/fs/in_root.hpp"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <climits>
#include <string_view>
#include <vector>

#include "core/format/text.hpp"

namespace cowpio {

bool without_openat2 = false;

namespace {

constexpr int links_max = 40;  // include/linux/namei.h: MAXSYMLINKS

Fd closed(int error) {
  errno = error;
  return {};
}

Fd open_path(const Fd& directory, const char* name, int flags) {
  return Fd(::openat(directory.get(), name, O_PATH | O_CLOEXEC | flags));
}

std::string target_of(const Fd& link) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(link.get(), "", target, sizeof target);
  return {target, static_cast<std::size_t>(length < 0 ? 0 : length)};
}

/// The walk that openat2 does with RESOLVE_IN_ROOT: each component is opened without following it, `..` goes
/// to a directory that the walk came through, and a symlink's target is put before what is left of the path.
Fd walk_in_root(const Fd& root, const std::string& name, int flags) {
  if (name.empty()) return closed(ENOENT);
  if (name.size() >= PATH_MAX) return closed(ENAMETOOLONG);
  std::vector<Fd> directories;
  Fd here = open_path(root, ".", O_DIRECTORY);
  if (!here.is_open()) return {};
  std::string rest = name;
  for (int links = 0;;) {
    const std::size_t start = rest.find_first_not_of('/');
    if (start == std::string::npos) return here;
    std::string_view left = std::string_view(rest).substr(start);
    const std::string part(cut(left, '/'));
    const bool is_last = start + part.size() == rest.size();
    const std::string after(left);
    if (part == ".") {
    } else if (part == "..") {
      if (!directories.empty()) {
        here = std::move(directories.back());
        directories.pop_back();
      }
    } else {
      Fd next = open_path(here, part.c_str(), O_NOFOLLOW | (is_last ? flags & O_DIRECTORY : 0));
      if (!next.is_open() && is_last && errno == ENOTDIR && (flags & O_NOFOLLOW) == 0)
        next = open_path(here, part.c_str(), O_NOFOLLOW);
      struct stat status {};
      if (!next.is_open() || ::fstat(next.get(), &status) < 0) return {};
      if (S_ISLNK(status.st_mode) && !(is_last && (flags & O_NOFOLLOW) != 0)) {
        if (++links > links_max) return closed(ELOOP);
        const std::string target = target_of(next);
        if (target.empty()) return closed(ENOENT);
        if (target.starts_with('/')) {
          directories.clear();
          here = open_path(root, ".", O_DIRECTORY);
        }
        rest = std::string(target.substr(std::min(target.find_first_not_of('/'), target.size())));
        if (!is_last) rest += '/' + after;
        if (rest.empty()) return here;
        continue;
      }
      if (!is_last && !S_ISDIR(status.st_mode)) return closed(ENOTDIR);
      if (is_last && (flags & O_DIRECTORY) != 0 && !S_ISDIR(status.st_mode)) return closed(ENOTDIR);
      if (S_ISDIR(status.st_mode)) directories.push_back(std::move(here));
      here = std::move(next);
    }
    if (is_last || after.empty()) return here;
    rest = after.substr(std::min(after.find_first_not_of('/'), after.size()));
    if (rest.empty()) return here;
  }
}

}  // namespace

Fd find_in_root(const Fd& root, const std::string& name, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(O_PATH | O_CLOEXEC | flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int again = without_openat2 ? 0 : 1000; again > 0; --again) {
    const long fd = ::syscall(SYS_openat2, root.get(), name.c_str(), &how, sizeof how);
    if (fd >= 0) return Fd(static_cast<int>(fd));
    if (errno == ENOSYS || errno == EPERM) break;
    // A rename anywhere in the system, while `..` is followed (openat2(2)).
    if (errno != EAGAIN) return {};
  }
  return walk_in_root(root, name, flags);
}

Fd open_found(const Fd& path) { return Fd(::open(proc_path(path).c_str(), O_RDONLY | O_CLOEXEC)); }

Fd open_found(const Fd& path, const Fd& root, const std::string& name) {
  Fd file = open_found(path);
  if (file.is_open() || errno != ENOENT) return file;
  const std::string plain(without_slashes_behind(name));
  const Fd directory = find_in_root(root, std::string(directory_of(plain)), O_DIRECTORY);
  if (!directory.is_open()) return {};
  file = Fd(::openat(directory.get(), std::string(base_of(plain)).c_str(),
                     O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  struct stat found {};
  struct stat opened {};
  if (!file.is_open() || ::fstat(path.get(), &found) < 0 || ::fstat(file.get(), &opened) < 0) return {};
  if (found.st_dev != opened.st_dev || found.st_ino != opened.st_ino) return closed(ESTALE);
  return file;
}

}  // namespace cowpio
