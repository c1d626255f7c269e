#include "core/doctor/diagnosis.hpp"

#include <algorithm>
#include <cstring>

namespace cowpio {
namespace {

Verdict cannot(std::string reason, std::string remedy) {
  return {Verdict::Kind::cannot_share, std::move(reason), std::move(remedy)};
}

std::string on(const DataDirectory& directory) { return directory.path + " (" + directory.type() + ")"; }
std::string option_of(const DataDirectory& directory) { return "--" + directory.role; }

const char* const one_for_all = "have tree, tmpdir and output on one Btrfs, or one XFS with reflink=1";

/// Which option to change, so that all steps end on the tree's file system.
std::string move_to_tree(const DataDirectory& from, const DataDirectory& to) {
  if (!from.same_file_system && !to.same_file_system)
    return "choose with --tmpdir and --output directories on the file system of the tree";
  return "choose with " + option_of(from.same_file_system ? to : from) +
         " a directory on the file system of the tree";
}

Verdict across(const DataDirectory& from, const DataDirectory& to) {
  const bool overlay = from.type() == "overlay" || to.type() == "overlay";
  if (from.file_system.id == to.file_system.id && !overlay)
    return cannot(from.path + " and " + to.path +
                      " are two mounts of one file system, which Linux before 5.18 does not clone between",
                  "reach both through one mount, or run a newer kernel");
  const std::string reason = on(from) + " and " + on(to) + " are different file systems";
  if (overlay)
    return cannot(reason, "leave the container's overlay: put all three into one volume on Btrfs or XFS");
  const bool tree_has_reflinks = (from.same_file_system ? from : to).file_system.reflink == true;
  return cannot(reason, tree_has_reflinks ? move_to_tree(from, to) : one_for_all);
}

Verdict no_reflinks(const DataDirectory& directory) {
  if (directory.file_system.kind == FileSystem::Kind::xfs && directory.file_system.reflink == false)
    return cannot("the XFS of " + directory.path + " was made with reflink=0",
                  "make it anew with mkfs.xfs -m reflink=1: it cannot be switched on later");
  return cannot(on(directory) + " is a file system without reflinks", one_for_all);
}

/// Btrfs clones between files with and files without checksums never; NOCOW files have none
/// (docs/measured.md).
Verdict unlike(const DataDirectory& from, const DataDirectory& to, const Trial& trial) {
  const bool from_tree = from.role == "tree";
  const std::string source = from_tree ? trial.path : "what is written to " + from.path;
  if (trial.to_nocow && !trial.from_nocow)
    return cannot("new files in " + to.path + " are NOCOW, " + source + " is not",
                  "choose another directory with " + option_of(to) + ", or take NOCOW from it (chattr -C " +
                      to.path + "; mount without nodatacow)");
  if (trial.from_nocow && !trial.to_nocow)
    return cannot(source + " is NOCOW, new files in " + to.path + " are not",
                  from_tree
                      ? "copy it in a directory without NOCOW (cp --reflink=never), and move the copy into "
                        "its place"
                      : "take NOCOW from " + from.path + " (chattr -C)");
  if (to.mount && to.mount->option("nodatasum"))
    return cannot(to.path + " is mounted with nodatasum: new files have no checksums, " + source + " has",
                  "mount it with datasum");
  return cannot("the file system refuses to clone " + source + " into " + to.path +
                    "; one may have checksums, the other not (nodatasum)",
                "write the files anew under the mount options that are in force now");
}

/// The trial file could not be made or written.
Verdict unwritable(const DataDirectory& to, const Trial& trial) {
  const std::string why = trial.path + ": " + trial.call + ": " + std::strerror(trial.error);
  switch (trial.error) {
    case EROFS:
      return cannot(why, to.subvolume && to.subvolume->read_only
                             ? "choose a directory outside of the read-only subvolume with " + option_of(to)
                             : "mount it read-write, or choose another directory with " + option_of(to));
    case EACCES:
    case EPERM:
      return cannot(why, "run as a user who may write there, as dracut does");
    case ENOSPC:
    case EDQUOT:
      return cannot(why, "free space there, or raise the quota");
    default:
      return cannot(why, "choose another directory with " + option_of(to));
  }
}

Verdict refused(const DataDirectory& from, const DataDirectory& to, const Trial& trial) {
  switch (trial.error) {
    case EXDEV:
      return across(from, to);
    case EOPNOTSUPP:
    case ENOTTY:
    case ENOSYS:
      return no_reflinks(to);
    case EINVAL:
      return unlike(from, to, trial);
    case ETXTBSY:
      return cannot(trial.path + " is a swap file in use", "leave it out of the tree");
    case ENOSPC:
    case EDQUOT:
      return cannot(to.path + ": no space for a clone's metadata", "free space there, or raise the quota");
    default:
      return cannot(std::string("FICLONERANGE of ") + trial.path + " into " + to.path + ": " +
                        std::strerror(trial.error),
                    "look into the kernel's log (dmesg)");
  }
}

}  // namespace

bool Diagnosis::all_share() const {
  const auto can = [](const Verdict& verdict) { return verdict.kind == Verdict::Kind::can_share; };
  return std::all_of(steps.begin(), steps.end(), [&](const Step& step) { return can(step.verdict); }) &&
         (!dracut || can(judge(*dracut)));
}

Verdict judge(const DataDirectory& from, const DataDirectory& to, const Trial& trial) {
  if (!trial.tried)
    return {Verdict::Kind::cannot_tell,
            from.path + " has no readable file of a block (" + std::to_string(from.file_system.block) +
                " bytes) or more to try with",
            "name the tree that the archive will be made of"};
  if (trial.error == 0) return {Verdict::Kind::can_share, "", ""};
  const bool cloning = std::strcmp(trial.call, "FICLONERANGE") == 0;
  if (cloning) return refused(from, to, trial);
  return unwritable(trial.path == from.path ? from : to, trial);
}

const char* to_string(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::can_share:
      return "can share";
    case Verdict::Kind::cannot_share:
      return "cannot share";
    case Verdict::Kind::cannot_tell:
      return "cannot tell";
  }
  return "";
}

std::vector<std::string> hints_for(const Diagnosis& diagnosis) {
  const DataDirectory& tree = diagnosis.tree;
  const DataDirectory& tmpdir = diagnosis.tmpdir;
  const DataDirectory& output = diagnosis.output;
  std::vector<std::string> found;
  if (diagnosis.dracut) {
    const DracutConfig& config = diagnosis.dracut->config;
    if (config["do_strip"].value.empty() || config["do_strip"].value == "yes")
      found.emplace_back(
          "dracut strips unless do_strip=\"no\" is set: a file that strip changes shares nothing");
    if (diagnosis.dracut->splits && compress_setting(config).value != "cat")
      found.emplace_back(
          "dracut compresses unless compress=\"cat\" is set: only *.gz, *.xz and *.zst files, such as "
          "modules, "
          "can be shared");
  } else {
    found.emplace_back(
        "dracut shares with do_strip=no, compress=cat (--no-compress), enhanced_cpio=yes, tmpdir=" +
        tmpdir.path + "; a stripped or compressed file shares nothing. --dracut reads its configuration");
  }
  // dracut reads the block with `stat -f -c %s` in its tmpdir.
  found.emplace_back("--data-align: a multiple of " + std::to_string(output.file_system.block) +
                     ", the block; dracut takes its tmpdir's, " + std::to_string(tmpdir.file_system.block));
  if (tree.subvolume && tree.subvolume->read_only)
    found.emplace_back("the tree is in a read-only subvolume: fine, a clone only reads it");
  for (const DataDirectory* directory : {&tree, &tmpdir, &output})
    if (!directory->compression.empty()) {
      found.push_back(
          "compression (" + directory->compression + " on " + directory->path +
          ") is no obstacle, but Btrfs keeps what compresses to little in its metadata: that is copied");
      break;
    }
  if (output.file_system.rmapbt == true)
    found.emplace_back("XFS with rmapbt=1: a clone costs more time, so below about 128 KiB a copy is faster");
  return found;
}

std::vector<std::string> options_that_matter(const DataDirectory& directory) {
  std::vector<std::string> found;
  if (!directory.mount) return found;
  for (const char* name : {"ro", "compress", "compress-force", "nodatacow", "nodatasum"})
    if (auto option = directory.mount->option(name)) found.push_back(std::move(*option));
  return found;
}

}  // namespace cowpio
