#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cowpio {

struct Device {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  bool operator==(const Device&) const = default;
};

/// The device and inode that hard links share.
using LinkKey = std::pair<std::uint64_t, std::uint64_t>;

/// What must not change between the scan and the end of the copy.
struct Stamp {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  bool operator==(const Stamp&) const = default;
};

/// One entry to be archived. Sizes are bytes, times seconds since 1970.
struct Entry {
  std::string name;    ///< In the archive; any bytes but NUL.
  std::string source;  ///< Relative to the directory that was scanned.
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t mtime = 0;
  std::uint64_t size = 0;        ///< Of a regular file's data, or of a symlink's target.
  std::string target;            ///< Of a symlink.
  Device device;                 ///< Of a device node.
  std::optional<LinkKey> links;  ///< Of anything but a directory that has more than one name.
  Stamp stamp;

  [[nodiscard]] bool is_regular() const { return S_ISREG(mode); }
  [[nodiscard]] bool is_directory() const { return S_ISDIR(mode); }
  [[nodiscard]] bool is_symlink() const { return S_ISLNK(mode); }
};

}  // namespace cowpio
