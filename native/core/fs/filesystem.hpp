#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/fs/fd.hpp"

namespace cowpio {

/// File system of a file, as far as sharing is concerned.
struct FileSystem {
  enum class Kind { btrfs, xfs, other };

  /// Physical places mean something only within one file system.
  struct Id {
    long type = 0;
    std::array<unsigned char, 16> bytes{};
    bool operator==(const Id&) const = default;
  };

  Kind kind = Kind::other;
  std::string name;         ///< `xfs`; ext2 to ext4 are one, `ext`; the magic number where it is not known.
  std::uint64_t block = 0;  ///< Unit of cloning, in bytes.
  std::uint64_t free = 0;   ///< Bytes a user without privileges may still write.
  bool read_only = false;
  std::optional<bool> reflink;  ///< As the file system reports; empty if only a trial shows it.
  std::optional<bool> rmapbt;   ///< XFS: a clone costs 37 us instead of 15 (docs/measured.md).
  Id id;
};

/// statvfs.f_bsize, where it can be the block of a file system that clones: a power of two from 512 bytes to
/// 64 KiB. What FUSE, NFS or ZFS say may be 0, or the best size of a transfer; 4096 stands for these.
std::uint64_t block_of(std::uint64_t f_bsize);

FileSystem file_system_of(const Fd& file, const std::string& path);

/// Only the identity, for every file of a tree.
FileSystem::Id file_system_id(const Fd& file, const std::string& path);

/// True where inode numbers come from a server or a program, which may give two files the same.
bool inodes_may_repeat(const Fd& file, const std::string& path);

/// FS_IOC_GETFLAGS: FS_NOCOW_FL, FS_COMPR_FL and the like; 0 where the file system has none.
std::uint32_t inode_flags(const Fd& file);
/// Gives an empty file the NOCOW attribute as `source` has it, which Btrfs lets nothing of others be cloned
/// into. A refusal shows when it is cloned.
void match_nocow(const Fd& file, const Fd& source);

/// The Btrfs subvolume that a file is in; nothing elsewhere, and before Linux 4.18.
struct Subvolume {
  std::string name;  ///< Empty for the top level.
  bool snapshot = false;
  bool read_only = false;
};
std::optional<Subvolume> subvolume_of(const Fd& file);

}  // namespace cowpio
