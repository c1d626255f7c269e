#include "core/format/newc.hpp"

#include <algorithm>

namespace cowpio::newc {
namespace {

constexpr std::string_view magic = "070701";
constexpr std::string_view magic_with_sums = "070702";
constexpr std::size_t digits = 8;

/// Member by member: the struct's order is the format's.
template <class H>
auto fields(H& h) {
  return std::array{&h.inode,     &h.mode,      &h.uid,        &h.gid,        &h.nlink,     &h.mtime, &h.size,
                    &h.dev_major, &h.dev_minor, &h.rdev_major, &h.rdev_minor, &h.name_size, &h.check};
}

/// Two digits for each byte.
constexpr auto pairs = [] {
  std::array<std::array<char, 2>, 256> all{};
  for (unsigned i = 0; i < all.size(); ++i)
    all[i] = {"0123456789ABCDEF"[i >> 4], "0123456789ABCDEF"[i & 0xf]};
  return all;
}();

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
    for (unsigned shift = 32; shift > 0; shift -= 8)
      at = std::copy_n(pairs[*field >> (shift - 8) & 0xff].data(), 2, at);
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
