#include <dirent.h>

#include <algorithm>
#include <cstring>

#include "core/fs/lookup.hpp"
#include "core/input/request.hpp"

namespace cowpio {
namespace {

struct Closing {
  void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};

bool is_directory(const Fd& directory, const dirent& entry, const std::string& path) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  if (::fstatat(directory.get(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) < 0) fail("stat", path);
  return S_ISDIR(status.st_mode);
}

/// Puts what is in `path` behind `names`, and the directories among it behind `directories`.
void list_directory(Lookup& lookup, const std::string& path, std::vector<std::string>& names,
                    std::vector<std::string>& directories) {
  const Lookup::Location location = lookup.find(path);
  const Fd directory(
      ::openat(location.directory, location.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory.is_open() && (errno == ENOTDIR || errno == ELOOP)) refuse_replaced(path);
  if (!directory.is_open()) fail("open", path);
  Fd again(::fcntl(directory.get(), F_DUPFD_CLOEXEC, 0));
  if (!again.is_open()) fail("dup", path);
  const std::unique_ptr<DIR, Closing> stream(::fdopendir(again.get()));
  if (!stream) fail("opendir", path);
  again.release();
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      names.push_back(path == "." ? entry->d_name : path + "/" + entry->d_name);
      if (is_directory(directory, *entry, names.back())) directories.push_back(names.back());
    }
    errno = 0;
  }
  if (errno != 0) fail("readdir", path);
}

}  // namespace

std::vector<Request> walk_tree(Lookup& lookup) {
  std::vector<std::string> names{"."};
  for (std::vector<std::string> directories{"."}; !directories.empty();) {
    const std::string directory = std::move(directories.back());
    directories.pop_back();
    list_directory(lookup, directory, names, directories);
  }
  std::sort(names.begin(), names.end());
  std::vector<Request> requests(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) requests[i].name = std::move(names[i]);
  return requests;
}

}  // namespace cowpio
