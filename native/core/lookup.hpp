#pragma once
#include <string>

#include "fd.hpp"

namespace cowpio {

/// Finds paths from the folder that the one before lay in: where several in a row lie in the same, the kernel
/// has one name to look up of each instead of all (docs/measured.md).
class Lookup {
 public:
  /// `directory` is what relative paths are below, and has to outlive this.
  explicit Lookup(const Fd& directory) : directory_(directory) {}

  /// As openat and its like take it.
  struct Place {
    int folder;
    const char* name;
  };
  /// Holds until the next call, and as long as `path`.
  Place find(const std::string& path);

 private:
  const Fd& directory_;
  std::string parent_;  ///< Of the path before, with its slash,
  Fd folder_;           ///< open once a second path lay in it.
};

}  // namespace cowpio
