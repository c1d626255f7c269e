#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/doctor/dracut.hpp"
#include "core/doctor/survey.hpp"
#include "core/doctor/verdict.hpp"
#include "core/fs/filesystem.hpp"
#include "core/fs/mount.hpp"

namespace cowpio {

/// A directory that data passes through, and what matters there.
struct DataDirectory {
  std::string role;  ///< `tree`, `tmpdir` or `output`, as the options are called.
  std::string path;
  FileSystem file_system;
  std::optional<Mount> mount;
  std::optional<Subvolume> subvolume;
  bool nocow = false;       ///< New files there are NOCOW.
  std::string compression;  ///< Compression of new files: `compress=zstd:3`, `btrfs.compression=lzo`, `chattr
                            ///< +c`; NOCOW has none.
  bool same_file_system = true;  ///< As the tree's.
  bool same_mount = true;        ///< As the tree's; before Linux 5.18 a clone needs that.

  /// `ext4`, where the mount tells more than the magic number.
  [[nodiscard]] const std::string& type() const { return mount ? mount->type : file_system.name; }
};

/// Result of cloning one block.
struct Trial {
  bool tried = false;  ///< No: there was nothing to clone.
  int error = 0;       ///< 0: cloned.
  const char* call = "";
  std::string path;         ///< File that was cloned, or directory that could not be written.
  bool from_nocow = false;  ///< Attribute of the two files themselves.
  bool to_nocow = false;
};

/// Data going from one place to the next.
struct Step {
  std::string from;  ///< Roles.
  std::string to;
  Trial trial;
  Verdict verdict;
};

struct Diagnosis {
  DataDirectory tree;
  DataDirectory tmpdir;
  DataDirectory output;
  Survey files;
  std::vector<Step> steps;
  std::optional<Dracut> dracut;  ///< If it was asked for.
  std::vector<std::string> hints;

  [[nodiscard]] bool all_share() const;
};

/// Options of the place's mount that decide about sharing.
std::vector<std::string> options_that_matter(const DataDirectory& directory);

/// One object: DoctorResult of index.d.ts.
std::string json_of(const Diagnosis& diagnosis);

/// Pure: what a trial means between these places.
Verdict judge(const DataDirectory& from, const DataDirectory& to, const Trial& trial);

/// Pure: what is no obstacle by itself, and worth knowing.
std::vector<std::string> hints_for(const Diagnosis& diagnosis);

}  // namespace cowpio
