#include "core/share/sharing.hpp"

#include <linux/fiemap.h>

#include "testing.hpp"

using namespace cowpio;

namespace {

constexpr std::uint64_t block = 4096;

std::string describe(const MemberSharing& sharing) {
  std::string text;
  for (const Range& range : sharing.ranges)
    text += (text.empty() ? "" : " ") + std::to_string(range.offset) + "+" + std::to_string(range.length) +
            ":" + to_string(range.reason);
  return text;
}

MemberSharing compare(std::uint64_t size, const std::vector<Extent>& source,
                      const std::vector<Extent>& archive, std::uint64_t data_offset = block,
                      Original original = Original::identical) {
  return compare_locations({size, data_offset, original}, block, source, archive);
}

}  // namespace

TEST("whole blocks at the original's place are shared, the tail is the archive's own") {
  const auto sharing = compare(70001, {{0, 13631488, 73728, 0}},
                               {{0, 900000, 4096, 0}, {4096, 13631488, 69632, 0}, {73728, 500000, 4096, 0}});
  EQUAL(describe(sharing), "0+69632:shared 69632+369:tail");
  EQUAL(sharing.shareable, 69632U);
  EQUAL(sharing.shared, 69632U);
  EQUAL(*sharing.ranges[1].physical, 500000U);
}

TEST("the SHARED flag alone proves nothing") {
  const auto sharing = compare(8192, {{0, 100 * block, 8192, FIEMAP_EXTENT_SHARED}},
                               {{0, 0, block, 0}, {block, 200 * block, 8192, FIEMAP_EXTENT_SHARED}});
  EQUAL(describe(sharing), "0+8192:not-shared");
  EQUAL(sharing.shareable, 8192U);
  EQUAL(sharing.shared, 0U);
}

TEST("the right extent at the wrong offset is not shared") {
  const auto sharing =
      compare(8192, {{0, 100 * block, 8192, 0}}, {{0, 0, block, 0}, {block, 101 * block, 8192, 0}});
  EQUAL(describe(sharing), "0+8192:not-shared");
}

TEST("partly shared data is reported block by block, however the extents are cut") {
  const auto sharing =
      compare(4 * block, {{0, 100 * block, 2 * block, 0}, {2 * block, 102 * block, 2 * block, 0}},
              {{0, 0, block, 0},
               {block, 100 * block, block, 0},
               {2 * block, 500 * block, block, 0},
               {3 * block, 102 * block, 2 * block, 0}});
  EQUAL(describe(sharing), "0+4096:shared 4096+4096:not-shared 8192+8192:shared");
  EQUAL(sharing.shared, 3 * block);
}

TEST("a hole in both is neither shareable nor missed; a hole in one is missed") {
  const std::vector<Extent> source{{0, 100 * block, block, 0}, {3 * block, 103 * block, block, 0}};
  const auto both =
      compare(4 * block, source, {{block, 100 * block, block, 0}, {4 * block, 103 * block, block, 0}});
  EQUAL(describe(both), "0+4096:shared 4096+8192:hole 12288+4096:shared");
  EQUAL(both.shareable, 2 * block);
  const auto filled = compare(4 * block, source, {{block, 100 * block, 4 * block, 0}});
  EQUAL(describe(filled), "0+4096:shared 4096+8192:not-shared 12288+4096:shared");
}

TEST("an original that is kept inline has no blocks to share") {
  const auto sharing =
      compare(block, {{0, 0, block, FIEMAP_EXTENT_DATA_INLINE}}, {{block, 100 * block, block, 0}});
  EQUAL(describe(sharing), "0+4096:inline");
  EQUAL(sharing.shareable, 0U);
}

TEST("delayed and unknown extents have no place") {
  for (const std::uint32_t flag : {FIEMAP_EXTENT_DELALLOC, FIEMAP_EXTENT_UNKNOWN})
    EQUAL(describe(compare(block, {{0, 0, block, flag}}, {{block, 0, block, flag}})), "0+4096:not-shared");
}

TEST("space set aside without data is a hole on either side, and proves nothing") {
  const Extent unwritten{0, 100 * block, 2 * block, FIEMAP_EXTENT_UNWRITTEN};
  const Extent same_location{block, 100 * block, 2 * block, FIEMAP_EXTENT_UNWRITTEN};
  for (const std::vector<Extent>& archive : {std::vector<Extent>{}, std::vector<Extent>{same_location}}) {
    const auto sharing = compare(2 * block, {unwritten}, archive);
    EQUAL(describe(sharing), "0+8192:hole");
    EQUAL(sharing.shareable, 0U);
  }
  EQUAL(describe(compare(2 * block, {}, {same_location})), "0+8192:hole");
  const std::vector<Extent> data{{0, 100 * block, 2 * block, 0}};
  const auto lost = compare(2 * block, data, {same_location});
  EQUAL(describe(lost), "0+8192:not-shared");
  EQUAL(lost.shareable, 2 * block);
  EQUAL(describe(compare(2 * block, {unwritten}, {{block, 100 * block, 2 * block, 0}})), "0+8192:not-shared");
}

TEST("a compressed extent is known by its start alone") {
  const std::uint32_t encoded = FIEMAP_EXTENT_ENCODED;
  const auto same =
      compare(2 * block, {{0, 100 * block, 2 * block, encoded}}, {{block, 100 * block, 2 * block, encoded}});
  EQUAL(describe(same), "0+8192:shared");
  const auto other =
      compare(2 * block, {{0, 100 * block, 2 * block, encoded}}, {{block, 101 * block, 2 * block, encoded}});
  EQUAL(describe(other), "0+8192:not-shared");
}

TEST("members that cannot share are reported by their reason") {
  const std::vector<Extent> archive{{0, 0, 1 << 20, 0}};
  EQUAL(describe(compare(9000, {}, archive, block, Original::none)), "0+9000:no-original");
  EQUAL(describe(compare(9000, {}, archive, block, Original::differs)), "0+9000:differs");
  EQUAL(describe(compare(4095, {}, archive)), "0+4095:below-block");
  const auto unaligned = compare(9000, {{0, 100 * block, 9000, 0}}, archive, 112);
  EQUAL(describe(unaligned), "0+9000:unaligned");
  EQUAL(unaligned.shareable, 8192U);
}
