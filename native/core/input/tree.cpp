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

bool is_folder(const Fd& folder, const dirent& entry, const std::string& path) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  if (::fstatat(folder.get(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) < 0) fail("stat", path);
  return S_ISDIR(status.st_mode);
}

/// Puts what is in `path` behind `names`, and the folders among it behind `folders`.
void list_folder(Lookup& lookup, const std::string& path, std::vector<std::string>& names,
                 std::vector<std::string>& folders) {
  const Lookup::Location location = lookup.find(path);
  const Fd folder(::openat(location.folder, location.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open() && (errno == ENOTDIR || errno == ELOOP)) refuse_replaced(path);
  if (!folder.is_open()) fail("open", path);
  Fd again(::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0));
  if (!again.is_open()) fail("dup", path);
  const std::unique_ptr<DIR, Closing> stream(::fdopendir(again.get()));
  if (!stream) fail("opendir", path);
  again.release();
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      names.push_back(path == "." ? entry->d_name : path + "/" + entry->d_name);
      if (is_folder(folder, *entry, names.back())) folders.push_back(names.back());
    }
    errno = 0;
  }
  if (errno != 0) fail("readdir", path);
}

}  // namespace

std::vector<Request> walk_tree(Lookup& lookup) {
  std::vector<std::string> names{"."};
  for (std::vector<std::string> folders{"."}; !folders.empty();) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    list_folder(lookup, folder, names, folders);
  }
  std::sort(names.begin(), names.end());
  std::vector<Request> requests(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) requests[i].name = std::move(names[i]);
  return requests;
}

}  // namespace cowpio
