#pragma once
#include <optional>
#include <string>

#include "core/fs/fd.hpp"

namespace cowpio {

/// The output's name that is standard output.
inline constexpr const char* standard_output = "/proc/self/fd/1";

/// The file itself, so that a rename replaces it and not a link to it.
std::string behind_symlinks(const std::string& name);

/// Target of /dev/stdout, /dev/fd/N and /proc/self/fd/N: it is written to, whatever name it has or had.
std::optional<Fd> descriptor_behind(const std::string& name);

}  // namespace cowpio
