#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/unpack/rules.hpp"
#include "core/write/write.hpp"

namespace cowpio {

/// A rule of `rules` that an archive breaks.
struct Finding {
  Rule rule = Rule::damage;
  Severity severity = Severity::error;
  std::string name;  ///< Name of the member; empty for the archive. At most PATH_MAX bytes.
  std::string what;
};

/// More findings are counted, and not kept.
inline constexpr std::size_t findings_max = 1000;

struct VerifyOptions {
  std::string tree;           ///< Compare with the files of the same names below it; empty: do not.
  bool ignore_mode = false;   ///< Comparison only.
  bool ignore_owner = false;  ///< User and group.
  bool ignore_time = false;
  /// Files of at least this many bytes have to lie on its multiples; 0: any place will do.
  std::uint64_t align = 0;
  Progress progress;
};

struct VerifyResult {
  std::uint64_t members = 0;
  std::vector<Finding> findings;  ///< The first `findings_max`.
  std::uint64_t found = 0;        ///< All findings.
  std::uint64_t errors = 0;       ///< Findings of severity error.

  [[nodiscard]] bool intact() const { return errors == 0; }
};

/// Checks an archive against `rules`: what the kernel does not make, or makes otherwise, what other readers
/// refuse; and compares type, mode, owner, size, time, target, device, links and bytes with a tree. Damage
/// that keeps the reader from going on is the last finding, not an exception.
VerifyResult verify(const std::string& archive, const VerifyOptions& options);

/// One object: VerifyResult of index.d.ts.
std::string json_of(const Finding& finding);
std::string json_of(const VerifyResult& result);

}  // namespace cowpio
