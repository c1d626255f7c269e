#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/fs/fd.hpp"

namespace cowpio {

/// A range of a file, byte after byte.
class Bytes {
 public:
  /// The range is over: what was looked for is not in it.
  struct Over {};

  Bytes(const Fd& file, std::uint64_t from, std::uint64_t end, std::string path)
      : file_(file), path_(std::move(path)), at_(from), end_(end) {}

  [[nodiscard]] std::uint64_t at() const { return at_; }
  [[nodiscard]] std::uint64_t left() const { return end_ - at_; }

  std::uint8_t next() {
    if (at_ >= end_) throw Over();
    if (!is_buffered()) fill(1 << 16);
    return static_cast<std::uint8_t>(buffer_[at_++ - buffer_at_]);
  }
  void skip(std::uint64_t count) {
    if (count > left()) throw Over();
    at_ += count;
  }
  void back(std::uint64_t count) { at_ -= count; }
  /// Reads a number of that many bytes, least significant first.
  std::uint64_t number(unsigned count) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) value |= std::uint64_t{next()} << (8 * i);
    return value;
  }
  /// The same, most significant first.
  std::uint64_t big_endian(unsigned count) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) value = value << 8 | next();
    return value;
  }
  /// Returns the next bytes without moving on; empty at the end of the range. Valid until the next call.
  [[nodiscard]] std::span<const char> buffered() {
    if (left() > 0 && !is_buffered()) fill(1 << 16);
    return left() == 0 ? std::span<const char>() : std::span<const char>(buffer_).subspan(at_ - buffer_at_);
  }
  /// Returns the next `count` bytes. Valid until the next call.
  [[nodiscard]] std::span<const char> take(std::uint64_t count) {
    if (count > left()) throw Over();
    if (!is_buffered() || at_ - buffer_at_ + count > buffer_.size()) fill(count);
    const auto taken = std::span<const char>(buffer_).subspan(at_ - buffer_at_, count);
    at_ += count;
    return taken;
  }

 private:
  [[nodiscard]] bool is_buffered() const { return at_ >= buffer_at_ && at_ < buffer_at_ + buffer_.size(); }
  void fill(std::uint64_t count) {
    buffer_.resize(std::min(count, left()));
    buffer_at_ = at_;
    read_fully(file_, buffer_, at_, path_);
  }

  const Fd& file_;
  std::string path_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t buffer_at_ = 0;
  std::vector<char> buffer_;
};

}  // namespace cowpio
