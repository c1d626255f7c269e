#include "core/read/stream_end.hpp"

#include <string_view>

#include "core/read/deflate.hpp"

namespace cowpio {
namespace {

/// RFC 1952.
void skip_gzip(Bytes& bytes) {
  bytes.skip(3);
  const unsigned flags = bytes.next();
  bytes.skip(6);
  if ((flags & 4U) != 0) bytes.skip(bytes.number(2));
  for (const unsigned text : {8U, 16U})
    while ((flags & text) != 0 && bytes.next() != 0) continue;
  if ((flags & 2U) != 0) bytes.skip(2);
  skip_deflate(bytes);
  bytes.skip(8);
}

/// One frame, as the kernel's unzstd takes one; RFC 8878.
void skip_zstd(Bytes& bytes) {
  bytes.skip(4);
  const unsigned described = bytes.next();
  const bool is_single = (described & 0x20U) != 0;
  static constexpr unsigned id_bytes[] = {0, 1, 2, 4};
  const unsigned size_flag = described >> 6;
  bytes.skip((is_single ? 0U : 1U) + id_bytes[described & 3U] +
             (size_flag == 0 ? (is_single ? 1U : 0U) : 1U << size_flag));
  for (bool is_last = false; !is_last;) {
    const std::uint64_t block = bytes.number(3);
    is_last = (block & 1) != 0;
    const std::uint64_t type = block >> 1 & 3;
    if (type == 3) throw Bytes::Over();
    bytes.skip(type == 1 ? 1 : block >> 3);
  }
  bytes.skip((described & 4U) != 0 ? 4 : 0);
}

void skip_to_multiple_of_4(Bytes& bytes, std::uint64_t from) {
  bytes.skip((4 - (bytes.at() - from) % 4) % 4);
}

/// The chunks of LZMA2, which is the last filter of all that xz and the kernel know.
void skip_lzma2(Bytes& bytes) {
  for (;;) {
    const unsigned control = bytes.next();
    if (control == 0) return;
    if (control > 2 && control < 0x80) throw Bytes::Over();
    if (control >= 0x80) bytes.skip(2);
    const std::uint64_t high = bytes.next();
    const std::uint64_t size = (high << 8 | bytes.next()) + 1;
    bytes.skip(size + (control >= 0xc0 ? 1 : 0));
  }
}

void skip_variable_number(Bytes& bytes) {
  while ((bytes.next() & 0x80U) != 0) continue;
}

/// https://tukaani.org/xz/xz-file-format.txt
void skip_xz(Bytes& bytes) {
  bytes.skip(7);
  static constexpr unsigned check_bytes[] = {0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64};
  const unsigned check = check_bytes[bytes.next() & 15U];
  bytes.skip(4);
  for (;;) {
    const std::uint64_t start = bytes.at();
    const std::uint64_t header = bytes.next();
    if (header == 0) {  // the index
      std::uint64_t records = 0;
      std::uint64_t more = 0x80;
      for (unsigned shift = 0; (more & 0x80) != 0 && shift < 63; shift += 7) {
        more = bytes.next();
        records |= (more & 0x7f) << shift;
      }
      for (; records > 0; --records) {
        skip_variable_number(bytes);
        skip_variable_number(bytes);
      }
      skip_to_multiple_of_4(bytes, start);
      return bytes.skip(4 + 12);
    }
    bytes.skip(4 * (header + 1) - 1);
    skip_lzma2(bytes);
    skip_to_multiple_of_4(bytes, start);
    bytes.skip(check);
  }
}

/// The legacy format has no end of its own: the kernel goes on to a block of no bytes, which is padding, or
/// to the end of the file (lib/decompress_unlz4.c).
void skip_lz4(Bytes& bytes) {
  static constexpr std::uint64_t magic = 0x184c2102;
  static constexpr std::uint64_t block_max = 8 << 20;
  static constexpr std::uint64_t packed_max = block_max + block_max / 255 + 16;
  bytes.skip(4);
  while (bytes.left() >= 4) {
    const std::uint64_t block = bytes.number(4);
    if (block == 0) return bytes.back(4);
    if (block != magic && block > packed_max)
      throw InputError(
          "an lz4 stream with something behind it; the kernel takes NULs there alone, and then more");
    bytes.skip(block == magic ? 0 : block);
  }
}

/// Its end is marked, at any bit, by the digits of the square root of pi; the sum of all follows.
void skip_bzip2(Bytes& bytes) {
  static constexpr std::uint64_t mark = 0x177245385090;
  static constexpr std::uint64_t mask = (std::uint64_t{1} << 48) - 1;
  bytes.skip(4);
  std::uint64_t window = 0;
  for (;;) {
    window = window << 8 | bytes.next();
    for (unsigned shift = 8; shift-- > 0;)
      if ((window >> shift & mask) == mark) return bytes.skip(4);
  }
}

}  // namespace

std::optional<std::uint64_t> end_of_stream(const Fd& file, std::uint64_t offset, std::uint64_t size,
                                           const Compression& compression, const std::string& path) {
  static constexpr struct {
    std::string_view name;
    void (*skip)(Bytes&);
  } known[] = {
      {"gzip", skip_gzip}, {"zstd", skip_zstd}, {"xz", skip_xz}, {"lz4", skip_lz4}, {"bzip2", skip_bzip2}};
  for (const auto& [name, skip] : known) {
    if (name != compression.name) continue;
    try {
      Bytes bytes(file, offset, size, path);
      skip(bytes);
      return bytes.at();
    } catch (const Bytes::Over&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace cowpio
