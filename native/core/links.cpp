#include "links.hpp"

#include <algorithm>
#include <tuple>

namespace cowpio {
namespace {

std::vector<std::uint32_t> linked(std::span<const Entry> entries) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (entries[i].linked) found.push_back(i);
  return found;
}

}  // namespace

Links::Links(std::span<const Entry> entries) {
  const std::vector<std::uint32_t> found = linked(entries);
  names_.resize(found.size());
  std::transform(found.begin(), found.end(), names_.begin(), [](std::uint32_t i) {
    return Name{i, none, i, i, 1};
  });
  std::sort(names_.begin(), names_.end(), [&](const Name& a, const Name& b) {
    return std::tuple(entries[a.entry].file(), a.entry) < std::tuple(entries[b.entry].file(), b.entry);
  });
  for (auto from = names_.begin(); from != names_.end();) {
    const auto end = std::find_if(from, names_.end(), [&](const Name& name) {
      return entries[name.entry].file() != entries[from->entry].file();
    });
    const Name all{0, none, from->entry, std::prev(end)->entry, static_cast<std::uint32_t>(end - from)};
    for (std::uint32_t before = none; from != end; ++from)
      *from = {from->entry, std::exchange(before, from->entry), all.first, all.last, all.count};
  }
  std::sort(names_.begin(), names_.end(), [](const Name& a, const Name& b) { return a.entry < b.entry; });
}

const Links::Name* Links::find(std::uint32_t entry) const {
  const auto place = std::lower_bound(names_.begin(), names_.end(), entry,
                                      [](const Name& name, std::uint32_t of) { return name.entry < of; });
  return place == names_.end() || place->entry != entry ? nullptr : &*place;
}

void leave_out_repeated(std::vector<Entry>& entries) {
  std::vector<std::uint32_t> by_name = linked(entries);
  const auto key = [&](std::uint32_t i) {
    return std::tie(entries[i].stamp.device, entries[i].stamp.inode, entries[i].name);
  };
  std::sort(by_name.begin(), by_name.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) != key(b) ? key(a) < key(b) : a < b; });
  std::vector<std::uint32_t> repeated;
  for (std::size_t i = 1; i < by_name.size(); ++i)
    if (key(by_name[i - 1]) == key(by_name[i])) repeated.push_back(by_name[i]);
  if (repeated.empty()) return;
  std::sort(repeated.begin(), repeated.end());
  auto next = repeated.begin();
  auto kept = entries.begin();
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (next != repeated.end() && *next == i)
      ++next;
    else
      std::swap(*kept++, entries[i]);
  }
  entries.erase(kept, entries.end());
}

}  // namespace cowpio
