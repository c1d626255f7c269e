#pragma once
#include <string>
#include <vector>

#include "core/fs/fd.hpp"
#include "core/read/read.hpp"
#include "core/unpack/verify.hpp"

namespace cowpio {

struct Difference {
  Rule rule;
  std::string what;  ///< The member is the subject.
};

/// Differences between a member and the file of its name below `tree`. The links of a file are compared by
/// the caller, who knows its other names: `status` is that of the file.
std::vector<Difference> differences(const Fd& tree, const Reader& reader, const Member& member,
                                    const VerifyOptions& options, struct stat& status);

}  // namespace cowpio
