#include "core/write/headers.hpp"

#include <algorithm>
#include <cstdio>

namespace cowpio {
Headers::Headers(std::span<const Entry> entries, const Layout& layout)
    : entries_(entries), padding_(layout.padding.value_or(Entry())) {
  pad_.mode = S_IFDIR | 0755;
  if (const auto root = padding_directory(entries, {}); root && root->name == ".") pad_ = *root;
}

const Entry& Headers::next(const LaidOutEntry& laid_out) {
  if (laid_out.entry == LaidOutEntry::padding) return padding_;
  if (laid_out.is_entry()) {
    const Entry& entry = entries_[laid_out.entry];
    if (entry.is_directory() && entry.name == padding_.name) padding_ = entry;
    return entry;
  }
  const bool directory = laid_out.entry == LaidOutEntry::pad_directory;
  pad_.name = directory ? pad_directory_name : pad_file_name(laid_out.inode);
  pad_.mode = directory ? S_IFDIR | 0755 : S_IFREG | 0644;
  return pad_;
}

std::string pad_file_name(std::uint32_t inode) {
  char name[32];
  std::snprintf(name, sizeof name, "%s/%08x", pad_directory_name, inode);
  return name;
}

}  // namespace cowpio
