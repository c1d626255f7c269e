#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/fs/fd.hpp"
#include "core/fs/progress.hpp"

namespace cowpio {

/// A run of a file's bytes and where it lies on the file system. Bytes; `flags` are FIEMAP_EXTENT_*.
struct Extent {
  std::uint64_t logical = 0;
  std::uint64_t physical = 0;
  std::uint64_t length = 0;
  std::uint32_t flags = 0;

  [[nodiscard]] std::uint64_t end() const { return logical + length; }
  bool operator==(const Extent&) const = default;
};

/// The file's extents by FIEMAP, synced first, clipped to its size (XFS leaves unwritten ones behind it).
/// A file system without FIEMAP, such as tmpfs, is an `InputError`.
std::vector<Extent> read_extents(const Fd& file, const std::string& path, const Progress& progress = {});

/// FIEMAP's own names, lower case, in the order of their bits.
std::vector<std::string_view> flag_names(std::uint32_t flags);

std::string json_of(const Extent& extent);

/// Sums of lengths, and of those with the SHARED flag: shared with somebody, which says nothing about whom.
struct ExtentTotals {
  std::uint64_t total = 0;
  std::uint64_t shared = 0;
  std::uint64_t count = 0;
};
ExtentTotals total_of(const std::vector<Extent>& extents);

}  // namespace cowpio
