#include "core/write/order.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/format/text.hpp"

namespace cowpio {
namespace {

/// The directory around a name; nothing around the outermost.
std::string_view directory_around(std::string_view name) {
  return name == "." ? std::string_view() : directory_of(name);
}

/// A directory is around itself, too.
bool is_around(std::string_view directory, std::string_view other) {
  return !other.empty() &&
         (directory == "." || (other.starts_with(directory) &&
                               (other.size() == directory.size() || other[directory.size()] == '/')));
}

/// Only then do equal places have equal names.
bool is_plain(std::string_view name) {
  for (std::size_t slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
    const std::string_view part = name.substr(slash + 1, name.find('/', slash + 1) - slash - 1);
    if (part == "." || (part.empty() && slash + 1 < name.size())) return false;
  }
  return true;
}

/// Whether an entry of the same name changes nothing but what is there: another type unlinks it first, and a
/// hard-linked file has other names.
bool replaces_alone(const Entry& before, const Entry& entry) {
  return (before.mode & S_IFMT) == (entry.mode & S_IFMT) && !before.linked && !entry.linked;
}

}  // namespace

Order::Order(std::span<const Entry> entries, const Links& links, std::span<const std::uint32_t> sizes,
             std::uint64_t largest)
    : sizes_(sizes),
      largest_(largest),
      needs_(entries.size(), {none, none, none}),
      missing_(entries.size()),
      placed_(entries.size()),
      reported_(entries.size()) {
  find_names(entries);
  for (const Links::Name& name : links.names()) needs_[name.entry][1] = name.before;
  find_dependents();
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (missing_[i] == 0) make_ready(i);
}

void Order::find_names(std::span<const Entry> entries) {
  std::vector<std::uint32_t> by_name(entries.size());
  std::iota(by_name.begin(), by_name.end(), 0);
  std::stable_sort(by_name.begin(), by_name.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return entries[a].name < entries[b].name; });
  for (std::size_t i = 1; i < by_name.size(); ++i) {
    const Entry& before = entries[by_name[i - 1]];
    const Entry& entry = entries[by_name[i]];
    if (before.name != entry.name) continue;
    needs_[by_name[i]][2] = by_name[i - 1];
    if (!replaces_alone(before, entry)) can_be_changed_ = false;
  }

  std::string_view directory;
  std::string_view looked_at;
  std::uint32_t found = none;
  for (const std::uint32_t i : by_name) {
    if (!is_plain(entries[i].name)) can_be_changed_ = false;
    if (const std::string_view own = directory_around(entries[i].name); own != directory) {
      directory = own;
      found = closest_directory(entries, by_name, directory, std::exchange(looked_at, directory));
    }
    needs_[i][0] = found;
  }
}

/// `directory`, or the nearest around it that the archive has. Looks at all of them but those around
/// `looked_at`.
std::uint32_t Order::closest_directory(std::span<const Entry> entries, std::span<const std::uint32_t> by_name,
                                       std::string_view directory, std::string_view looked_at) {
  std::uint32_t closest = none;
  for (; !directory.empty() && (closest == none || !is_around(directory, looked_at));
       directory = directory_around(directory)) {
    auto location =
        std::lower_bound(by_name.begin(), by_name.end(), directory,
                         [&](std::uint32_t a, std::string_view name) { return entries[a].name < name; });
    for (; location != by_name.end() && entries[*location].name == directory; ++location) {
      if (closest == none) closest = *location;
      if (!entries[*location].is_directory()) can_be_changed_ = false;
    }
  }
  return closest;
}

void Order::find_dependents() {
  dependents_from_.assign(needs_.size() + 1, 0);
  for (std::size_t i = 0; i < needs_.size(); ++i)
    for (const std::uint32_t need : needs_[i])
      if (need != none) {
        ++missing_[i];
        ++dependents_from_[need + 1];
      }
  std::partial_sum(dependents_from_.begin(), dependents_from_.end(), dependents_from_.begin());
  dependents_.resize(dependents_from_.back());
  std::vector<std::uint32_t> next(dependents_from_.begin(), dependents_from_.end() - 1);
  for (std::uint32_t i = 0; i < needs_.size(); ++i)
    for (const std::uint32_t need : needs_[i])
      if (need != none) dependents_[next[need]++] = i;
}

void Order::make_ready(std::uint32_t entry) {
  if (sizes_[entry] > 0 && sizes_[entry] <= largest_) ready_[sizes_[entry]].push(entry);
}

std::vector<std::uint32_t> Order::missing_before(std::uint32_t entry) {
  std::vector<std::uint32_t> found;
  std::vector<std::pair<std::uint32_t, std::size_t>> path{
      {entry, 0}};  // with the need that is looked at next
  while (!path.empty()) {
    auto& [here, next] = path.back();
    if (next == needs_[here].size()) {
      if (here != entry) found.push_back(here);
      path.pop_back();
      continue;
    }
    const std::uint32_t need = needs_[here][next++];
    if (need == none || need == entry || placed_[need] || reported_[need]) continue;
    reported_[need] = true;
    path.emplace_back(need, 0);
  }
  return found;
}

std::optional<std::uint32_t> Order::largest_within(std::uint64_t bytes) {
  for (auto location =
           ready_.upper_bound(static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, UINT32_MAX)));
       location != ready_.begin();) {
    --location;
    Earliest& earliest = location->second;
    while (!earliest.empty() && placed_[earliest.top()]) earliest.pop();
    if (!earliest.empty()) return earliest.top();
    location = ready_.erase(location);
  }
  return std::nullopt;
}

void Order::put(std::uint32_t entry) {
  placed_[entry] = true;
  for (std::uint32_t i = dependents_from_[entry]; i < dependents_from_[entry + 1]; ++i)
    if (--missing_[dependents_[i]] == 0) make_ready(dependents_[i]);
}

}  // namespace cowpio
