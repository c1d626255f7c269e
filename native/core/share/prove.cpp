#include "core/share/prove.hpp"

#include <linux/magic.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "core/fs/filesystem.hpp"
#include "core/fs/in_root.hpp"
#include "core/read/read.hpp"

namespace cowpio {
namespace {

/// The regular file `name` below `root`, as a system with that root would find it: behind symlinks, the last
/// one too, since dracut installs some of them as the files they lead to. A closed descriptor for none.
Fd open_original(const Fd& root, const std::string& name) {
  const Fd path = find_in_root(root, name);
  if (!path.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG) return {};
    fail("openat2", name);
  }
  struct stat status {};
  if (::fstat(path.get(), &status) < 0) fail("stat", name);
  if (!S_ISREG(status.st_mode)) return {};
  Fd file = open_found(path, root, name);
  if (!file.is_open()) fail("open", name);
  return file;
}

/// An overlay gives the places of the layer that a file lies on, which nobody can tell.
void refuse_overlay(const FileSystem::Id& id, const std::string& path) {
  if (id.type == static_cast<long>(OVERLAYFS_SUPER_MAGIC))
    throw SystemError(
        EOPNOTSUPP, "FS_IOC_FIEMAP", path,
        "it is on an overlay, which hides the device of its blocks. Use the file system below it");
}

bool missed_some(const MemberSharing& sharing) {
  return std::any_of(sharing.ranges.begin(), sharing.ranges.end(),
                     [](const Range& range) { return range.reason == RangeReason::not_shared; });
}

}  // namespace

ArchiveSharing prove_sharing(const std::string& archive, const std::string& source,
                             const Progress& progress) {
  Reader reader(archive, Compressed::read);
  const Fd root = open_or_fail(source, O_RDONLY | O_DIRECTORY);
  const FileSystem here = file_system_of(reader.file(), archive);

  ArchiveSharing proof;
  struct stat status {};
  if (::fstat(reader.file().get(), &status) < 0) fail("stat", archive);
  proof.size = static_cast<std::uint64_t>(status.st_size);
  proof.block = here.block;
  std::vector<Extent> locations = read_extents(reader.file(), archive);
  bool read_again = false;

  while (const auto member = reader.next()) {
    const bool compressed = member->segment > 0;
    if (progress && !progress(compressed ? proof.size : member->data_offset, proof.size)) throw Aborted();
    if (!member->is_regular() || member->size == 0) continue;
    ProvedMember proved{member->name, {member->size, member->data_offset, Original::none, compressed}, {}};
    const Fd original = open_original(root, member->name);
    std::vector<Extent> original_locations;
    if (original.is_open()) {
      proved.data.original = same_bytes(original, reader, *member) ? Original::identical : Original::differs;
      if (!compressed && proved.data.original == Original::identical && member->size >= proof.block) {
        const FileSystem::Id there = file_system_id(original, member->name);
        refuse_overlay(here.id, archive);
        refuse_overlay(there, member->name);
        // On another file system nothing is at the same place, whatever the numbers say.
        if (there == here.id) original_locations = read_extents(original, member->name);
      }
    }
    proved.sharing = compare_locations(proved.data, proof.block, original_locations, locations);
    if (missed_some(proved.sharing) && !original_locations.empty()) {
      // Balance and defragmentation move blocks between the reading of the two maps.
      if (!std::exchange(read_again, true)) locations = read_extents(reader.file(), archive);
      proved.sharing =
          compare_locations(proved.data, proof.block, read_extents(original, member->name), locations);
    }
    proof.shareable += proved.sharing.shareable;
    proof.shared += proved.sharing.shared;
    proof.members.push_back(std::move(proved));
  }
  std::sort(proof.members.begin(), proof.members.end(), [](const ProvedMember& a, const ProvedMember& b) {
    return std::tie(a.data.compressed, a.data.data_offset) < std::tie(b.data.compressed, b.data.data_offset);
  });
  proof.extents = total_of(locations);
  if (progress) progress(proof.size, proof.size);
  return proof;
}

}  // namespace cowpio
