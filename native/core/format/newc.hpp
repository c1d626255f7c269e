#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/format/entry.hpp"

/// The newc format: Documentation/driver-api/early-userspace/buffer-format.rst
namespace cowpio::newc {

inline constexpr std::uint64_t header_bytes = 110;
/// The kernel skips entries with a longer name field without a word (init/initramfs.c: PATH_MAX).
inline constexpr std::uint64_t name_size_max = 4096;
/// Maximum size of a symlink's target: the kernel refuses longer ones (PATH_MAX with its NUL).
inline constexpr std::uint64_t target_max = 4095;
inline constexpr std::uint64_t field_alignment = 4;
inline constexpr std::string_view trailer_name = "TRAILER!!!";
/// Archives end on GNU cpio's block, so that another can be appended.
inline constexpr std::uint64_t archive_block = 512;
inline constexpr std::uint64_t value_max = 0xffffffff;

constexpr std::uint64_t align_up(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}
/// From a header to what follows its name, for a name field of that many bytes.
constexpr std::uint64_t header_size(std::uint64_t name_size) {
  return align_up(header_bytes + name_size, field_alignment);
}
static_assert(header_size(2) == 112);

/// The thirteen numbers of a header, in their order.
struct Header {
  std::uint32_t inode = 0;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t nlink = 0;
  std::uint32_t mtime = 0;
  std::uint32_t size = 0;
  std::uint32_t dev_major = 0;
  std::uint32_t dev_minor = 0;
  std::uint32_t rdev_major = 0;
  std::uint32_t rdev_minor = 0;
  std::uint32_t name_size = 0;
  std::uint32_t check = 0;
};

using HeaderText = std::array<char, header_bytes>;

/// 070701, or 070702 with `sums`: `check` then has to be the sum of the data's bytes.
HeaderText encode(const Header& header, bool sums = false);
/// Nothing when the magic is neither 070701 nor 070702, or a digit is none.
std::optional<Header> decode(std::span<const char, header_bytes> text);

}  // namespace cowpio::newc
