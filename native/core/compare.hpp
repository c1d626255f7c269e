#pragma once
#include <string>
#include <vector>

#include "fd.hpp"
#include "read.hpp"
#include "verify.hpp"

namespace cowpio {

/// What a member has otherwise than the file of its name below `tree`: a phrase each, of which the member is
/// the subject.
std::vector<std::string> differences(const Fd& tree, const Reader& reader, const Member& member,
                                     const VerifyOptions& options);

}  // namespace cowpio
