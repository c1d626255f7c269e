#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

namespace cowpio {

struct Device {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  bool operator==(const Device&) const = default;
};

/// Which file it was, and when it was written: must not change between the scan and the end of the copy.
/// Whatever changes mtime changes ctime, and nobody can set that back.
struct FileId {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t ctime_ns = 0;
  bool operator==(const FileId&) const = default;
};

/// One entry to be archived. Sizes are bytes, times seconds since 1970.
struct Entry {
  std::string name;    ///< In the archive; any bytes but NUL.
  std::string origin;  ///< A symlink's target; of a file, the path of its data, where that is not the name.
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t mtime = 0;
  std::uint64_t size = 0;  ///< Size of a regular file's data, or of a symlink's target.
  Device device;           ///< Number of a device node.
  FileId file_id;
  bool behind_symlinks = false;  ///< The source's data is what its path leads to in the end.
  /// Data that was read already: of /proc and the like, whose sizes say nothing.
  std::shared_ptr<const std::string> content;
  bool linked = false;  ///< May have other names: entries of the same `file` are one.

  [[nodiscard]] bool is_regular() const { return S_ISREG(mode); }
  [[nodiscard]] bool is_directory() const { return S_ISDIR(mode); }
  [[nodiscard]] bool is_symlink() const { return S_ISLNK(mode); }
  /// Names of one file agree in all of it. What newc has once for all names of a file is part of it, since a
  /// request may override it; size and time are, since FUSE may give two files one inode number.
  using File = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::uint64_t, std::uint32_t,
                          std::uint32_t, std::uint32_t, std::uint32_t>;
  [[nodiscard]] File file() const {
    return {file_id.device, file_id.inode, file_id.ctime_ns, size, mode, uid, gid, mtime};
  }
  /// Where its data is read from, below the directory that was scanned or absolute.
  [[nodiscard]] const std::string& source() const { return origin.empty() ? name : origin; }
};

}  // namespace cowpio
