#pragma once
#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace cowpio {

/// Bytes on their way into a file. Room for more is not zeroed first, as a string's or a vector's would be.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t capacity)
      : bytes_(std::make_unique_for_overwrite<char[]>(capacity)), capacity_(capacity) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<const char> bytes() const { return {bytes_.get(), size_}; }

  void append(std::span<const char> bytes) {
    std::copy(bytes.begin(), bytes.end(), extend(bytes.size()).begin());
  }
  void append_zeros(std::size_t count) { std::ranges::fill(extend(count), '\0'); }
  /// So many more bytes, for the caller to fill.
  std::span<char> extend(std::size_t count) {
    if (size_ + count > capacity_) grow(std::max(size_ + count, 2 * capacity_));
    return {bytes_.get() + std::exchange(size_, size_ + count), count};
  }
  void shrink(std::size_t size) { size_ = std::min(size, size_); }
  void clear() { size_ = 0; }

 private:
  void grow(std::size_t capacity) {
    auto more = std::make_unique_for_overwrite<char[]>(capacity);
    std::copy_n(bytes_.get(), size_, more.get());
    bytes_ = std::move(more);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cowpio
