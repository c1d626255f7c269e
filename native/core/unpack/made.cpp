#include "core/unpack/made.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"

namespace cowpio {
namespace {

std::array<timespec, 2> times_of(const Member& member) {
  return {{{0, UTIME_OMIT}, {static_cast<time_t>(member.mtime), 0}}};
}

}  // namespace

Fd open_made(const Fd& parent, const std::string& base, const Made& first, std::uint32_t type) {
  Fd found(::openat(parent.get(), base.c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
  struct stat status {};
  // A number may be used again, so the type is asked for, too.
  const bool is_same = found.is_open() && ::fstat(found.get(), &status) == 0 &&
                       (status.st_mode & S_IFMT) == type && status.st_dev == first.device &&
                       status.st_ino == first.inode;
  if (!is_same) found.reset();
  return found;
}

void refuse_what_kernel_skips(const Member& member) {
  if (member.name_size == 0 || member.name_size > newc::name_size_max)
    throw InputError(member.name.substr(0, 200) + ": a name field of " + std::to_string(member.name_size) +
                     " bytes, which the kernel skips; not extracted");
  if (!S_ISREG(member.mode) && !S_ISLNK(member.mode) && member.size > 0)
    throw InputError(member.name +
                     ": has data and is not a regular file, so the kernel skips it. It is not extracted");
  if (member.size > newc::name_size_max && S_ISLNK(member.mode))
    throw InputError(member.name + ": a target longer than PATH_MAX, so the kernel skips it; not extracted");
}

bool is_padding(const Member& member, const std::optional<Member>& dot) {
  if (!member.is_filler()) return false;
  if (dot && dot->mode == member.mode && dot->uid == member.uid && dot->gid == member.gid) return true;
  return member.mode == (S_IFDIR | 0755) && member.uid == 0 && member.gid == 0 && member.mtime == 0;
}

void refuse_leading_out(std::string_view name) {
  bool leads_out = name.starts_with('/');
  for (std::string_view rest = name; !rest.empty();) leads_out = cut(rest, '/') == ".." || leads_out;
  if (leads_out)
    throw InputError(std::string(name) + ": leads out of the directory, by `/` or `..`; not extracted");
}

void set_mode(const Fd& path, mode_t mode, const Member& member) {
  static constexpr long number = 452;  // fchmodat2 on all architectures
  if (::syscall(number, path.get(), "", mode, AT_EMPTY_PATH) == 0) return;
  if (::chmod(proc_path(path).c_str(), mode) == 0) return;
  if (errno == ENOENT)
    throw InputError(member.name + ": its mode cannot be set without /proc or Linux 6.6; mount /proc");
  fail("chmod", member.name);
}

void set_metadata(const Fd& file, const Member& member) {
  if (::geteuid() == 0 && ::fchown(file.get(), member.uid, member.gid) < 0) fail("chown", member.name);
  if (::fchmod(file.get(), member.mode & 07777) < 0) fail("chmod", member.name);
  if (::futimens(file.get(), times_of(member).data()) < 0) fail("utimens", member.name);
}

struct stat set_new_metadata(const Fd& parent, const std::string& base, const Member& member) {
  const Fd made(::openat(parent.get(), base.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!made.is_open() || ::fstat(made.get(), &status) < 0) fail("open", member.name);
  if ((status.st_mode & S_IFMT) != (member.mode & S_IFMT) || status.st_nlink != 1)
    throw InputError(member.name + ": was replaced by another file meanwhile; left as it is");
  if (::geteuid() == 0 && ::fchownat(made.get(), "", member.uid, member.gid, AT_EMPTY_PATH) < 0)
    fail("chown", member.name);
  if (!S_ISLNK(member.mode)) set_mode(made, member.mode & 07777, member);
  // Linux before 5.8 takes a name alone; a time is all that can be set by it, and no symlink is followed.
  if (::utimensat(made.get(), "", times_of(member).data(), AT_EMPTY_PATH) < 0 &&
      ::utimensat(parent.get(), base.c_str(), times_of(member).data(), AT_SYMLINK_NOFOLLOW) < 0)
    fail("utimens", member.name);
  return status;
}

}  // namespace cowpio
