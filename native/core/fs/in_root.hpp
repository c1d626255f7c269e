#pragma once
#include <string>

#include "core/fs/fd.hpp"

namespace cowpio {

/// Finds `name` as a system with that root would, and opens none of it: a path alone (O_PATH), so that no
/// device or FIFO takes notice. `flags` may add O_NOFOLLOW or O_DIRECTORY. A closed descriptor, with errno,
/// where nothing is found. Works component by component where openat2(2) is missing (Linux before 5.6) or
/// refused (seccomp).
Fd find_in_root(const Fd& root, const std::string& name, int flags = 0);

/// The file that a path was found to be, to be read; a closed descriptor, with errno, where it cannot be.
/// Needs /proc.
Fd open_found(const Fd& path);

/// The same, where `path` was found as `name` below `root`: without /proc it is opened by that name again,
/// and ESTALE says that it is another file by now.
Fd open_found(const Fd& path, const Fd& root, const std::string& name);

/// For tests: as if the kernel had no openat2(2).
extern bool without_openat2;

}  // namespace cowpio
