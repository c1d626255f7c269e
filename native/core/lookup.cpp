#include "lookup.hpp"

#include <string_view>

namespace cowpio {

Lookup::Place Lookup::find(const std::string& path) {
  const std::size_t length = path.rfind('/') + 1;
  const Place whole{directory_.get(), path.c_str()};
  if (length == 0) return whole;
  if (std::string_view(path).substr(0, length) != parent_) {
    parent_.assign(path, 0, length);
    folder_.reset();
    return whole;
  }
  if (!folder_.is_open())
    folder_ = Fd(::openat(directory_.get(), parent_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  // What is wrong with the folder is told of the path.
  return folder_.is_open() ? Place{folder_.get(), path.c_str() + length} : whole;
}

}  // namespace cowpio
