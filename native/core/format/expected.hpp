#pragma once
#include <optional>
#include <string_view>

namespace cowpio {

/// Possible values of an option, from a command line and from JavaScript. The faces say which
/// option it was, and what was given instead.

struct Numbers {
  const char* expected;
  bool (*holds)(double);
};
/// newc has 32 bits for each number.
extern const Numbers newc_number;
extern const Numbers data_alignment;
extern const Numbers alignment;
extern const Numbers percentage;

struct Words {
  const char* first;
  const char* second;
  /// True for the second; nothing for what is neither.
  [[nodiscard]] std::optional<bool> is_second(std::string_view word) const {
    if (word != first && word != second) return std::nullopt;
    return word == second;
  }
};
inline constexpr Words order_words{"pack", "given"};
inline constexpr Words pad_words{"name", "file"};
inline constexpr Words format_words{"newc", "crc"};

}  // namespace cowpio
