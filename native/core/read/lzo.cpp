#include "core/read/lzo.hpp"

#include <cstdint>

namespace cowpio {
namespace {

struct Damaged {};

/// A block while it is decoded. Every access is checked.
class Block {
 public:
  Block(std::span<const char> packed, std::span<char> out) : packed_(packed), out_(out) {}

  std::size_t decode() {
    // A first byte above 17 stands for literals alone; their number is its excess.
    if (!packed_.empty() && static_cast<std::uint8_t>(packed_[0]) > 17) literals(next() - 17U);
    for (;;) {
      const std::size_t code = next();
      if (code >= 64) {
        const std::size_t distance = 1 + (code >> 2 & 7) + (next() << 3);
        match(distance, (code >> 5) + 1, code & 3);
      } else if (code >= 32) {
        const std::size_t length = length_of(code & 31, 31);
        const std::size_t rest = next() | next() << 8;
        match(1 + (rest >> 2), length, rest & 3);
      } else if (code >= 16) {
        const std::size_t length = length_of(code & 7, 7);
        const std::size_t rest = next() | next() << 8;
        const std::size_t distance = (code & 8) << 11 | rest >> 2;
        if (distance == 0) return end(length);
        match(0x4000 + distance, length, rest & 3);
      } else if (copied_ == 0) {
        literals(length_of(code, 15) + 1);
      } else if (copied_ < run) {
        match(1 + (code >> 2) + (next() << 2), 2, code & 3);
      } else {
        match(0x801 + (code >> 2) + (next() << 2), 3, code & 3);
      }
    }
  }

 private:
  /// This many literals in a row, or more, change the meaning of the codes below 16.
  static constexpr std::size_t run = 4;

  std::size_t next() {
    if (at_ == packed_.size()) throw Damaged();
    return static_cast<std::uint8_t>(packed_[at_++]);
  }
  /// A length's low bits; if all are 0, each byte of 0 that follows adds 255, and the next byte ends it.
  std::size_t length_of(std::size_t bits, std::size_t base) {
    if (bits > 0) return bits + 2;
    std::size_t length = base + 2;
    std::size_t byte = next();
    for (; byte == 0; byte = next()) length += 255;
    return length + byte;
  }
  void literals(std::size_t count) {
    if (count > packed_.size() - at_ || count > out_.size() - made_) throw Damaged();
    for (std::size_t i = 0; i < count; ++i) out_[made_++] = packed_[at_++];
    copied_ = count < run ? count : run;
  }
  /// Copies from what was made, which may overlap, and then up to three literals.
  void match(std::size_t distance, std::size_t length, std::size_t literals_behind) {
    if (distance > made_ || length > out_.size() - made_) throw Damaged();
    for (std::size_t i = 0; i < length; ++i, ++made_) out_[made_] = out_[made_ - distance];
    literals(literals_behind);
  }
  [[nodiscard]] std::size_t end(std::size_t length) const {
    if (length != 3 || at_ != packed_.size()) throw Damaged();
    return made_;
  }

  std::span<const char> packed_;
  std::span<char> out_;
  std::size_t at_ = 0;
  std::size_t made_ = 0;
  std::size_t copied_ = 0;  ///< Literals since the last match, `run` for that many or more.
};

}  // namespace

std::optional<std::size_t> decode_lzo(std::span<const char> packed, std::span<char> out) try {
  return Block(packed, out).decode();
} catch (const Damaged&) {
  return std::nullopt;
}

}  // namespace cowpio
