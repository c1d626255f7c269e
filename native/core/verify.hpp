#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "write.hpp"

namespace cowpio {

/// Something that is not as it should be.
struct Finding {
  enum class Gravity {
    wrong,    ///< Readers or the kernel will stumble, or the content is not the tree's.
    notable,  ///< Allowed, and seldom meant.
  };
  Gravity gravity = Gravity::wrong;
  std::string name;  ///< Of the member; empty for the archive.
  std::string what;
};

struct VerifyOptions {
  std::string tree;           ///< Compare with the files of the same names below it; empty: do not.
  bool ignore_mode = false;   ///< Of that comparison.
  bool ignore_owner = false;  ///< User and group.
  bool ignore_time = false;
  /// Files of at least this many bytes have to lie on its multiples; 0: any place will do.
  std::uint64_t align = 0;
  Progress progress;
};

struct VerifyResult {
  std::uint64_t members = 0;
  std::vector<Finding> findings;

  [[nodiscard]] bool whole() const;
};

/// Looks at everything a kernel or another reader relies on: names, their fields, parents before children,
/// hard links, sums of 070702; and compares type, mode, owner, size, time, target, device and bytes with a
/// tree. Damage that keeps the reader from going on is the last finding, not an exception.
VerifyResult verify(const std::string& archive, const VerifyOptions& options);

/// One object: VerifyResult of index.d.ts.
std::string json_of(const VerifyResult& result);

}  // namespace cowpio
