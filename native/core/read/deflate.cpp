#include "core/read/deflate.hpp"

#include <array>
#include <span>

namespace cowpio {
namespace {

constexpr std::size_t longest_code = 15;
constexpr std::size_t literals_max = 286;
constexpr std::size_t distances_max = 30;
constexpr std::size_t end_of_block = 256;

class Bits {
 public:
  explicit Bits(Bytes& bytes) : bytes_(bytes) {}

  std::uint32_t take(unsigned count) {
    for (; held_ < count; held_ += 8) value_ |= std::uint32_t{bytes_.next()} << held_;
    const std::uint32_t taken = value_ & ((1U << count) - 1);
    value_ >>= count;
    held_ -= count;
    return taken;
  }
  Bytes& at_next_byte() {
    value_ = held_ = 0;
    return bytes_;
  }

 private:
  Bytes& bytes_;
  std::uint32_t value_ = 0;
  unsigned held_ = 0;
};

/// Canonical codes, given by the length of each symbol's.
class Codes {
 public:
  explicit Codes(std::span<const std::uint8_t> lengths) {
    for (const std::uint8_t length : lengths) ++counts_[length];
    std::array<std::uint16_t, longest_code + 1> next{};
    for (std::size_t i = 1; i < longest_code; ++i)
      next[i + 1] = static_cast<std::uint16_t>(next[i] + counts_[i]);
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
      if (lengths[symbol] > 0) symbols_[next[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
  }

  [[nodiscard]] std::size_t read(Bits& bits) const {
    std::uint32_t code = 0;
    std::uint32_t first = 0;
    std::uint32_t index = 0;
    for (std::size_t length = 1; length <= longest_code; ++length) {
      code |= bits.take(1);
      if (code < first) break;
      if (code - first < counts_[length]) return symbols_[index + code - first];
      index += counts_[length];
      first = (first + counts_[length]) << 1;
      code <<= 1;
    }
    throw Bytes::Over();
  }

 private:
  std::array<std::uint16_t, longest_code + 1> counts_{};
  std::array<std::uint16_t, literals_max + 2> symbols_{};
};

void skip_block(Bits& bits, const Codes& literals, const Codes& distances) {
  static constexpr std::array<std::uint8_t, 29> length_bits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                               2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  for (;;) {
    const std::size_t symbol = literals.read(bits);
    if (symbol == end_of_block) return;
    if (symbol < end_of_block) continue;
    if (symbol - end_of_block - 1 >= length_bits.size()) throw Bytes::Over();
    bits.take(length_bits[symbol - end_of_block - 1]);
    const std::size_t distance = distances.read(bits);
    if (distance >= distances_max) throw Bytes::Over();
    bits.take(distance < 4 ? 0 : static_cast<unsigned>(distance / 2 - 1));
  }
}

void skip_fixed(Bits& bits) {
  std::array<std::uint8_t, 288> lengths{};
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  std::array<std::uint8_t, distances_max> fives{};
  fives.fill(5);
  skip_block(bits, Codes(lengths), Codes(fives));
}

void skip_dynamic(Bits& bits) {
  static constexpr std::array<std::uint8_t, 19> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                         11, 4,  12, 3, 13, 2, 14, 1, 15};
  const std::size_t literals = bits.take(5) + 257;
  const std::size_t distances = bits.take(5) + 1;
  const std::size_t codes = bits.take(4) + 4;
  if (literals > literals_max || distances > distances_max) throw Bytes::Over();
  std::array<std::uint8_t, order.size()> of_lengths{};
  for (std::size_t i = 0; i < codes; ++i) of_lengths[order[i]] = static_cast<std::uint8_t>(bits.take(3));
  const Codes how(of_lengths);
  std::array<std::uint8_t, literals_max + distances_max> lengths{};
  for (std::size_t i = 0; i < literals + distances;) {
    const std::size_t symbol = how.read(bits);
    if (symbol < 16) {
      lengths[i++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    if (symbol == 16 && i == 0) throw Bytes::Over();
    const std::uint8_t again = symbol == 16 ? lengths[i - 1] : std::uint8_t{0};
    const std::size_t times = symbol == 16   ? 3 + bits.take(2)
                              : symbol == 17 ? 3 + bits.take(3)
                                             : 11 + bits.take(7);
    if (times > literals + distances - i) throw Bytes::Over();
    std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(i), times, again);
    i += times;
  }
  const std::span<const std::uint8_t> all(lengths);
  skip_block(bits, Codes(all.first(literals)), Codes(all.subspan(literals, distances)));
}

}  // namespace

void skip_deflate(Bytes& bytes) {
  Bits bits(bytes);
  for (bool is_last = false; !is_last;) {
    is_last = bits.take(1) == 1;
    switch (bits.take(2)) {
      case 0: {
        Bytes& stored = bits.at_next_byte();
        const std::uint64_t size = stored.number(2);
        stored.skip(2 + size);
        break;
      }
      case 1:
        skip_fixed(bits);
        break;
      case 2:
        skip_dynamic(bits);
        break;
      default:
        throw Bytes::Over();
    }
  }
}

}  // namespace cowpio
