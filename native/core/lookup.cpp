#include "lookup.hpp"

#include <algorithm>

namespace cowpio {
namespace {

constexpr std::size_t open_most = 8;

/// Of the longest folder that both lie in, with its slash; 0: in none.
std::size_t common_folder(const std::string& one, const std::string& other) {
  const auto [end, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  return end == one.begin() ? 0 : one.rfind('/', static_cast<std::size_t>(end - one.begin()) - 1) + 1;
}

}  // namespace

Lookup::Place Lookup::find(const std::string& path) {
  const std::size_t common = common_folder(path, last_);
  while (!open_.empty() && open_.back().length > common) open_.pop_back();
  if (const Place place = within(path); place.name < path.c_str() + common && open_.size() < open_most) {
    const std::string name(place.name, path.c_str() + common);
    Fd folder(::openat(place.folder, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    // What is wrong with it will be told of the path.
    if (folder.is_open()) open_.push_back({common, std::move(folder)});
  }
  last_ = path;
  return within(path);
}

Lookup::Place Lookup::within(const std::string& path) const {
  // What is left of `a//b` must not begin with a slash: it would be looked up from the root.
  const std::size_t rest = open_.empty() ? path.npos : path.find_first_not_of('/', open_.back().length);
  if (rest == path.npos) return {directory_.get(), path.c_str()};
  return {open_.back().fd.get(), path.c_str() + rest};
}

}  // namespace cowpio
