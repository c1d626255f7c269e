#include "core/format/printable.hpp"

#include "core/format/json.hpp"

namespace cowpio {
namespace {

/// C0, DEL and C1; of Unicode's format characters those of lines and directions.
bool is_visible(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead >= 0x20 && lead != 0x7f;
  const auto last = static_cast<unsigned char>(sequence.back());
  if (lead == 0xc2) return last >= 0xa0;
  const std::string_view start = sequence.substr(0, 2);
  if (start == "\xe2\x80") return last < 0x8e || (last > 0x8f && last < 0xa8) || last > 0xae;
  return start != "\xe2\x81" || last < 0xa6 || last > 0xa9;
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    const std::string_view sequence = bytes.substr(0, length == 0 ? 1 : length);
    if (length > 0 && is_visible(sequence)) {
      text += sequence;
    } else {
      for (const char byte : sequence)
        for (const int shift : {9, 6, 3, 0})
          text +=
              shift == 9 ? '\\' : static_cast<char>('0' + (static_cast<unsigned char>(byte) >> shift & 7));
    }
    bytes.remove_prefix(sequence.size());
  }
  return text;
}

}  // namespace cowpio
