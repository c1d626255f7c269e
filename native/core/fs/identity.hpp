#pragma once
#include "core/fs/temporary.hpp"

namespace cowpio {

/// A file that is to replace another keeps its mode, owner, ACL and SELinux label; a new one is 0600 less the
/// umask. Where the owner or the group cannot be kept, the mode is reduced, and an ACL leaves it to the owner
/// alone.
void keep_identity(const FileLocation& location, const Fd& file);

}  // namespace cowpio
