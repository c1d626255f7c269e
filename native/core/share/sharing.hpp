#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fs/extents.hpp"

namespace cowpio {

/// Why a range of a member's data lies, or does not lie, in the blocks of its installed original.
enum class RangeReason {
  shared,       ///< Same physical place as the original.
  hole,         ///< Neither has data there: no blocks, or unwritten ones.
  inline_data,  ///< The original has no blocks: Btrfs keeps little data, also compressed, in its metadata.
  tail,         ///< The last partial block, which the next header is written into.
  below_block,  ///< A file smaller than a block.
  unaligned,    ///< The data does not start on a block boundary.
  not_shared,   ///< Could be shared, lies elsewhere.
  differs,      ///< An original of that name exists with other content.
  no_original,  ///< No regular file of that name.
  compressed,   ///< Within a compressed stream, where no block is the original's.
};
const char* to_string(RangeReason reason);

/// Part of a member's data. Offsets count from the start of that data.
struct Range {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  RangeReason reason = RangeReason::not_shared;
  std::optional<std::uint64_t>
      physical;  ///< Location of the range's first byte in the archive; none in holes and inline data.
  bool operator==(const Range&) const = default;
};

std::string json_of(const Range& range);

enum class Original { identical, differs, none };
const char* to_string(Original original);

struct MemberData {
  std::uint64_t size = 0;
  std::uint64_t data_offset = 0;
  Original original = Original::none;
  bool compressed = false;  ///< `data_offset` counts from the start of what the stream holds.
};

struct MemberSharing {
  std::uint64_t shareable = 0;  ///< Whole blocks of a member of at least a block with an identical original,
                                ///< less holes and inline data.
  std::uint64_t shared = 0;
  std::vector<Range> ranges;  ///< Cover [0, size) without gaps.
};

/// Pure: compares places. Both maps are sorted by `logical`; `source` is looked at only for an identical
/// original.
///
/// A compressed Btrfs extent (ENCODED) tells only where it starts on the disk, not how far into it a file
/// begins: equal starts prove the extent, and the equal bytes, which `Original::identical` says were
/// compared, the content.
MemberSharing compare_locations(const MemberData& member, std::uint64_t block, std::span<const Extent> source,
                                std::span<const Extent> archive);

}  // namespace cowpio
