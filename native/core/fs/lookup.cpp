#include "core/fs/lookup.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "core/format/text.hpp"

namespace cowpio {
namespace {

/// More than an initramfs has; or a quarter of what this process may open.
std::size_t folders_most() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 8;
  return std::clamp<std::size_t>(limit.rlim_cur / 4, 1, 1024);
}

std::size_t length_of_folder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? 0 : slash + 1;
}

/// Opens each folder of `path` from the one before it.
Fd open_without_symlinks(int from, std::string_view path) {
  Fd folder;
  while (!path.empty()) {
    const std::string name(cut(path, '/'));
    folder = Fd(::openat(folder.is_open() ? folder.get() : from, name.c_str(),
                         O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.is_open()) break;
  }
  return folder;
}

}  // namespace

void refuse_replaced(const std::string& folder) {
  throw InputError(folder +
                   ": the folder was replaced while the tree was read; use a tree that nobody changes, "
                   "or a snapshot");
}

Lookup::Lookup(const std::string& directory, Symlinks symlinks)
    : Lookup(open_or_fail(directory, O_RDONLY | O_DIRECTORY), symlinks) {}

Lookup::Lookup(Fd directory, Symlinks symlinks)
    : directory_(std::move(directory)), symlinks_(symlinks), max_(folders_most()) {}

Lookup::Location Lookup::find(const std::string& path) {
  const std::size_t length = length_of_folder(path);
  // A path that ends with a slash is a folder, and needs it: `link/` is what the link leads to.
  if (length == 0 || length == path.size()) return {directory_.get(), path.c_str()};
  const Fd* const folder = folder_at(std::string_view(path).substr(0, length));
  if (folder == nullptr && symlinks_ == Symlinks::refuse) {
    if (errno == ENOTDIR || errno == ELOOP) refuse_replaced(path.substr(0, length - 1));
    fail("open", path);
  }
  // An error of the directory is reported for the path.
  if (folder == nullptr) return {directory_.get(), path.c_str()};
  return {folder->get(), path.c_str() + length};
}

const Fd* Lookup::folder_at(std::string_view path) {
  if (last_ != nullptr && last_->first == path) return &last_->second;
  auto location = folders_.find(path);
  if (location == folders_.end()) {
    if (folders_.size() >= max_) close_folders();
    Fd folder = open(path);
    if (!folder.is_open()) {
      // Fewer than the limit lets one expect; who writes needs some, too.
      if (const int error = errno; error == EMFILE || error == ENFILE) {
        max_ = folders_.size() / 2 + 1;
        close_folders();
        errno = error;
      }
      return nullptr;
    }
    location = folders_.emplace(path, std::move(folder)).first;
  }
  last_ = &*location;
  return &location->second;
}

Fd Lookup::open(std::string_view path) const {
  const std::size_t above = length_of_folder(without_slashes_behind(path));
  const auto around = above == 0 ? folders_.end() : folders_.find(path.substr(0, above));
  const bool is_open = around != folders_.end();
  const std::string name(is_open ? path.substr(above) : path);
  const int from = is_open ? around->second.get() : directory_.get();
  if (symlinks_ == Symlinks::refuse) return open_without_symlinks(from, name);
  return Fd(::openat(from, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

void Lookup::close_folders() {
  last_ = nullptr;
  folders_.clear();
}

}  // namespace cowpio
