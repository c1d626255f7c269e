#include "core/read/stream_rules.hpp"

#include "core/read/bytes.hpp"
#include "core/read/decoders.hpp"

namespace cowpio {
namespace {

/// lib/decompress_inflate.c skips ten bytes and a file name (flag 8), and takes what follows for the data.
std::string refused_gzip(Bytes& bytes) {
  bytes.skip(2);
  if (bytes.next() != 8) return "its method is not deflate";
  const unsigned flags = bytes.next();
  if ((flags & 4U) != 0) return "it has an extra field, which the kernel takes for data";
  if ((flags & 16U) != 0) return "it has a comment, which the kernel takes for data";
  if ((flags & 2U) != 0) return "it has a sum of its header, which the kernel takes for data";
  if ((flags & 0xe0U) != 0) return "it has flags that are reserved";
  return {};
}

/// The checks none and CRC32 (lib/xz/xz_dec_stream.c, without XZ_DEC_ANY_CHECK); in each block LZMA2, after
/// at most one filter of a processor (lib/xz/xz_dec_bcj.c).
std::string refused_xz(Bytes& bytes) {
  bytes.skip(6);
  if (bytes.next() != 0) return "its stream flags are not known";
  const unsigned check = bytes.next();
  if (check > 1)
    return "its check is not CRC32, which is the only one that the kernel knows; use xz --check=crc32";
  bytes.skip(4);
  const unsigned header = bytes.next();
  if (header == 0) return {};
  const unsigned flags = bytes.next();
  if ((flags & 0x3cU) != 0) return "its block flags are not known";
  const unsigned filters = (flags & 3U) + 1;
  if (filters > 2) return "it has more than one filter before LZMA2";
  for (const unsigned size : {0x40U, 0x80U})
    while ((flags & size) != 0 && (bytes.next() & 0x80U) != 0) continue;
  for (unsigned i = 0; i < filters; ++i) {
    const unsigned id = bytes.next();
    const unsigned count = bytes.next();
    if (i + 1 == filters) {
      if (id != 0x21) return "its last filter is not LZMA2";
      if (count != 1) return "its LZMA2 has properties that the kernel does not know";
      // lib/xz/xz_dec_lzma2.c: xz_dec_lzma2_reset.
      if (bytes.next() > 39) return "its dictionary of 4 GiB is larger than the kernel's";
      break;
    } else {
      // x86, PowerPC, IA-64, ARM, ARM Thumb, SPARC, ARM64, RISC-V
      if (id < 4 || id > 11) return "a filter that the kernel does not know, as delta";
      if (count != 0) return "a filter with a start offset, which the kernel does not know";
    }
    bytes.skip(count);
  }
  return {};
}

/// At most 128 MiB (lib/decompress_unzstd.c: ZSTD_WINDOWSIZE_MAX; since 5.16 also lib/zstd:
/// ZSTD_MAXWINDOWSIZE_DEFAULT); no dictionary. Larger frames need `zstd --long` here, too.
std::string refused_zstd(Bytes& bytes) {
  static constexpr std::uint64_t window_max = std::uint64_t{1} << 27;
  bytes.skip(4);
  const unsigned described = bytes.next();
  if ((described & 8U) != 0) return "it has a flag that is reserved";
  const bool is_single = (described & 0x20U) != 0;
  std::uint64_t window = 0;
  if (!is_single) {
    const unsigned value = bytes.next();
    const std::uint64_t base = std::uint64_t{1} << (10 + (value >> 3));
    window = base + base / 8 * (value & 7U);
  }
  static constexpr unsigned id_bytes[] = {0, 1, 2, 4};
  if (bytes.number(id_bytes[described & 3U]) != 0) return "it needs a dictionary";
  if (is_single) {
    const unsigned size_flag = described >> 6;
    window = size_flag == 0 ? bytes.next() : bytes.number(1U << size_flag) + (size_flag == 1 ? 256 : 0);
  }
  if (window > window_max)
    return "its window of " + std::to_string(window) + " bytes is larger than the kernel's 128 MiB";
  return {};
}

/// lib/decompress_bunzip2.c: start_bunzip, get_next_block.
std::string refused_bzip2(Bytes& bytes) {
  bytes.skip(3);
  const unsigned level = bytes.next();
  if (level < '1' || level > '9') return "its block size is not from 1 to 9";
  if (bytes.next() != 0x31) return {};  // no block: the end
  bytes.skip(9);                        // the rest of the block's mark, and its sum
  return (bytes.next() & 0x80U) != 0 ? "its blocks are randomized, as those of bzip2 before 0.9.5" : "";
}

/// lib/decompress_unlzo.c passes over one sum for each block, whichever are there.
std::string refused_lzop(Bytes& bytes) {
  const LzopHeader header = read_lzop_header(bytes);
  if (!header.has_magic) return "its first 9 bytes are not lzop's";
  if (header.method < 1 || header.method > 3) return "its method is not LZO1X";
  const std::uint32_t flags = header.flags;
  if ((flags & lzop::filter) != 0) return "it has a filter, which the kernel does not undo";
  if ((flags & lzop::extra_field) != 0) return "it has an extra field, which the kernel takes for data";
  if ((flags & (lzop::adler32_packed | lzop::crc32_packed)) != 0)
    return "it has sums of the compressed blocks, which the kernel takes for data";
  if (((flags & lzop::adler32_plain) != 0) == ((flags & lzop::crc32_plain) != 0))
    return "its blocks have not one sum each, as the kernel expects";
  return {};
}

}  // namespace

std::string refused_by_kernel(const Fd& file, std::uint64_t offset, std::uint64_t size,
                              const Compression& compression, const std::string& path) {
  static constexpr struct {
    std::string_view name;
    std::string (*refused)(Bytes&);
  } known[] = {{"gzip", refused_gzip},
               {"xz", refused_xz},
               {"zstd", refused_zstd},
               {"bzip2", refused_bzip2},
               {"lzop", refused_lzop}};
  for (const auto& [name, refused] : known) {
    if (name != compression.name) continue;
    try {
      Bytes bytes(file, offset, size, path);
      return refused(bytes);
    } catch (const Bytes::Over&) {
      return {};  // the decoder states that it is cut off
    }
  }
  return {};
}

}  // namespace cowpio
