#include "newc.hpp"

#include <algorithm>

namespace cowpio::newc {
namespace {

constexpr std::string_view magic = "070701";
constexpr std::string_view magic_with_sums = "070702";
constexpr std::size_t digits = 8;

/// Member by member: the struct's order is the format's.
template <class H>
auto fields(H& h) {
  return std::array{&h.inode,      &h.mode,       &h.uid,       &h.gid,       &h.nlink,
                    &h.mtime,      &h.size,       &h.dev_major, &h.dev_minor, &h.rdev_major,
                    &h.rdev_minor, &h.name_field, &h.check};
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

HeaderText encode(const Header& header, bool sums) {
  HeaderText text;
  const std::string_view start = sums ? magic_with_sums : magic;
  char* at = std::copy(start.begin(), start.end(), text.data());
  for (const auto* field : fields(header))
    for (unsigned shift = 32; shift > 0; shift -= 4) *at++ = "0123456789ABCDEF"[*field >> (shift - 4) & 0xf];
  return text;
}

std::optional<Header> decode(std::span<const char, header_bytes> text) {
  const std::string_view start(text.data(), magic.size());
  if (start != magic && start != magic_with_sums) return std::nullopt;
  Header header;
  const char* at = text.data() + magic.size();
  for (auto* field : fields(header)) {
    for (std::size_t i = 0; i < digits; ++i) {
      const int value = digit_value(*at++);
      if (value < 0) return std::nullopt;
      *field = *field << 4 | static_cast<std::uint32_t>(value);
    }
  }
  return header;
}

}  // namespace cowpio::newc
