#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/format/entry.hpp"

namespace cowpio {

/// Which entries are names of one file, as small as it can be: there may be a million.
class Links {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Name {
    std::uint32_t entry;
    std::uint32_t before;  ///< The name of the same file before it, or none.
    std::uint32_t first;   ///< Index, of the same file.
    std::uint32_t last;    ///< Index, of the same file: carries the data, as in GNU cpio.
    std::uint32_t count;   ///< Number of the file's names.
  };

  explicit Links(std::span<const Entry> entries);

  /// In the order of the entries.
  [[nodiscard]] const std::vector<Name>& names() const { return names_; }
  /// Null for an entry that is not linked.
  [[nodiscard]] const Name* find(std::uint32_t entry) const;

 private:
  std::vector<Name> names_;
};

/// Leaves out all but the last entry of a name where one of them is a hard-linked file. The kernel would link
/// that name to itself, or write through one of its links to the other file (init/initramfs.c, maybe_link,
/// do_name), and lose data. Symlinks of the archive count: below `bin`, a symlink to `usr/bin`, `bin/sh` is
/// `usr/bin/sh`.
void leave_out_repeated(std::vector<Entry>& entries);

}  // namespace cowpio
