#pragma once
#include <vector>

#include "core/write/write.hpp"

namespace cowpio {

/// Results of the members, reported one by one and summed.
class Summary {
 public:
  Summary(const WriteOptions& options, std::uint64_t block) : options_(options), block_(block) {}
  void add(const Written& written);
  /// Takes note of extended attributes, which are lost.
  void look_at(const Fd& source, const Entry& entry);
  [[nodiscard]] bool has_cloned() const { return sums_.cloned > 0; }
  /// Throws `NotShared` when less was cloned than `require_reflink` asks for.
  [[nodiscard]] WriteResult result(std::uint64_t size, std::uint64_t entries) const;

 private:
  const WriteOptions& options_;
  std::uint64_t block_;
  WriteResult sums_;
  std::vector<WrittenMember> missed_;    ///< Less was cloned than can be.
  std::vector<WrittenMember> excluded_;  ///< Files of a block or more of which nothing can be cloned.
};

}  // namespace cowpio
