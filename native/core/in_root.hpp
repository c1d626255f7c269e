#pragma once
#include <string>

#include "fd.hpp"

namespace cowpio {

/// Finds `name` as a system with that root would, and opens none of it: a path alone (O_PATH), so that no
/// device or FIFO takes notice. `flags` may add O_NOFOLLOW. A closed descriptor, with errno, where nothing is
/// found.
Fd find_in_root(const Fd& root, const std::string& name, int flags = 0);

/// The file that a path was found to be, to be read; a closed descriptor, with errno, where it cannot be.
Fd open_found(const Fd& path);

}  // namespace cowpio
