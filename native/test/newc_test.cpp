#include "core/format/newc.hpp"

#include "testing.hpp"

using namespace cowpio;

namespace {
std::string text_of(const newc::Header& header) {
  const auto text = newc::encode(header);
  return {text.data(), text.size()};
}
}  // namespace

TEST("a header is the magic and thirteen numbers of eight upper-case digits") {
  const newc::Header header{1, 0100644, 2, 3, 4, 0xdeadbeef, 6, 7, 8, 9, 10, 11, 12};
  EQUAL(text_of(header),
        "070701"
        "00000001000081A4000000020000000300000004DEADBEEF00000006"
        "0000000700000008000000090000000A0000000B0000000C");
}

TEST("a decoded header gives back what was encoded, in either magic and either case of digits") {
  const newc::Header header{1, 0120777, 2, 3, 4, 5, 0xfffffffe, 7, 8, 9, 10, 11, 12};
  std::string text = text_of(header);
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  text[5] = '2';
  const auto decoded =
      newc::decode(std::span<const char, newc::header_bytes>(text.data(), newc::header_bytes));
  CHECK(decoded.has_value());
  EQUAL(text_of(*decoded), text_of(header));
}

TEST("invalid headers are refused") {
  std::string text = text_of({});
  for (const std::size_t at : {std::size_t{0}, std::size_t{5}, std::size_t{20}, newc::header_bytes - 1}) {
    std::string broken = text;
    broken[at] = 'x';
    CHECK(!newc::decode(std::span<const char, newc::header_bytes>(broken.data(), newc::header_bytes)));
  }
}
