#pragma once
#include <cstdint>
#include <string>

namespace cowpio {

/// `drwxr-xr-x`, as ls(1) prints it.
std::string mode_text(std::uint32_t mode);

}  // namespace cowpio
