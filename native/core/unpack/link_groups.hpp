#pragma once
#include <sys/stat.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "core/read/read.hpp"
#include "core/unpack/rules.hpp"

namespace cowpio {

/// Compares the hard links of an archive with their own counts and with a tree's.
class LinkGroups {
 public:
  using Find = std::function<void(Rule rule, const std::string& name, const std::string& what)>;
  explicit LinkGroups(Find find) : find_(std::move(find)) {}

  /// `status`: of the tree's file of that name, if it has one. `node`: the one that the kernel makes of the
  /// member.
  void add(const Member& member, const struct stat* status, std::uint32_t node);
  /// Reports what is only known with all names; the next archive has groups of its own.
  void end_archive();

 private:
  /// The names of one inode of one archive.
  struct Links {
    std::uint32_t stated = 0;  ///< nlink of the first.
    std::uint32_t seen = 0;
    bool has_data = false;
    std::string first;
    bool is_in_tree = false;
    dev_t device = 0;  ///< Device of the tree's file of the first name.
    ino_t inode = 0;
    std::uint64_t size = 0;
  };

  /// More than are in the archive have other names outside the tree; GNU cpio counts those, and the kernel
  /// none.
  void look_at_count(const Links& links) const;

  Find find_;
  std::map<Member::LinkKey, Links> groups_;
  /// Files of the tree, and the node that the archive makes of each.
  std::map<std::pair<dev_t, ino_t>, std::uint32_t> tree_links_;
};

}  // namespace cowpio
