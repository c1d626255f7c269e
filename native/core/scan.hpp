#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "entry.hpp"
#include "fd.hpp"

namespace cowpio {

struct Owner {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

struct ScanOptions {
  std::optional<Owner> owner;          ///< Instead of each file's own.
  std::optional<std::uint32_t> mtime;  ///< Instead of each file's own.
};

/// Reads what the archive needs to know of each name below `directory`, in the order given. Leading `./` are
/// left out of the archive's names, as GNU cpio and dracut-cpio do. Throws `SystemError` for what is not
/// there, `Refusal` for what newc cannot hold.
std::vector<Entry> scan(const Fd& directory, std::span<const std::string> names, const ScanOptions& options);

Stamp stamp_of(const struct stat& status);

}  // namespace cowpio
