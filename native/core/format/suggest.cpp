#include "core/format/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace cowpio {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view typed, const std::vector<std::string_view>& known) {
  const auto closest =
      std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(typed, a) < edit_distance(typed, b);
      });
  if (closest == known.end() || edit_distance(typed, *closest) > std::min<std::size_t>(3, typed.size() / 2))
    return "";
  return ", did you mean " + std::string(*closest) + "?";
}

}  // namespace cowpio
