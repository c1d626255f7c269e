#include "core/fs/filesystem.hpp"

#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

namespace cowpio {
namespace {

/// Those of bcachefs and OpenZFS are in no header of the kernel's.
constexpr struct {
  unsigned long magic;
  const char* name;
} names[] = {{BTRFS_SUPER_MAGIC, "btrfs"}, {XFS_SUPER_MAGIC, "xfs"},     {EXT4_SUPER_MAGIC, "ext"},
             {TMPFS_MAGIC, "tmpfs"},       {RAMFS_MAGIC, "ramfs"},       {OVERLAYFS_SUPER_MAGIC, "overlay"},
             {NFS_SUPER_MAGIC, "nfs"},     {MSDOS_SUPER_MAGIC, "vfat"},  {EXFAT_SUPER_MAGIC, "exfat"},
             {F2FS_SUPER_MAGIC, "f2fs"},   {SQUASHFS_MAGIC, "squashfs"}, {OCFS2_SUPER_MAGIC, "ocfs2"},
             {0xca451a4eUL, "bcachefs"},   {0x2fc12fc1UL, "zfs"},        {FUSE_SUPER_MAGIC, "fuse"}};

std::string name_of(unsigned long magic) {
  for (const auto& known : names)
    if (known.magic == magic) return known.name;
  char text[2 + 2 * sizeof magic + 1];
  std::snprintf(text, sizeof text, "0x%lx", magic);
  return text;
}

/// struct xfs_fsop_geom_v4 of fs/xfs/libxfs/xfs_fs.h, which every kernel with reflinks answers.
struct XfsGeometry {
  std::array<std::uint32_t, 8> sizes;
  std::array<std::uint64_t, 4> blocks;
  std::array<unsigned char, 16> uuid;
  std::uint32_t sunit;
  std::uint32_t swidth;
  std::int32_t version;
  std::uint32_t flags;
  std::array<std::uint32_t, 4> more_sizes;
};
static_assert(sizeof(XfsGeometry) == 112);
constexpr unsigned long xfs_geometry = _IOR('X', 124, XfsGeometry);
constexpr std::uint32_t xfs_has_rmapbt = 1U << 19;
constexpr std::uint32_t xfs_has_reflink = 1U << 20;

void ask_xfs(const Fd& file, FileSystem& found) {
  XfsGeometry geometry{};
  if (::ioctl(file.get(), xfs_geometry, &geometry) < 0) return;
  found.reflink = (geometry.flags & xfs_has_reflink) != 0;
  found.rmapbt = (geometry.flags & xfs_has_rmapbt) != 0;
}

struct statfs status_of(const Fd& file, const std::string& path) {
  struct statfs status {};
  if (::fstatfs(file.get(), &status) < 0) fail("statfs", path);
  return status;
}

/// Btrfs mixes the subvolume into f_fsid (fs/btrfs/super.c), so its own id is asked for.
FileSystem::Id id_of(const Fd& file, const struct statfs& status, const std::string& path) {
  FileSystem::Id id{static_cast<long>(status.f_type), {}};  // unsigned in musl
  if (id.type == static_cast<long>(BTRFS_SUPER_MAGIC)) {
    btrfs_ioctl_fs_info_args info{};
    if (::ioctl(file.get(), BTRFS_IOC_FS_INFO, &info) < 0) fail("BTRFS_IOC_FS_INFO", path);
    std::copy(std::begin(info.fsid), std::end(info.fsid), id.bytes.begin());
  } else {
    std::memcpy(id.bytes.data(), &status.f_fsid, sizeof status.f_fsid);
    // Places on XFS's realtime device are counted apart.
    fsxattr attributes{};
    if (id.type == static_cast<long>(XFS_SUPER_MAGIC) &&
        ::ioctl(file.get(), FS_IOC_FSGETXATTR, &attributes) == 0)
      id.bytes.back() = (attributes.fsx_xflags & FS_XFLAG_REALTIME) != 0 ? 1 : 0;
  }
  return id;
}

}  // namespace

std::uint64_t block_of(std::uint64_t f_bsize) {
  return std::has_single_bit(f_bsize) && f_bsize >= 512 && f_bsize <= 65536 ? f_bsize : 4096;
}

FileSystem file_system_of(const Fd& file, const std::string& path) {
  const struct statfs status = status_of(file, path);
  struct statvfs space {};
  if (::fstatvfs(file.get(), &space) < 0) fail("statvfs", path);
  FileSystem found;
  found.name = name_of(static_cast<unsigned long>(status.f_type));
  found.block = block_of(space.f_bsize);
  found.free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  found.read_only = (space.f_flag & ST_RDONLY) != 0;
  found.id = id_of(file, status, path);
  if (found.name == "btrfs") {
    found.kind = FileSystem::Kind::btrfs;
    found.reflink = true;
  } else if (found.name == "xfs") {
    found.kind = FileSystem::Kind::xfs;
    ask_xfs(file, found);
  }
  return found;
}

FileSystem::Id file_system_id(const Fd& file, const std::string& path) {
  return id_of(file, status_of(file, path), path);
}

bool inodes_may_repeat(const Fd& file, const std::string& path) {
  constexpr unsigned long remote[] = {FUSE_SUPER_MAGIC, NFS_SUPER_MAGIC, V9FS_MAGIC,
                                      SMB2_SUPER_MAGIC, SMB_SUPER_MAGIC, CEPH_SUPER_MAGIC};
  const auto type = static_cast<std::uint32_t>(status_of(file, path).f_type);
  return std::any_of(std::begin(remote), std::end(remote),
                     [&](unsigned long magic) { return static_cast<std::uint32_t>(magic) == type; });
}

std::uint32_t inode_flags(const Fd& file) {
  // The kernel writes an int, whatever the name of the ioctl says (ioctl_iflags(2)).
  int flags = 0;
  return ::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) < 0 ? 0 : static_cast<std::uint32_t>(flags);
}

void match_nocow(const Fd& file, const Fd& source) {
  const std::uint32_t flags = inode_flags(file);
  const std::uint32_t wanted = (flags & ~std::uint32_t{FS_NOCOW_FL}) | (inode_flags(source) & FS_NOCOW_FL);
  if (wanted != flags) static_cast<void>(::ioctl(file.get(), FS_IOC_SETFLAGS, &wanted));
}

std::optional<Subvolume> subvolume_of(const Fd& file) {
  struct statfs status {};
  if (::fstatfs(file.get(), &status) < 0 ||
      static_cast<long>(status.f_type) != static_cast<long>(BTRFS_SUPER_MAGIC))
    return std::nullopt;
  btrfs_ioctl_get_subvol_info_args info{};
  if (::ioctl(file.get(), BTRFS_IOC_GET_SUBVOL_INFO, &info) < 0) return std::nullopt;
  const bool snapshot = std::any_of(std::begin(info.parent_uuid), std::end(info.parent_uuid),
                                    [](auto byte) { return byte != 0; });
  return Subvolume{info.name, snapshot, (info.flags & BTRFS_ROOT_SUBVOL_RDONLY) != 0};
}

}  // namespace cowpio
