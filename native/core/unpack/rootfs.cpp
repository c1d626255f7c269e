#include "core/unpack/rootfs.hpp"

#include <climits>
#include <utility>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"

namespace cowpio {
namespace {

constexpr int links_max = 40;  // include/linux/namei.h: MAXSYMLINKS
constexpr std::uint32_t major_max = 0xfff;
constexpr std::uint32_t minor_max = 0xfffff;  // include/linux/kdev_t.h: MINORBITS

bool has_type(std::uint32_t mode) {
  return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) || S_ISCHR(mode) || S_ISBLK(mode) ||
         S_ISFIFO(mode) || S_ISSOCK(mode);
}

bool names_a_directory(std::string_view name) {
  return name == "." || name == ".." || name.ends_with('/') || name.ends_with("/.") || name.ends_with("/..");
}

bool has_long_part(std::string_view name) {
  while (!name.empty())
    if (cut(name, '/').size() > NAME_MAX) return true;
  return false;
}

}  // namespace

std::string Rootfs::key_of(std::uint32_t directory, std::string_view name) {
  std::string key(reinterpret_cast<const char*>(&directory), sizeof directory);
  return key.append(name);
}

std::uint32_t Rootfs::child(std::uint32_t directory, std::string_view name) const {
  const auto found = children_.find(key_of(directory, name));
  return found == children_.end() ? none : found->second;
}

/// Into a directory, through symlinks.
std::uint32_t Rootfs::step(std::uint32_t directory, std::string_view name, int& links, Rule& why) const {
  if (name.empty() || name == ".") return directory;
  if (name == "..") return nodes_[directory].parent;
  const std::uint32_t node = child(directory, name);
  const Rule missing = links > 0 ? Rule::parent_dangling : Rule::parent_missing;
  if (node == none) return why = missing, none;
  if (S_ISDIR(nodes_[node].type)) return node;
  if (!S_ISLNK(nodes_[node].type)) return why = Rule::parent_not_directory, none;
  why = Rule::parent_dangling;
  const auto target = targets_.find(node);
  if (++links > links_max || target == targets_.end() || target->second.empty()) return none;
  std::string_view rest = target->second;
  std::uint32_t here = rest.starts_with('/') ? 0 : directory;
  while (!rest.empty() && here != none) here = step(here, cut(rest, '/'), links, why);
  return here;
}

Rootfs::Location Rootfs::location_of(std::string_view path) const {
  Location location{0, {}, Rule::parent_missing};
  int links = 0;
  while (!path.empty()) {
    const std::string_view component = cut(path, '/');
    if (component.empty() || component == ".") continue;
    if (!location.name.empty()) {
      location.directory = step(location.directory, location.name, links, location.why);
      links = links > 0 ? links : 0;
      if (location.directory == none) return location;
    }
    location.name = component;
    if (component == "..") {
      location.directory = nodes_[location.directory].parent;
      location.name = {};
    }
  }
  return location;
}

bool Rootfs::contains(std::string_view path) const {
  const Location location = location_of(path);
  return location.directory != none &&
         (location.name.empty() || child(location.directory, location.name) != none);
}

bool Rootfs::is_directory(std::string_view path) const {
  const Location location = location_of(path);
  if (location.directory == none || location.name.empty()) return location.directory != none;
  const std::uint32_t node = child(location.directory, location.name);
  return node != none && S_ISDIR(nodes_[node].type);
}

void Rootfs::remove(const Location& location, std::uint32_t node) {
  children_.erase(key_of(location.directory, location.name));
  --nodes_[location.directory].children;
  targets_.erase(node);
}

void Rootfs::add(const Location& location, std::uint32_t node) {
  if (children_.insert_or_assign(key_of(location.directory, location.name), node).second)
    ++nodes_[location.directory].children;
}

Rootfs::Fate Rootfs::make(const Member& member) {
  const auto lost = [](Rule rule) { return Fate{false, rule, none}; };
  const std::uint32_t type = member.mode & S_IFMT;
  if (member.name_size == 0 || member.name_size > newc::name_size_max) return lost(Rule::name_size);
  if (S_ISLNK(type) ? member.target.size() > newc::target_max || member.size > PATH_MAX
                    : !S_ISREG(type) && member.size > 0) {
    if (!S_ISLNK(type) && member.name == newc::trailer_name) return lost(Rule::trailer_data);
    return lost(S_ISLNK(type) ? Rule::target_long : Rule::special_data);
  }
  if (!has_type(member.mode)) return lost(Rule::type);
  if (member.name.empty() || (!S_ISDIR(type) && names_a_directory(member.name)))
    return lost(Rule::name_empty);
  if (has_long_part(member.name)) return lost(Rule::name_long);
  const Location location = location_of(member.name);
  if (location.directory == none) return lost(location.why);
  if (location.name.empty()) return {};  // the root, or a directory that `..` leads to
  Fate fate;
  if (S_ISLNK(type) && member.target.empty()) fate.rule = Rule::target_empty;
  if ((S_ISCHR(type) || S_ISBLK(type)) &&
      (member.device.major > major_max || member.device.minor > minor_max))
    fate.rule = Rule::device_range;

  std::uint32_t there = child(location.directory, location.name);
  const auto unlink_existing = [&] {
    if (S_ISDIR(nodes_[there].type) && nodes_[there].children > 0) return false;
    remove(location, there);
    return true;
  };
  if (there != none && (nodes_[there].type != type || S_ISLNK(type))) {
    int links = 0;
    Rule ignored{};
    const bool leads =
        S_ISLNK(nodes_[there].type) && step(location.directory, location.name, links, ignored) != none;
    if (!unlink_existing()) return lost(Rule::directory_in_way);
    if (!S_ISLNK(type))
      fate.rule = leads ? Rule::link_replaced : Rule::replaced;
    else
      fate.rule =
          fate.rule.value_or(nodes_[there].archive == member.archive ? Rule::repeated : Rule::replaced);
    there = none;
  }
  if (member.nlink > 1 && !S_ISDIR(type) && !S_ISLNK(type)) {
    const auto [known, is_new] = links_.try_emplace(member.link_key(), Link{member.name, none});
    if (!is_new) {
      if (there != none) unlink_existing();
      const Location old = location_of(known->second.name);
      const std::uint32_t node =
          old.directory == none || old.name.empty() ? none : child(old.directory, old.name);
      if (node == none || S_ISDIR(nodes_[node].type)) return lost(Rule::link_lost);
      add(location, node);
      if (there != none && there != node)
        fate.rule = nodes_[there].archive == member.archive ? Rule::repeated : Rule::replaced;
      if (node != known->second.node || nodes_[node].type != type) fate.rule = Rule::link_other;
      fate.node = node;
      return fate;
    }
  }
  if (there != none) {
    fate.node = there;
    if ((S_ISCHR(type) || S_ISBLK(type)) && nodes_[there].device != member.device)
      fate.rule = Rule::node_kept;
    else if (!fate.rule && std::exchange(nodes_[there].archive, member.archive) == member.archive)
      fate.rule = Rule::repeated;
  } else {
    fate.node = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({type, location.directory, 0, member.archive, member.device});
    if (S_ISLNK(type)) targets_[fate.node] = member.target;
    add(location, fate.node);
  }
  if (member.nlink > 1 && !S_ISDIR(type) && !S_ISLNK(type)) links_[member.link_key()].node = fate.node;
  return fate;
}

std::string treatment(Rule rule, const Member& member) {
  switch (rule) {
    case Rule::name_size:
      return "a name field of " + std::to_string(member.name_size) +
             " bytes, which the kernel skips without a message (PATH_MAX)";
    case Rule::trailer_data:
      return "does not end the archive for the kernel, since it has data";
    case Rule::special_data:
      return "has " + std::to_string(member.size) +
             " bytes of data and is not a regular file, so the kernel skips it";
    case Rule::target_long:
      return "has a target of " + std::to_string(member.size) +
             " bytes, and the kernel makes no symlink of more than 4095";
    case Rule::type:
      return "is of no type, so the kernel makes nothing of it";
    case Rule::name_empty:
      return "has no name that the kernel could make it by";
    case Rule::name_long:
      return "has a component of more than 255 bytes (NAME_MAX), which the kernel does not make";
    case Rule::parent_missing:
      return "comes before its directory, or without it";
    case Rule::parent_not_directory:
      return "is below an entry that is not a directory, so the kernel does not make it";
    case Rule::parent_dangling:
      return "lies below a symlink that leads nowhere, so the kernel does not make it";
    case Rule::directory_in_way:
      return "cannot replace a directory with something in it, so the kernel does not make it";
    case Rule::link_lost:
      return "is another name of a file that is gone by then, so the kernel does not make it";
    case Rule::link_other:
      return "becomes another name of a file that has replaced its own";
    case Rule::target_empty:
      return "is a symlink to nothing";
    case Rule::device_range:
      return "has a device number that the kernel cuts: at most 12 bits and 20";
    case Rule::node_kept:
      return "exists as a node with other numbers, which the kernel keeps";
    case Rule::link_replaced:
      return "replaces a symlink to a directory: what was found through it no longer is";
    case Rule::replaced:
      return "replaces something of another type";
    default:
      return "is there more than once";
  }
}

}  // namespace cowpio
