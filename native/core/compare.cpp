#include "compare.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <climits>
#include <cstring>

#include "in_root.hpp"

namespace cowpio {
namespace {

std::string target_of(const Fd& link, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(link.get(), "", target, sizeof target);
  if (length < 0) fail("readlink", name);
  return {target, static_cast<std::size_t>(length)};
}

std::string difference_of_bytes(const Fd& path, const Reader& reader, const Member& member,
                                std::uint64_t size) {
  if (size != member.size)
    return "has " + std::to_string(member.size) + " bytes, the tree's " + std::to_string(size);
  const Fd file = open_found(path);
  if (!file.is_open()) return std::string("cannot be read in the tree: ") + std::strerror(errno);
  return same_bytes(file, reader, member) ? "" : "its bytes are not the tree's";
}

}  // namespace

std::vector<std::string> differences(const Fd& tree, const Reader& reader, const Member& member,
                                     const VerifyOptions& options) {
  const Fd file = find_in_root(tree, member.name, O_NOFOLLOW);
  if (!file.is_open()) {
    if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != ENAMETOOLONG)
      fail("openat2", member.name);
    return {std::string("cannot be found in the tree: ") + std::strerror(errno)};
  }
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
  if ((status.st_mode & S_IFMT) != (member.mode & S_IFMT)) return {"is of another type in the tree"};

  std::vector<std::string> found;
  const auto compare = [&](const char* what, std::uint64_t here, std::uint64_t there) {
    if (here != there)
      found.push_back(std::string("its ") + what + " is " + std::to_string(here) + ", the tree's " +
                      std::to_string(there));
  };
  // Linux has no modes of symlinks.
  if (!options.ignore_mode && !S_ISLNK(member.mode) && (status.st_mode & 07777) != (member.mode & 07777))
    found.emplace_back("has another mode in the tree");
  if (!options.ignore_owner) {
    compare("owner", member.uid, status.st_uid);
    compare("group", member.gid, status.st_gid);
  }
  if (!options.ignore_time) compare("time", member.mtime, static_cast<std::uint64_t>(status.st_mtim.tv_sec));
  if (S_ISCHR(member.mode) || S_ISBLK(member.mode)) {
    compare("major number", member.device.major, major(status.st_rdev));
    compare("minor number", member.device.minor, minor(status.st_rdev));
  }
  if (S_ISLNK(member.mode) && target_of(file, member.name) != member.target)
    found.emplace_back("leads elsewhere in the tree");
  // The earlier names of a hard-linked file bring no data.
  if (member.is_regular() && (member.size > 0 || member.nlink < 2))
    if (std::string what =
            difference_of_bytes(file, reader, member, static_cast<std::uint64_t>(status.st_size));
        !what.empty())
      found.push_back(std::move(what));
  return found;
}

}  // namespace cowpio
