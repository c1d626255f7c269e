#include "core/fs/identity.hpp"

#include <fcntl.h>
#include <linux/limits.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <span>
#include <vector>

#include "core/format/text.hpp"

namespace cowpio {
namespace {

/// Mode for a changed owner or group: nobody gets more rights than before. Whoever was
/// in the group is among the others now, and the other way round; the owner may be among both.
mode_t reduced(mode_t mode, bool same_owner, bool same_group) {
  mode_t user = mode >> 6 & 7;
  mode_t group = mode >> 3 & 7;
  mode_t other = mode & 7;
  if (!same_group) group = other = group & other;
  if (!same_owner) {
    group &= user;
    other &= user;
  }
  mode_t special = mode & 07000;
  if (!same_owner) special &= ~mode_t{S_ISUID};
  if (!same_group) special &= ~mode_t{S_ISGID};
  return special | user << 6 | group << 3 | other;
}

/// Also of a file that cannot be read, of which fgetxattr takes no descriptor (O_PATH).
ssize_t attribute(const Fd& file, const char* name, std::span<char> value) {
  const ssize_t size = ::fgetxattr(file.get(), name, value.data(), value.size());
  return size >= 0 || errno != EBADF ? size
                                     : ::getxattr(proc_path(file).c_str(), name, value.data(), value.size());
}

constexpr const char* acl = "system.posix_acl_access";

/// False, with errno, when it could not be kept. What was not there is taken away.
bool keep_attribute(const Fd& old, const Fd& file, const char* name) {
  std::vector<char> value(XATTR_SIZE_MAX);
  const ssize_t size = attribute(old, name, value);
  if (size >= 0) return ::fsetxattr(file.get(), name, value.data(), static_cast<std::size_t>(size), 0) == 0;
  return errno == ENODATA && (::fremovexattr(file.get(), name) == 0 || errno == ENODATA);
}

}  // namespace

void keep_identity(const FileLocation& location, const Fd& file) {
  const std::string base(base_of(location.path));
  Fd old(::openat(location.directory.get(), base.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!old.is_open())
    old = Fd(::openat(location.directory.get(), base.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!old.is_open() && errno == ENOENT) return;
  struct stat before {};
  if (!old.is_open() || ::fstat(old.get(), &before) < 0) fail("stat", location.path);
  if (::fchown(file.get(), before.st_uid, before.st_gid) < 0) {
    if (errno != EPERM && errno != EINVAL) fail("chown", location.path);
    if (::fchown(file.get(), static_cast<uid_t>(-1), before.st_gid) < 0 && errno != EPERM && errno != EINVAL)
      fail("chown", location.path);
  }
  struct stat now {};
  if (::fstat(file.get(), &now) < 0) fail("stat", location.path);
  const bool same_owner = now.st_uid == before.st_uid;
  const bool same_group = now.st_gid == before.st_gid;
  const bool is_same = same_owner && same_group;
  mode_t mode = reduced(before.st_mode & 07777, same_owner, same_group);
  if (!is_same && attribute(old, acl, {}) >= 0) mode &= 07700;
  if (!is_same && ::fremovexattr(file.get(), acl) < 0 && errno != ENODATA && errno != EOPNOTSUPP)
    fail("removexattr", location.path);
  if (::fchmod(file.get(), mode) < 0) fail("chmod", location.path);
  // The mode alone would say more or less than it did: with an ACL, the group's bits are a mask (acl(5)). The
  // directory may have given this file an ACL of its own.
  if (is_same && !keep_attribute(old, file, acl) && errno != EOPNOTSUPP) fail("setxattr", location.path);
  keep_attribute(old, file, "security.selinux");  // what the policy does not grant is the directory's
}

}  // namespace cowpio
