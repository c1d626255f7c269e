#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fs/fd.hpp"

namespace cowpio {

/// A line of /proc/self/mountinfo.
struct Mount {
  std::uint64_t id = 0;
  std::string point;
  std::string type;                  ///< `ext4`
  std::vector<std::string> options;  ///< The mount's, then its file system's.

  /// The option of that name with its value, `compress=zstd:3`; nothing when it is not set.
  [[nodiscard]] std::optional<std::string> option(std::string_view name) const;
};

/// The mount through which a file was opened; nothing without /proc.
std::optional<Mount> mount_of(const Fd& file);

/// Pure: proc_pid_mountinfo(5). Nothing when the line is none.
std::optional<Mount> parse_mount(std::string_view line);

}  // namespace cowpio
