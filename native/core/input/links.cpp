#include "core/input/links.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "core/format/text.hpp"

namespace cowpio {
namespace {

std::vector<std::uint32_t> linked(std::span<const Entry> entries) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (entries[i].linked) found.push_back(i);
  return found;
}

struct Hash : std::hash<std::string_view> {
  using is_transparent = void;
};

/// Where names lead to in a rootfs that is made of the archive alone: names below a symlink to a directory
/// are other names of what is in that directory.
class ArchivePaths {
 public:
  explicit ArchivePaths(std::span<const Entry> entries) {
    for (const Entry& entry : entries)
      if (entry.is_symlink()) symlinks_.emplace(entry.name, &entry.origin);
  }

  /// Holds until the next call, and as long as `name`. The last part is not followed: the kernel replaces a
  /// symlink by a file of the same name (init/initramfs.c, clean_path).
  std::string_view resolve(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    if (symlinks_.empty() || slash == name.npos) return name;
    const std::string_view directory = name.substr(0, slash);
    if (directory != directory_) {
      directory_ = directory;
      resolved_ = resolve_directory(directory);
    }
    if (resolved_ == directory) return name;
    path_ = resolved_.empty() ? "" : resolved_ + "/";
    return path_ += name.substr(slash + 1);
  }

 private:
  std::string resolve_directory(std::string_view name) const {
    std::string rest(name);
    std::string directory;
    for (int links = 0; !rest.empty();) {
      std::string_view after = rest;
      const std::string part(cut(after, '/'));
      rest = std::string(after);
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        directory.resize(directory.find('/') == directory.npos ? 0 : directory.rfind('/'));
        continue;
      }
      std::string path = directory;
      path.append(directory.empty() ? "" : "/").append(part);
      const auto link = symlinks_.find(path);
      if (link == symlinks_.end() || ++links > 40) {  // as many as the kernel follows (path_resolution(7))
        directory = path;
        continue;
      }
      if (link->second->starts_with('/')) directory.clear();
      rest = std::string(*link->second).append("/").append(rest);
    }
    return directory;
  }

  std::unordered_map<std::string_view, const std::string*, Hash, std::equal_to<>> symlinks_;
  std::string_view directory_;
  std::string resolved_;
  std::string path_;
};

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
  const auto location = std::lower_bound(names_.begin(), names_.end(), entry,
                                         [](const Name& name, std::uint32_t of) { return name.entry < of; });
  return location == names_.end() || location->entry != entry ? nullptr : &*location;
}

namespace {

/// The names of linked files, by the hash of where they lead to: as small as it can be.
class LinkedNames {
 public:
  LinkedNames(std::span<const Entry> entries, const std::vector<std::uint32_t>& linked)
      : entries_(entries), paths_(entries) {
    rows_.reserve(linked.size());
    for (const std::uint32_t i : linked) rows_.push_back({hash_of(i), i, Links::none});
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return std::tuple(a.hash, a.entry) < std::tuple(b.hash, b.entry);
    });
  }

  /// The last entry of the name that `entry` has, to be read and set; null where no linked file has that
  /// name.
  std::uint32_t* last_of(std::uint32_t entry) {
    const std::size_t hash = hash_of(entry);
    auto row = std::lower_bound(rows_.begin(), rows_.end(), hash,
                                [](const Row& one, std::size_t of) { return one.hash < of; });
    for (; row != rows_.end() && row->hash == hash; ++row)
      if (row->entry == entry || is_same(row->entry, entry)) return &row->last;
    return nullptr;
  }

 private:
  struct Row {
    std::size_t hash;
    std::uint32_t entry;
    std::uint32_t last;
  };

  std::size_t hash_of(std::uint32_t entry) {
    return std::hash<std::string_view>()(paths_.resolve(entries_[entry].name));
  }
  bool is_same(std::uint32_t one, std::uint32_t other) {
    const std::string path(paths_.resolve(entries_[one].name));
    return path == paths_.resolve(entries_[other].name);
  }
  std::span<const Entry> entries_;
  ArchivePaths paths_;
  std::vector<Row> rows_;
};

}  // namespace

void leave_out_repeated(std::vector<Entry>& entries) {
  const std::vector<std::uint32_t> found = linked(entries);
  if (found.empty()) return;
  LinkedNames names(entries, found);
  bool has_repeated = false;
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (std::uint32_t* const last = names.last_of(i); last != nullptr)
      has_repeated = std::exchange(*last, i) != Links::none || has_repeated;
  if (!has_repeated) return;

  std::vector<bool> repeated(entries.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (const std::uint32_t* const last = names.last_of(i); last != nullptr)
      repeated[i] = i != *last && !entries[i].is_directory();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (repeated[i]) continue;
    if (kept != i) entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(kept), entries.end());
}

}  // namespace cowpio
