#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "fd.hpp"

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

/// A compressed stream has no bounds: one of a megabyte may hold a terabyte. As many bytes are unpacked, or
/// half of what the file system of TMPDIR has free, where that is less.
inline constexpr std::uint64_t unpacked_max = std::uint64_t{8} << 30;

/// A stream, taken apart.
struct Stream {
  Fd file;  ///< Without a name.
  std::uint64_t
      end;  ///< Where the stream ends, in the file that it is in: `size`, where its format does not tell.
};

/// What the tool makes of the stream that starts at `offset` of a file of `size` bytes. Throws `Refusal` with
/// what the tool said, or when it is not installed, or for more than `most` bytes.
Stream decompress(const Fd& file, std::uint64_t offset, std::uint64_t size, const Compression& compression,
                  const std::string& path, std::uint64_t most = unpacked_max);

}  // namespace cowpio
