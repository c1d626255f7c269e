#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/fs/buffer.hpp"
#include "core/write/output.hpp"

namespace cowpio {

/// Puts what is not cloned into the output. On XFS without a reverse map, whole blocks are gathered in a
/// nameless file first and cloned from there: a clone costs less than a scattered write with its write-back.
/// On Btrfs this gains little and would make the SHARED flag speak of the whole archive (docs/measured.md).
class WriteBatch {
 public:
  explicit WriteBatch(Output& output);
  void put(std::span<const char> bytes, std::uint64_t offset);
  /// Everything that was put is in the output.
  void flush();

 private:
  struct Piece {
    std::uint64_t size;
    std::uint64_t offset;
  };
  /// Bytes that are written to the nameless file at once, and where they go in the output.
  struct Window {
    Buffer bytes;
    std::vector<Piece> pieces;
    std::uint64_t scratch_at = 0;
  };

  void write(std::span<const char> bytes, std::uint64_t offset);
  void start_filled();
  /// Clones the window's pieces into the output; writes those that cannot be cloned.
  void put_in(Window& window);

  Output& output_;
  bool gathers_;
  std::size_t run_bytes_ = 0;  ///< Written in long runs whose write-back was not started.
  Fd scratch_;
  std::uint64_t scratch_size_ = 0;
  Window filling_;
  Window started_;  ///< Its write-back is under way while the next is filled: a clone would wait for it.
};

}  // namespace cowpio
