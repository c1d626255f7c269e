#include "core/format/json.hpp"

#include <cstdint>

namespace cowpio {
namespace {

std::string escape(unsigned value) {
  std::string text = "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) text += "0123456789abcdef"[value >> (shift - 4) & 0xf];
  return text;
}

}  // namespace

std::size_t utf8_sequence(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
  if (length == 0 || bytes.size() < length) return 0;
  std::uint32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  // Overlong forms, surrogates, and what is beyond Unicode (RFC 3629).
  if (length == 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) return 0;
  if (length == 4 && (code < 0x10000 || code > 0x10ffff)) return 0;
  return length;
}

std::string json_string(std::string_view bytes) {
  std::string text = "\"";
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (length == 0)
      text += escape(0xdc00u + first);
    else if (first == '"' || first == '\\')
      text.append({'\\', bytes[0]});
    else if (first < 0x20 || first == 0x7f)
      text += escape(first);
    else
      text += bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return text + '"';
}

}  // namespace cowpio
