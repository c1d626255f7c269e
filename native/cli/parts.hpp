#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/read/read.hpp"

namespace cowpio::cli {

/// Numbers of the parts of a file, from 1, as --parts names them: `2`, `2-`, `-2`, `1-3`, separated by
/// commas.
class Parts {
 public:
  /// All of them.
  Parts() : ranges_{{1, UINT64_MAX}} {}
  /// Throws `UsageError`.
  explicit Parts(const std::string& list);
  [[nodiscard]] bool contain(std::uint64_t part) const;
  [[nodiscard]] std::uint64_t last() const;

 private:
  struct Range {
    std::uint64_t first;
    std::uint64_t last;
  };
  std::vector<Range> ranges_;
};

/// Wildcards of glob(7), of which `*` matches slashes, too. Without any, every name matches.
class Patterns {
 public:
  /// Throws `UsageError`.
  explicit Patterns(std::vector<std::string> patterns);
  [[nodiscard]] bool match(const std::string& name) const;

 private:
  std::vector<std::string> patterns_;
};

/// The modes of 3cpio that print an archive. `wanted` chooses members.
struct Listing {
  bool is_long = false;
  bool has_inodes = false;
};
void list_parts(Reader& reader, const std::function<bool(const Member&)>& wanted, const Listing& how);
void examine_parts(Reader& reader, bool raw);
std::uint64_t count_parts(const std::string& archive);

}  // namespace cowpio::cli
