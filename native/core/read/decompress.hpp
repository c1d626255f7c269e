#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/fs/fd.hpp"

namespace cowpio {

/// A compressed stream as the kernel knows it (lib/decompress.c), and the tool that takes it apart.
struct Compression {
  const char* name;
  std::string_view magic;
  const char* tool;
  const char* argument;  ///< Besides those for "decompress to standard output"; may be null.
};

/// The one that starts with these bytes; null for none.
const Compression* compression_of(std::string_view start);

/// A compressed stream has no bounds: 60 KB of zstd may hold 2 GB. The streams of a file of `size` bytes
/// unpack to as much together; archives of systems unpack to 2 to 5 times their size.
constexpr std::uint64_t unpacked_max(std::uint64_t size) {
  constexpr std::uint64_t min_value = std::uint64_t{48} << 20;
  constexpr std::uint64_t max_value = std::uint64_t{8} << 30;
  constexpr std::uint64_t ratio = 256;
  return size > (max_value - min_value) / ratio ? max_value : min_value + ratio * size;
}

/// Streams of a file that are unpacked. Each costs a process, and may have 20 bytes.
inline constexpr std::size_t streams_max = 64;

/// A stream, taken apart.
struct Stream {
  Fd file;  ///< Without a name.
  std::uint64_t
      end;  ///< Where the stream ends, in the file that it is in: `size`, where its format does not tell.
};

/// Returns what the tool makes of the stream that starts at `offset` of a file of `size` bytes. Throws
/// `InputError` with what the tool printed, or when it is not installed; `SystemError` with EFBIG for more
/// than `max_value` bytes, or than half of what the file system of TMPDIR has free.
Stream decompress(const Fd& file, std::uint64_t offset, std::uint64_t size, const Compression& compression,
                  const std::string& path, std::uint64_t max_value);

}  // namespace cowpio
