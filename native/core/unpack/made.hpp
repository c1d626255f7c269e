#pragma once
#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/fs/fd.hpp"
#include "core/read/read.hpp"

namespace cowpio {

/// The file that was made for the first name of several.
struct Made {
  std::string name;
  dev_t device;
  ino_t inode;
};

/// Opens `base` in `parent` if it is what was made for the first name; else the descriptor is closed.
Fd open_made(const Fd& parent, const std::string& base, const Made& first, std::uint32_t type);

/// Throws for a member whose sizes make the kernel skip it (init/initramfs.c: do_header, do_name).
void refuse_what_kernel_skips(const Member& member);
/// Returns whether the member is a repeated `.` with the metadata of `dot`, the one before, or with that of a
/// padding entry that has none before it (Headers).
bool is_padding(const Member& member, const std::optional<Member>& dot);
/// Throws for a name that is absolute or has `..`.
void refuse_leading_out(std::string_view name);

/// Sets the mode of an O_PATH descriptor: fchmodat2(2), before Linux 6.6 through /proc.
void set_mode(const Fd& path, mode_t mode, const Member& member);
/// Sets owner, mode and time of a file or directory.
void set_metadata(const Fd& file, const Member& member);
/// Owner, mode and time of a symlink or node that was just made: of that very one, which has one name, and
/// not of what somebody put in its place.
struct stat set_new_metadata(const Fd& parent, const std::string& base, const Member& member);

}  // namespace cowpio
