#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/fs/fd.hpp"
#include "core/read/bytes.hpp"

namespace cowpio {

/// The bytes that a stream unpacks to, on their way to a file. More than a limit are refused.
class Decoded {
 public:
  /// The stream holds more than the limit.
  struct TooMany {};

  Decoded(const Fd& file, std::uint64_t max_size) : file_(file), max_size_(max_size) {}

  void write(std::span<const char> bytes);

 private:
  const Fd& file_;
  std::uint64_t max_size_;
  std::uint64_t size_ = 0;
};

/// Bytes that a decoder cannot decode, with the reason.
struct Undecodable {
  std::string reason;
};

/// A decoder does not get the memory that it takes: ENOMEM, or EFBIG for more than `lzma_memory_max`.
struct LacksMemory {
  int error;
};

/// Bytes. The header of an xz or lzma stream may ask for a dictionary of 4 GiB; `xz -9` asks for 64 MiB.
inline constexpr std::uint64_t lzma_memory_max = 256 << 20;

/// Each unpacks the one stream that starts at `in` as the kernel does, and leaves `in` behind its last byte.
/// Throws `Undecodable`, `Bytes::Over` for a stream that is cut off, `Decoded::TooMany`, and `LacksMemory`.
void unpack_gzip(Bytes& in, Decoded& out);
void unpack_zstd(Bytes& in, Decoded& out);
void unpack_xz(Bytes& in, Decoded& out);
void unpack_lzma(Bytes& in, Decoded& out);
void unpack_bzip2(Bytes& in, Decoded& out);
void unpack_lz4(Bytes& in, Decoded& out);
void unpack_lzop(Bytes& in, Decoded& out);

/// Flags in the header of lzop's files.
namespace lzop {
inline constexpr std::uint32_t adler32_plain = 0x1;
inline constexpr std::uint32_t adler32_packed = 0x2;
inline constexpr std::uint32_t extra_field = 0x40;
inline constexpr std::uint32_t crc32_plain = 0x100;
inline constexpr std::uint32_t crc32_packed = 0x200;
inline constexpr std::uint32_t filter = 0x800;
}  // namespace lzop

/// The header of an lzop file.
struct LzopHeader {
  bool has_magic;  ///< All nine bytes of it; without them nothing else was read.
  unsigned method;
  std::uint32_t flags;
};

/// Leaves `in` behind the header, unless it is of one with a filter or an extra field, which no reader here
/// takes.
LzopHeader read_lzop_header(Bytes& in);

}  // namespace cowpio
