#pragma once

namespace cowpio {

/// `ENOSPC`, or null for a number that Linux does not have. strerrorname_np is glibc's alone, from 2.32 on.
const char* errno_name(int error);

}  // namespace cowpio
