#pragma once
#include <string>
#include <vector>

#include "fd.hpp"

namespace cowpio {

/// Finds paths from the folders that the one before lay in, too: of a path of eight names the kernel then
/// looks one or two up instead of all (docs/measured.md).
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
  struct Folder {
    std::size_t length;  ///< Of its path with a slash behind it, of which `last_` begins with every one.
    Fd fd;
  };

  [[nodiscard]] Place within(const std::string& path) const;

  const Fd& directory_;
  std::string last_;
  std::vector<Folder> open_;  ///< Each within the one before.
};

}  // namespace cowpio
