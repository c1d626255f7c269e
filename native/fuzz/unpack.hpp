#pragma once
#include <sys/stat.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/write/headers.hpp"

namespace fuzz {

/// A model of how the kernel unpacks an archive (init/initramfs.c: do_name, do_symlink, clean_path,
/// maybe_link).
class Unpacked {
 public:
  enum class What { all, entries };  ///< Those asked for only, without what moves their data.

  Unpacked(const std::vector<cowpio::Entry>& entries, const cowpio::Layout& layout, What what = What::all) {
    root_->type = S_IFDIR;
    cowpio::Entry rootfs;
    rootfs.mode = S_IFDIR | 0755;  // fs/ramfs/inode.c
    root_->owner = owner_of(rootfs);
    cowpio::Headers headers(entries, layout);
    for (const cowpio::LaidOutEntry& laid_out : layout.laid_out)
      if ((what == What::all || laid_out.is_entry()) && !put(headers.next(laid_out), laid_out))
        whole_ = false;
    root_->children.erase(cowpio::pad_directory_name);
  }
  /// False when an entry could not be made, as for want of its directory.
  [[nodiscard]] bool is_whole() const { return whole_; }
  /// Every path with what is there, and which paths are one file.
  [[nodiscard]] std::string describe() const {
    std::map<const Node*, std::string> seen;
    return describe_node(*root_, ".", seen);
  }

 private:
  struct Node {
    std::uint32_t type = 0;
    std::string data;   ///< A symlink's target; which data a file has.
    std::string owner;  ///< Mode, owner and time.
    std::map<std::string, std::shared_ptr<Node>> children;
  };
  using NodeRef = std::shared_ptr<Node>;

  bool put(const cowpio::Entry& entry, const cowpio::LaidOutEntry& laid_out) {
    const std::uint32_t type = entry.mode & S_IFMT;
    const auto [parent, name] = location_of(entry.name, 0);
    if (!parent) return false;
    if (name.empty()) {  // the root itself
      if (type == S_IFDIR) parent->owner = owner_of(entry);
      return type == S_IFDIR;
    }
    if (!clean(parent, name, type == S_IFLNK ? 0 : type)) return false;
    const bool linked = !entry.is_directory() && !entry.is_symlink() && laid_out.nlink > 1;
    if (linked) {
      const auto [known, is_new] = by_inode_.try_emplace({laid_out.inode, type}, entry.name);
      if (!is_new) {
        const auto [old_parent, old_name] = location_of(known->second, 0);
        const auto old = old_parent ? old_parent->children.find(old_name) : parent->children.end();
        if (!old_parent || old == old_parent->children.end()) return false;
        const NodeRef file = old->second;
        // The kernel removes the new name first, which may be the old one; and directories have no other
        // names.
        if ((old_parent == parent && old_name == name) || file->type != type) return false;
        if (!clean(parent, name, 0)) return false;
        parent->children[name] = file;
      }
    }
    NodeRef& there = parent->children[name];
    if (!there) {
      there = std::make_shared<Node>();
      there->type = type;
      if (!entry.is_regular())
        there->data = entry.is_symlink()
                          ? entry.origin
                          : std::to_string(entry.device.major) + ":" + std::to_string(entry.device.minor);
    } else if (entry.is_regular() && laid_out.data_size == 0 && !linked) {
      there->data.clear();  // O_TRUNC
    }
    if (entry.is_regular() && laid_out.data_size > 0)
      there->data = std::to_string(entry.file_id.inode) + "/" + std::to_string(laid_out.data_size);
    there->owner = owner_of(entry);
    return true;
  }

  static std::string owner_of(const cowpio::Entry& entry) {
    return std::to_string(entry.mode) + " " + std::to_string(entry.uid) + " " + std::to_string(entry.mtime);
  }

  /// Makes way for another type; what has that type already stays.
  static bool clean(const NodeRef& parent, const std::string& name, std::uint32_t type) {
    const auto there = parent->children.find(name);
    if (there == parent->children.end() || there->second->type == type) return true;
    if (!there->second->children.empty()) return false;
    parent->children.erase(there);
    return true;
  }

  /// The directory that holds the path's last name, and that name; no directory when the way there is none.
  [[nodiscard]] std::pair<NodeRef, std::string> location_of(const std::string& path, int links) const {
    NodeRef here = root_;
    std::string last;
    for (std::size_t at = 0; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string part = path.substr(at, end - at);
      at = end + 1;
      if (part.empty() || part == ".") continue;
      if (!last.empty()) here = step(here, last, links);
      if (!here) return {};
      last = part;
    }
    return {here, last};
  }

  /// Into a directory, behind symlinks; of their targets only those that start at the root are told apart.
  [[nodiscard]] NodeRef step(const NodeRef& from, const std::string& name, int links) const {
    const auto there = from->children.find(name);
    if (there == from->children.end()) return {};
    NodeRef node = there->second;
    if (node->type == S_IFDIR) return node;
    if (node->type != S_IFLNK || links > 5) return {};
    const auto [parent, last] = location_of(node->data, links + 1);
    if (!parent || last.empty()) return parent;
    return step(parent, last, links + 1);
  }

  static std::string describe_node(const Node& node, const std::string& path,
                                   std::map<const Node*, std::string>& seen) {
    const auto [known, is_new] = seen.try_emplace(&node, path);
    std::string text = path + "\t" + std::to_string(node.type) + "\t" + node.data + "\t" + node.owner + "\t" +
                       (is_new ? "" : known->second) + "\n";
    for (const auto& [name, child] : node.children) {
      std::string below = path;
      below.append("/").append(name);
      text += describe_node(*child, below, seen);
    }
    return text;
  }

  NodeRef root_ = std::make_shared<Node>();
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> by_inode_;
  bool whole_ = true;
};

}  // namespace fuzz
