#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/fs/fd.hpp"

namespace cowpio {

/// Looks up paths below a directory. Keeps directories open: of a path of eight names the kernel then looks
/// one up instead of all (docs/measured.md).
class Lookup {
 public:
  /// Symlinks among a path's directories, its last name left out.
  enum class Symlinks : std::uint8_t {
    follow,
    refuse,  ///< For the names of a walked tree, in which somebody may replace a directory by a symlink.
  };

  /// Opens `directory`, the base of relative paths. Throws `SystemError`.
  explicit Lookup(const std::string& directory, Symlinks symlinks = Symlinks::follow);
  Lookup(Fd directory, Symlinks symlinks);

  /// As openat and its like take it.
  struct Location {
    int directory;
    const char* name;
  };
  /// Valid until the next call, and as long as `path`. With `Symlinks::refuse` it throws `InputError` for a
  /// directory that was replaced, and `SystemError` for one that cannot be opened.
  Location find(const std::string& path);
  [[nodiscard]] const Fd& directory() const { return directory_; }
  /// Gives back what is open, but for the directory.
  void close_directories();

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// Returns the directory of a path that ends with a slash; null if it cannot be opened.
  const Fd* directory_at(std::string_view path);
  [[nodiscard]] Fd open(std::string_view path) const;

  Fd directory_;
  Symlinks symlinks_;
  using Directories = std::unordered_map<std::string, Fd, Hash, std::equal_to<>>;
  Directories directories_;  ///< By their paths with a slash behind.
  const Directories::value_type* last_ = nullptr;
  std::size_t max_;
};

/// Throws `InputError` for a directory of a walked tree that was replaced.
[[noreturn]] void refuse_replaced(const std::string& directory);

}  // namespace cowpio
