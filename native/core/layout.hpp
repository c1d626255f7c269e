#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "entry.hpp"

namespace cowpio {

/// Where a member's data lies, and why there.
enum class Placement {
  no_data,      ///< Not a regular file, empty, or an earlier name of a hard-linked file.
  on_grid,      ///< Its whole blocks can be cloned.
  below_block,  ///< Smaller than a block of the file system: there is nothing to clone.
  off_grid,     ///< No grid was asked for, or one that is no multiple of the block.
  early,  ///< In an early archive, whose names the kernel's earlycpio reads and which must not be padded.
};

/// One header of the archive and the data behind it. Offsets count from the start of the output file.
struct Placed {
  static constexpr std::size_t filler = SIZE_MAX;

  std::size_t entry =
      filler;  ///< Index of the entry; a filler is a repeated `.` that only moves what follows.
  std::uint64_t header_at = 0;
  std::uint64_t name_field = 0;  ///< The name, its NUL, and padding NULs.
  std::uint64_t data_at = 0;
  std::uint64_t data_size = 0;   ///< 0 for the earlier names of a hard-linked file.
  std::uint64_t clone_size = 0;  ///< Whole blocks from the start of the data; 0 unless on the grid.
  std::uint32_t inode = 0;
  std::uint32_t nlink = 0;
  Placement placement = Placement::no_data;
};

struct LayoutOptions {
  std::uint64_t start = 0;  ///< Where the archive begins in the output file: its size when appending.
  std::uint64_t grid = 0;   ///< A power of two from 4 up; 0: newc's own 4 bytes.
  std::uint64_t block = 0;  ///< Of the output's file system: statvfs.f_bsize.
};

struct Layout {
  std::uint64_t start = 0;  ///< `LayoutOptions::start`, moved up to newc's 4 bytes.
  std::vector<Placed> placed;
  std::uint64_t trailer_at = 0;
  std::uint64_t end = 0;
};

/// Pure: the same entries and options give the same layout. Entries keep their order. Throws `Refusal` naming
/// the entry whose name is longer than PATH_MAX.
Layout plan_layout(std::span<const Entry> entries, const LayoutOptions& options);

}  // namespace cowpio
