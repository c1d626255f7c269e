#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/read/read.hpp"
#include "core/write/write.hpp"

namespace cowpio {

struct ExtractOptions {
  bool devices = false;  ///< Make device nodes; else they are left out and counted.
  Progress progress;
  std::function<bool(const Member&)> wanted = {};  ///< Makes only these members; none: all.
  bool make_directories =
      false;  ///< Make the directories of a name that the archive does not bring before it.
  std::uint64_t last_part = UINT64_MAX;  ///< `Reader::last_part`.
};

struct ExtractResult {
  std::uint64_t members = 0;
  std::uint64_t left_out = 0;         ///< Device nodes that were not asked for.
  std::uint64_t failed = 0;           ///< Members that could not be made.
  std::vector<std::string> failures;  ///< Why: the first `failures_max`.
};
inline constexpr std::size_t failures_max = 100;

/// Unpacks, also what is compressed, below `directory`, which must exist, as the kernel would with that
/// directory as its root: symlinks in the way are followed within it. Whole aligned blocks are cloned. A
/// member that cannot be made is counted, and the rest is made. Damage and a wrong sum end it, once
/// directories have their modes and times. Names with `..` and absolute names are not made. Owners are set by
/// root only.
ExtractResult extract(const std::string& archive, const std::string& directory,
                      const ExtractOptions& options);

}  // namespace cowpio
