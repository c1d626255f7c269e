#pragma once
#include <cstdint>
#include <string>

#include "write.hpp"

namespace cowpio {

struct ExtractOptions {
  bool devices = false;  ///< Make device nodes; else they are left out and counted.
  Progress progress;
};

struct ExtractResult {
  std::uint64_t members = 0;
  std::uint64_t left_out = 0;  ///< Device nodes that were not asked for.
};

/// Unpacks, also what is compressed, below `directory`, which must exist, as the kernel would. Whole blocks
/// on the grid are cloned. No name leads out of the directory, neither by `..` nor by a symlink that the
/// archive brought. Owners are set by root only.
ExtractResult extract(const std::string& archive, const std::string& directory,
                      const ExtractOptions& options);

}  // namespace cowpio
