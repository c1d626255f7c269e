#include "headers.hpp"

#include <algorithm>
#include <cstdio>

namespace cowpio {
namespace {

bool is_root(const Entry& entry) { return entry.is_directory() && entry.name == "."; }

Entry first_root(std::span<const Entry> entries) {
  if (const auto root = std::find_if(entries.begin(), entries.end(), is_root); root != entries.end())
    return *root;
  Entry root;
  root.name = ".";
  root.mode = S_IFDIR | 0755;
  return root;
}

}  // namespace

Headers::Headers(std::span<const Entry> entries)
    : entries_(entries), root_(first_root(entries)), pad_(root_) {}

const Entry& Headers::next(const Placed& placed) {
  if (placed.entry == Placed::filler) return root_;
  if (placed.is_entry()) {
    const Entry& entry = entries_[placed.entry];
    if (is_root(entry)) root_ = entry;
    return entry;
  }
  const bool folder = placed.entry == Placed::pad_folder;
  pad_.name = folder ? pad_folder_name : pad_file_name(placed.inode);
  pad_.mode = folder ? S_IFDIR | 0755 : S_IFREG | 0644;
  return pad_;
}

std::string pad_file_name(std::uint32_t inode) {
  char name[32];
  std::snprintf(name, sizeof name, "%s/%08x", pad_folder_name, inode);
  return name;
}

}  // namespace cowpio
