#include "core/unpack/compare.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <climits>
#include <cstring>
#include <optional>

#include "core/fs/in_root.hpp"

namespace cowpio {
namespace {

std::string target_of(const Fd& link, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(link.get(), "", target, sizeof target);
  if (length < 0) fail("readlink", name);
  return {target, static_cast<std::size_t>(length)};
}

std::optional<Difference> difference_of_bytes(const Fd& tree, const Fd& path, const Reader& reader,
                                              const Member& member, std::uint64_t size) {
  if (size != member.size)
    return Difference{Rule::tree_size,
                      "has " + std::to_string(member.size) + " bytes, the tree's " + std::to_string(size)};
  const Fd file = open_found(path, tree, member.name);
  if (!file.is_open())
    return Difference{Rule::tree_unreadable,
                      std::string("cannot be read in the tree: ") + std::strerror(errno)};
  if (same_bytes(file, reader, member)) return std::nullopt;
  return Difference{Rule::tree_data, "its bytes are not the tree's"};
}

}  // namespace

std::vector<Difference> differences(const Fd& tree, const Reader& reader, const Member& member,
                                    const VerifyOptions& options, struct stat& status) {
  const Fd file = find_in_root(tree, member.name, O_NOFOLLOW);
  if (!file.is_open()) {
    if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != ENAMETOOLONG)
      fail("openat2", member.name);
    return {{Rule::tree_missing, std::string("cannot be found in the tree: ") + std::strerror(errno)}};
  }
  if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
  if ((status.st_mode & S_IFMT) != (member.mode & S_IFMT))
    return {{Rule::tree_type, "is of another type in the tree"}};

  std::vector<Difference> found;
  const auto compare = [&](Rule rule, const char* what, std::uint64_t here, std::uint64_t there) {
    if (here != there)
      found.push_back({rule, std::string("its ") + what + " is " + std::to_string(here) + ", the tree's " +
                                 std::to_string(there)});
  };
  // Linux has no modes of symlinks.
  if (!options.ignore_mode && !S_ISLNK(member.mode) && (status.st_mode & 07777) != (member.mode & 07777))
    found.push_back({Rule::tree_mode, "has another mode in the tree"});
  if (!options.ignore_owner) {
    compare(Rule::tree_owner, "owner", member.uid, status.st_uid);
    compare(Rule::tree_owner, "group", member.gid, status.st_gid);
  }
  if (!options.ignore_time)
    compare(Rule::tree_time, "time", member.mtime, static_cast<std::uint64_t>(status.st_mtim.tv_sec));
  if (S_ISCHR(member.mode) || S_ISBLK(member.mode)) {
    compare(Rule::tree_device, "major number", member.device.major, major(status.st_rdev));
    compare(Rule::tree_device, "minor number", member.device.minor, minor(status.st_rdev));
  }
  if (S_ISLNK(member.mode) && target_of(file, member.name) != member.target)
    found.push_back({Rule::tree_target, "leads elsewhere in the tree"});
  // Another name of a hard-linked file may hold the data.
  if (member.is_regular() && (member.size > 0 || member.nlink < 2))
    if (auto difference =
            difference_of_bytes(tree, file, reader, member, static_cast<std::uint64_t>(status.st_size)))
      found.push_back(std::move(*difference));
  return found;
}

}  // namespace cowpio
