#pragma once
#include <map>
#include <string>
#include <vector>

#include "../core/layout.hpp"
#include "testing.hpp"

/// What holds of every layout; the tests and the fuzzer ask for it.
namespace testing {

using namespace cowpio;

/// Headers follow each other without a hole that is no name field or newc's own padding.
inline void check_offsets(const std::vector<Entry>& entries, const Layout& layout,
                          const LayoutOptions& options) {
  std::uint64_t at = layout.start;
  for (const Placed& placed : layout.placed) {
    EQUAL(placed.header_at, at);
    CHECK(placed.name_field >= 2 && placed.name_field <= newc::name_field_max);
    if (placed.is_entry()) CHECK(placed.name_field > entries[placed.entry].name.size());
    if (placed.placement == Placement::on_grid) EQUAL(placed.data_at() % options.grid, 0U);
    at = placed.end();
  }
  EQUAL(layout.trailer_at, at);
  EQUAL(layout.end % newc::archive_block, 0U);
}

inline std::map<std::uint32_t, std::size_t> places_of(const Layout& layout) {
  std::map<std::uint32_t, std::size_t> places;
  for (std::size_t i = 0; i < layout.placed.size(); ++i)
    if (layout.placed[i].is_entry()) CHECK(places.emplace(layout.placed[i].entry, i).second);
  return places;
}

/// Every entry once, folders before what is in them, names of one file and equal names in their given order.
inline void check_order(const std::vector<Entry>& entries, const Layout& layout) {
  const auto places = places_of(layout);
  EQUAL(places.size(), entries.size());
  std::map<std::string, std::uint32_t> first;
  for (std::uint32_t i = 0; i < entries.size(); ++i) first.try_emplace(entries[i].name, i);
  std::map<std::string, std::size_t> last_equal;
  std::map<std::uint64_t, std::size_t> last_link;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const std::size_t slash = entries[i].name.rfind('/');
    const auto folder = first.find(slash == std::string::npos ? "." : entries[i].name.substr(0, slash));
    if (folder != first.end() && folder->second != i && entries[i].name != ".")
      CHECK(places.at(folder->second) < places.at(i));
    const auto [equal, is_first] = last_equal.try_emplace(entries[i].name, places.at(i));
    if (!is_first) CHECK(std::exchange(equal->second, places.at(i)) < places.at(i));
    if (!entries[i].linked) continue;
    const auto [link, is_first_link] = last_link.try_emplace(entries[i].stamp.inode, places.at(i));
    if (!is_first_link) CHECK(std::exchange(link->second, places.at(i)) < places.at(i));
  }
}

}  // namespace testing
