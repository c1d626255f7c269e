#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <string_view>
#include <vector>

#include "core/format/entry.hpp"
#include "core/input/links.hpp"

namespace cowpio {

/// Which entries may come next when small ones are moved into the gaps before aligned data. A directory comes
/// before what is in it, names of one file and equal names keep their given order; nothing else is kept. A
/// function of the entries alone.
class Order {
 public:
  /// `sizes`: what each entry takes in the archive; 0 for those whose place the caller finds, which are not
  /// offered. Sizes above `largest` are not offered either.
  Order(std::span<const Entry> entries, const Links& links, std::span<const std::uint32_t> sizes,
        std::uint64_t largest);

  /// False if names lead through something other than a directory, such as a symlink, are spelled with empty
  /// parts or `.`, or come again as another type or file: what has to come first is then not to be seen from
  /// names.
  [[nodiscard]] bool can_be_changed() const { return can_be_changed_; }
  /// Entries that must come before `entry` and have not yet, in an order that works. Each is returned once,
  /// to be `put` now.
  std::vector<std::uint32_t> missing_before(std::uint32_t entry);
  /// The largest entry that may come now and takes at most `bytes`; of equal ones the first given.
  std::optional<std::uint32_t> largest_within(std::uint64_t bytes);
  [[nodiscard]] bool is_placed(std::uint32_t entry) const { return placed_[entry]; }
  void put(std::uint32_t entry);

 private:
  using Earliest = std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>>;
  static constexpr std::uint32_t none = UINT32_MAX;
  /// The directory around it, the name of the same file before it, the equal name before it.
  using Needs = std::array<std::uint32_t, 3>;

  void find_names(std::span<const Entry> entries);
  std::uint32_t closest_directory(std::span<const Entry> entries, std::span<const std::uint32_t> by_name,
                                  std::string_view directory, std::string_view looked_at);
  void find_dependents();
  void make_ready(std::uint32_t entry);

  std::span<const std::uint32_t> sizes_;
  std::uint64_t largest_;
  std::vector<Needs> needs_;
  std::vector<std::uint8_t> missing_;           ///< How many of its needs have not come.
  std::vector<std::uint32_t> dependents_;       ///< Entries that need an entry, entry by entry,
  std::vector<std::uint32_t> dependents_from_;  ///< from here to the next one's.
  std::vector<bool> placed_;
  std::vector<bool> reported_;  ///< By `missing_before`.
  bool can_be_changed_ = true;
  std::map<std::uint32_t, Earliest> ready_;  ///< By size.
};

}  // namespace cowpio
