#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/format/entry.hpp"
#include "core/format/newc.hpp"

namespace cowpio {

/// Where a member's data lies, and why there.
enum class Placement : std::uint8_t {
  no_data,        ///< Not a regular file, empty, or an earlier name of a hard-linked file.
  aligned,        ///< Its whole blocks can be cloned.
  below_block,    ///< Smaller than a block of the file system: there is nothing to clone.
  below_minimum,  ///< Smaller than what the caller wants cloned.
  unaligned,      ///< No alignment was requested, or one that is not a multiple of the block.
  early,  ///< In an early archive, whose names the kernel's earlycpio reads and which must not be padded.
  compressed,  ///< In an archive that is compressed.
};

/// One header of the archive and the data behind it, as small as it can be: there may be a million. Offsets
/// count from the start of the output file.
struct LaidOutEntry {
  /// Instead of an entry: what only moves the data behind it.
  static constexpr std::uint32_t padding =
      UINT32_MAX;  ///< Repeats `Layout::padding`, with NULs after its name.
  static constexpr std::uint32_t pad_directory = UINT32_MAX - 1;  ///< Holds the pad files.
  static constexpr std::uint32_t pad_file = UINT32_MAX - 2;       ///< NULs, as a file.

  std::uint64_t header_at = 0;
  std::uint32_t data_size = 0;    ///< 0 for the earlier names of a hard-linked file.
  std::uint32_t entry = padding;  ///< Its index, or one of the above.
  std::uint32_t inode = 0;
  std::uint32_t nlink = 1;
  std::uint16_t name_size = 0;  ///< Bytes: the name, its NUL, and padding NULs.
  Placement placement = Placement::no_data;

  [[nodiscard]] bool is_entry() const { return entry < pad_file; }
  [[nodiscard]] std::uint64_t data_at() const { return header_at + newc::header_size(name_size); }
  [[nodiscard]] std::uint64_t end() const {
    return newc::align_up(data_at() + data_size, newc::field_alignment);
  }
  /// Whole blocks from the start of the data; 0 unless aligned.
  [[nodiscard]] std::uint64_t clone_size(std::uint64_t block) const {
    return placement == Placement::aligned ? data_size / block * block : 0;
  }
};

struct LayoutOptions {
  std::uint64_t start = 0;      ///< Where the archive begins in the output file: its size when appending.
  std::uint64_t alignment = 0;  ///< Alignment of data, a multiple of 4; 0: newc's own 4 bytes.
  std::uint64_t block = 0;      ///< Block size of the output's file system: statvfs.f_bsize.
  std::uint64_t min_clone = 0;  ///< Smaller files are not aligned.
  enum class Order : std::uint8_t {
    pack,  ///< Directories, links and small files fill the gaps before aligned data.
    given,
  } order = Order::pack;
  enum class Pad : std::uint8_t {
    name,  ///< NULs in the name field, and repeated directories where that does not reach; where there are
           ///< none, files.
    file,  ///< Files of NULs, for readers that take no NULs in names.
  } pad = Pad::name;
  bool compressed = false;  ///< The archive is compressed: offsets are those before.
  /// An alignment larger than the block, or not a multiple of it, adds at most 5 % to a file.
  bool bounded = false;
  /// The last `.` of the archives before this one in the output; none when it is not known.
  std::optional<Entry> root = std::nullopt;
};

/// The entry that padding entries can repeat without changing anything: the `.` of the entries; else the
/// first directory below it, whose parent is there in any case; else `root`. None when the name is one of
/// another type, too.
std::optional<Entry> padding_directory(std::span<const Entry> entries, const std::optional<Entry>& root);

struct Layout {
  std::uint64_t start = 0;  ///< `LayoutOptions::start`, moved up to newc's 4 bytes.
  std::uint64_t block = 0;
  std::vector<LaidOutEntry> laid_out;
  std::uint64_t trailer_at = 0;
  std::uint64_t end = 0;
  std::uint64_t cloneable = 0;  ///< Bytes of whole aligned blocks.
  std::optional<Entry> padding;
};

/// Pure: the same entries and options give the same layout. Throws `InputError` naming the entry whose name
/// is longer than PATH_MAX, or is one of those that padding with files makes.
Layout plan_layout(std::span<const Entry> entries, const LayoutOptions& options);

}  // namespace cowpio
