#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/fs/fd.hpp"

namespace cowpio {

class Bytes;
class Decoded;

/// A compression that the kernel knows (lib/decompress.c), and its decoder.
struct Compression {
  const char* name;
  std::string_view magic;
  void (*unpack)(Bytes& in, Decoded& out);
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

struct Stream {
  Fd file;            ///< What it unpacks to. Without a name.
  std::uint64_t end;  ///< Where the stream ends, in the file that it is in.
};

/// Unpacks the stream that starts at `offset` of a file of `size` bytes. Throws `Damage` for one that cannot
/// be decoded; `SystemError` with EFBIG for a dictionary of more than 256 MiB, and for more than `max_size`
/// bytes, or than half of the free space of TMPDIR's file system.
Stream decompress(const Fd& file, std::uint64_t offset, std::uint64_t size, const Compression& compression,
                  const std::string& path, std::uint64_t max_size);

}  // namespace cowpio
