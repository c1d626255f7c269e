#include "core/share/sharing.hpp"

#include <linux/fiemap.h>

#include <algorithm>

namespace cowpio {
namespace {

constexpr std::uint32_t placeless = FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC |
                                    FIEMAP_EXTENT_DATA_INLINE | FIEMAP_EXTENT_NOT_ALIGNED |
                                    FIEMAP_EXTENT_DATA_TAIL | FIEMAP_EXTENT_UNWRITTEN;

/// The extent that holds `offset`, or none in a hole, and where that stretch ends.
struct Fragment {
  const Extent* extent;
  std::uint64_t end;
};

Fragment fragment_at(std::span<const Extent> map, std::uint64_t offset) {
  const auto next =
      std::upper_bound(map.begin(), map.end(), offset,
                       [](std::uint64_t at, const Extent& extent) { return at < extent.logical; });
  if (next != map.begin() && std::prev(next)->end() > offset)
    return {&*std::prev(next), std::prev(next)->end()};
  return {nullptr, next == map.end() ? UINT64_MAX : next->logical};
}

std::optional<std::uint64_t> location(const Extent* extent, std::uint64_t offset) {
  if (extent == nullptr || (extent->flags & placeless) != 0) return std::nullopt;
  if ((extent->flags & FIEMAP_EXTENT_ENCODED) != 0) return extent->physical;
  return extent->physical + (offset - extent->logical);
}

/// Puts a range behind the others; equal neighbours that continue each other become one.
void append(std::vector<Range>& ranges, const Range& range) {
  if (range.length == 0) return;
  if (!ranges.empty()) {
    Range& last = ranges.back();
    const bool continues = !last.physical && !range.physical;
    const bool adjoins = last.physical && range.physical && *last.physical + last.length == *range.physical;
    if (last.reason == range.reason && (continues || adjoins)) {
      last.length += range.length;
      return;
    }
  }
  ranges.push_back(range);
}

/// Cuts [from, to) at the borders of both maps and asks `judge` for each piece.
template <class Judge>
void walk(std::vector<Range>& ranges, std::uint64_t from, std::uint64_t to, std::uint64_t data_offset,
          std::span<const Extent> source, std::span<const Extent> archive, Judge judge) {
  while (from < to) {
    const Fragment in_source = fragment_at(source, from);
    const Fragment in_archive = fragment_at(archive, data_offset + from);
    const std::uint64_t archive_end =
        in_archive.end == UINT64_MAX ? UINT64_MAX : in_archive.end - data_offset;
    const std::uint64_t end = std::min({to, in_source.end, archive_end});
    append(ranges, {from, end - from, judge(in_source.extent, in_archive.extent, from),
                    location(in_archive.extent, data_offset + from)});
    from = end;
  }
}

/// Space set aside without data reads as zeros, as a hole does; a clone of it is a hole on XFS, the same
/// space on Btrfs (docs/measured.md).
bool reads_as_hole(const Extent* extent) {
  return extent == nullptr || (extent->flags & FIEMAP_EXTENT_UNWRITTEN) != 0;
}

RangeReason compare(const Extent* source, const Extent* archive, std::uint64_t offset,
                    std::uint64_t data_offset) {
  if (reads_as_hole(source) && reads_as_hole(archive)) return RangeReason::hole;
  if (source != nullptr && (source->flags & FIEMAP_EXTENT_DATA_INLINE) != 0) return RangeReason::inline_data;
  const auto here = location(archive, data_offset + offset);
  return here && here == location(source, offset) &&
                 (source->flags & FIEMAP_EXTENT_ENCODED) == (archive->flags & FIEMAP_EXTENT_ENCODED)
             ? RangeReason::shared
             : RangeReason::not_shared;
}

}  // namespace

MemberSharing compare_locations(const MemberData& member, std::uint64_t block, std::span<const Extent> source,
                                std::span<const Extent> archive) {
  MemberSharing sharing;
  const auto all = [&](RangeReason reason, std::uint64_t from) {
    walk(sharing.ranges, from, member.size, member.data_offset, {}, archive,
         [reason](const Extent*, const Extent*, std::uint64_t) { return reason; });
  };
  if (member.compressed) {
    sharing.ranges.push_back({0, member.size, RangeReason::compressed, std::nullopt});
    return sharing;
  }
  if (member.original != Original::identical) {
    all(member.original == Original::none ? RangeReason::no_original : RangeReason::differs, 0);
    return sharing;
  }
  if (member.size < block) {
    all(RangeReason::below_block, 0);
    return sharing;
  }
  const std::uint64_t whole = member.size / block * block;
  if (member.data_offset % block != 0) {
    sharing.shareable = whole;
    all(RangeReason::unaligned, 0);
    return sharing;
  }
  walk(sharing.ranges, 0, whole, member.data_offset, source, archive,
       [&](const Extent* in_source, const Extent* in_archive, std::uint64_t offset) {
         return compare(in_source, in_archive, offset, member.data_offset);
       });
  for (const Range& range : sharing.ranges) {
    if (range.reason != RangeReason::hole && range.reason != RangeReason::inline_data)
      sharing.shareable += range.length;
    if (range.reason == RangeReason::shared) sharing.shared += range.length;
  }
  all(RangeReason::tail, whole);
  return sharing;
}

const char* to_string(RangeReason reason) {
  switch (reason) {
    case RangeReason::shared:
      return "shared";
    case RangeReason::hole:
      return "hole";
    case RangeReason::inline_data:
      return "inline";
    case RangeReason::tail:
      return "tail";
    case RangeReason::below_block:
      return "below-block";
    case RangeReason::unaligned:
      return "unaligned";
    case RangeReason::not_shared:
      return "not-shared";
    case RangeReason::differs:
      return "differs";
    case RangeReason::no_original:
      return "no-original";
    case RangeReason::compressed:
      return "compressed";
  }
  return "";
}

const char* to_string(Original original) {
  switch (original) {
    case Original::identical:
      return "identical";
    case Original::differs:
      return "differs";
    case Original::none:
      return "none";
  }
  return "";
}

}  // namespace cowpio
