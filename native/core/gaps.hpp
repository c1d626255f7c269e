#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "output.hpp"

namespace cowpio {

/// Puts what is not cloned into the output. On XFS without a reverse map, whole blocks are gathered in a
/// nameless file first and cloned from there: a clone costs less than a scattered write with its write-back.
/// On Btrfs this gains little and would make the SHARED flag speak of the whole archive (docs/measured.md).
class Gaps {
 public:
  explicit Gaps(Output& output);
  void put(std::span<const char> bytes, std::uint64_t offset);
  /// Everything that was put is in the output.
  void flush();

 private:
  struct Piece {
    std::uint64_t size;
    std::uint64_t offset;
  };

  Output& output_;
  bool gathers_;
  Fd scratch_;
  std::uint64_t scratch_size_ = 0;
  std::string bytes_;          ///< Gathered and not written yet,
  std::vector<Piece> pieces_;  ///< and where they go.
};

}  // namespace cowpio
