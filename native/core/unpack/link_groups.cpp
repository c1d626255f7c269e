#include "core/unpack/link_groups.hpp"

namespace cowpio {

void LinkGroups::add(const Member& member, const struct stat* status, std::uint32_t node) {
  if (status != nullptr && status->st_nlink > 1) {
    const auto [known, is_new] = tree_links_.try_emplace({status->st_dev, status->st_ino}, node);
    if (!is_new && known->second != node)
      find_(Rule::tree_links, member.name,
            "is another name of a file in the tree, and a file of its own here");
  }
  if (member.nlink < 2) return;
  auto [group, is_first] = groups_.try_emplace(member.link_key());
  Links& links = group->second;
  if (is_first) {
    links.stated = member.nlink;
    links.first = member.name;
  }
  if (status != nullptr) {
    if (links.is_in_tree && (links.device != status->st_dev || links.inode != status->st_ino))
      find_(Rule::tree_links, member.name,
            "is another name of " + links.first + ", and another file in the tree");
    links.is_in_tree = true;
    links.device = status->st_dev;
    links.inode = status->st_ino;
    links.size = static_cast<std::uint64_t>(status->st_size);
  }
  ++links.seen;
  if (links.has_data && member.size > 0)
    find_(Rule::link_data_again, member.name, "brings data again that another of its names brought");
  links.has_data = links.has_data || member.size > 0;
}

void LinkGroups::end_archive() {
  for (const auto& [key, links] : groups_) {
    look_at_count(links);
    if (links.is_in_tree && !links.has_data && links.size > 0)
      find_(Rule::tree_size, links.first,
            "has no data by any of its names, the tree's " + std::to_string(links.size) + " bytes");
  }
  groups_.clear();
}

void LinkGroups::look_at_count(const Links& links) const {
  if (links.seen == links.stated) return;
  const std::string what = "has " + std::to_string(links.stated) + " names by its count, " +
                           std::to_string(links.seen) + " are in the archive";
  find_(links.seen < links.stated ? Rule::links_fewer : Rule::links_more, links.first, what);
}

}  // namespace cowpio
