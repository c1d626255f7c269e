#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/read/read.hpp"
#include "core/unpack/rules.hpp"

namespace cowpio {

/// A model of what the kernel makes of an archive's members: names, types, links (init/initramfs.c: do_name,
/// do_symlink, clean_path, maybe_link). Starts empty: what a kernel's built-in archive brings, as /dev, is
/// not known.
class Rootfs {
 public:
  struct Fate {
    bool is_made = true;
    std::optional<Rule> rule;  ///< Why it is not made, or what it does to another member.
    std::uint32_t node = 0;    ///< The file that the member is a name of.
  };
  Fate make(const Member& member);
  /// An archive has ended: hard links do not reach across (free_hash).
  void end_archive() { links_.clear(); }
  /// The path exists, and no symlink is followed at its end.
  [[nodiscard]] bool contains(std::string_view path) const;
  [[nodiscard]] bool is_directory(std::string_view path) const;

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Node {
    std::uint32_t type = 0;
    std::uint32_t parent = 0;    ///< Directories only.
    std::uint32_t children = 0;  ///< Directories only.
    std::uint64_t archive = 0;   ///< The last one that named it.
    Device device;
  };
  struct Location {
    std::uint32_t directory = none;
    std::string_view name;  ///< Empty: the directory itself.
    Rule why = Rule::parent_missing;
  };
  [[nodiscard]] static std::string key_of(std::uint32_t directory, std::string_view name);
  [[nodiscard]] std::uint32_t child(std::uint32_t directory, std::string_view name) const;
  [[nodiscard]] Location location_of(std::string_view path) const;
  std::uint32_t step(std::uint32_t directory, std::string_view name, int& links, Rule& why) const;
  void remove(const Location& location, std::uint32_t node);
  void add(const Location& location, std::uint32_t node);

  std::vector<Node> nodes_{Node{S_IFDIR, 0, 0, 0, {}}};
  std::unordered_map<std::string, std::uint32_t> children_;
  std::unordered_map<std::uint32_t, std::string> targets_;
  struct Link {
    std::string name;
    std::uint32_t node;
  };
  std::map<Member::LinkKey, Link> links_;
};

/// Returns what the kernel does with a member of which `Rootfs::make` gave that rule, as the end of a
/// sentence.
std::string treatment(Rule rule, const Member& member);

}  // namespace cowpio
