#include "core/fs/lookup.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "core/format/text.hpp"

namespace cowpio {
namespace {

/// More than an initramfs has; or a quarter of what this process may open.
std::size_t directories_most() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 8;
  return std::clamp<std::size_t>(limit.rlim_cur / 4, 1, 1024);
}

std::size_t length_of_directory(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? 0 : slash + 1;
}

/// Opens each directory of `path` from the one before it.
Fd open_without_symlinks(int from, std::string_view path) {
  Fd directory;
  while (!path.empty()) {
    const std::string name(cut(path, '/'));
    directory = Fd(::openat(directory.is_open() ? directory.get() : from, name.c_str(),
                            O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.is_open()) break;
  }
  return directory;
}

}  // namespace

void refuse_replaced(const std::string& directory) {
  throw InputError(directory +
                   ": the directory was replaced while the tree was read; use a tree that nobody changes, "
                   "or a snapshot");
}

Lookup::Lookup(const std::string& directory, Symlinks symlinks)
    : Lookup(open_or_fail(directory, O_RDONLY | O_DIRECTORY), symlinks) {}

Lookup::Lookup(Fd directory, Symlinks symlinks)
    : directory_(std::move(directory)), symlinks_(symlinks), max_(directories_most()) {}

Lookup::Location Lookup::find(const std::string& path) {
  const std::size_t length = length_of_directory(path);
  // A path that ends with a slash is a directory, and needs it: `link/` is what the link leads to.
  if (length == 0 || length == path.size()) return {directory_.get(), path.c_str()};
  const Fd* const directory = directory_at(std::string_view(path).substr(0, length));
  if (directory == nullptr && symlinks_ == Symlinks::refuse) {
    if (errno == ENOTDIR || errno == ELOOP) refuse_replaced(path.substr(0, length - 1));
    fail("open", path);
  }
  // An error of the directory is reported for the path.
  if (directory == nullptr) return {directory_.get(), path.c_str()};
  return {directory->get(), path.c_str() + length};
}

const Fd* Lookup::directory_at(std::string_view path) {
  if (last_ != nullptr && last_->first == path) return &last_->second;
  auto location = directories_.find(path);
  if (location == directories_.end()) {
    if (directories_.size() >= max_) close_directories();
    Fd directory = open(path);
    if (!directory.is_open()) {
      // Fewer than the limit lets one expect; who writes needs some, too.
      if (const int error = errno; error == EMFILE || error == ENFILE) {
        max_ = directories_.size() / 2 + 1;
        close_directories();
        errno = error;
      }
      return nullptr;
    }
    location = directories_.emplace(path, std::move(directory)).first;
  }
  last_ = &*location;
  return &location->second;
}

Fd Lookup::open(std::string_view path) const {
  const std::size_t above = length_of_directory(without_slashes_behind(path));
  const auto around = above == 0 ? directories_.end() : directories_.find(path.substr(0, above));
  const bool is_open = around != directories_.end();
  const std::string name(is_open ? path.substr(above) : path);
  const int from = is_open ? around->second.get() : directory_.get();
  if (symlinks_ == Symlinks::refuse) return open_without_symlinks(from, name);
  return Fd(::openat(from, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

void Lookup::close_directories() {
  last_ = nullptr;
  directories_.clear();
}

}  // namespace cowpio
