#pragma once
#include <string>
#include <string_view>
#include <unordered_map>

#include "fd.hpp"

namespace cowpio {

/// Keeps folders open: of a path of eight names the kernel then looks one up instead of all
/// (docs/measured.md).
class Lookup {
 public:
  /// Of `directory`, which relative paths are below. Throws `SystemError`.
  explicit Lookup(const std::string& directory);

  /// As openat and its like take it.
  struct Place {
    int folder;
    const char* name;
  };
  /// Holds until the next call, and as long as `path`.
  Place find(const std::string& path);
  /// Gives back what is open, but for the directory.
  void close_folders();

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// Of a path that ends with its slash; null when it cannot be opened.
  const Fd* folder_at(std::string_view path);
  [[nodiscard]] Fd open(std::string_view path) const;

  Fd directory_;
  using Folders = std::unordered_map<std::string, Fd, Hash, std::equal_to<>>;
  Folders folders_;  ///< By their paths with a slash behind.
  const Folders::value_type* last_ = nullptr;
  std::size_t most_;
};

}  // namespace cowpio
