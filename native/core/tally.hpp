#pragma once
#include <vector>

#include "write.hpp"

namespace cowpio {

/// What became of the members, told one by one and summed.
class Tally {
 public:
  explicit Tally(const WriteOptions& options) : options_(options) {}
  void add(const Written& written);
  [[nodiscard]] bool has_cloned() const { return sums_.cloned > 0; }
  /// Throws `NotShared` when less was cloned than `require_reflink` asks for.
  [[nodiscard]] WriteResult result(std::uint64_t size, std::uint64_t entries) const;

 private:
  const WriteOptions& options_;
  WriteResult sums_;
  std::vector<WrittenMember> missed_;
};

}  // namespace cowpio
