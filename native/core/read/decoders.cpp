#include "core/read/decoders.hpp"

#include <bzlib.h>
#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>

#include "core/fs/progress.hpp"
#include "core/read/lzo.hpp"
#include "core/read/step.hpp"

namespace cowpio {
namespace {

/// Calls `decode` until it returns that the stream has ended.
template <class Decode>
void decode_all(Bytes& in, Decoded& out, Decode decode) {
  std::vector<char> buffer(1 << 17);
  for (bool is_over = false; !is_over;) {
    const std::span<const char> given = in.buffered();
    CodecStep step{given, buffer};
    is_over = decode(step);
    const std::size_t taken = given.size() - step.in.size();
    const std::size_t made = buffer.size() - step.out.size();
    in.skip(taken);
    out.write({buffer.data(), made});
    if (!is_over && taken == 0 && made == 0) throw Bytes::Over();
  }
}

void unpack_by_lzma(Bytes& in, Decoded& out, lzma_ret (*start)(lzma_stream*)) {
  lzma_stream state = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, decltype(&::lzma_end)> end(&state, ::lzma_end);
  if (start(&state) != LZMA_OK) throw LacksMemory{ENOMEM};
  decode_all(in, out, [&](CodecStep& step) {
    switch (step_by(state, step, [&] { return ::lzma_code(&state, LZMA_RUN); })) {
      case LZMA_OK:
      case LZMA_BUF_ERROR:  // no progress
        return false;
      case LZMA_STREAM_END:
        return true;
      case LZMA_MEM_ERROR:
        throw LacksMemory{ENOMEM};
      case LZMA_MEMLIMIT_ERROR:
        throw LacksMemory{EFBIG};
      case LZMA_FORMAT_ERROR:
        throw Undecodable{"its header is not valid"};
      case LZMA_OPTIONS_ERROR:
        throw Undecodable{"it has options that liblzma does not know"};
      default:
        throw Undecodable{"its data is damaged"};
    }
  });
}

}  // namespace

void Decoded::write(std::span<const char> bytes) {
  AbortCheck::run();
  if (bytes.size() > max_size_ - size_) throw TooMany();
  write_fully(file_, bytes, size_, "a temporary file");
  size_ += bytes.size();
}

void unpack_gzip(Bytes& in, Decoded& out) {
  constexpr int gzip_window = 15 + 16;
  z_stream state{};
  if (::inflateInit2(&state, gzip_window) != Z_OK) throw LacksMemory{ENOMEM};
  const std::unique_ptr<z_stream, decltype(&::inflateEnd)> end(&state, ::inflateEnd);
  decode_all(in, out, [&](CodecStep& step) {
    const int result = step_by(state, step, [&] { return ::inflate(&state, Z_NO_FLUSH); });
    if (result == Z_MEM_ERROR) throw LacksMemory{ENOMEM};
    if (result == Z_OK || result == Z_BUF_ERROR) return false;
    if (result != Z_STREAM_END) throw Undecodable{state.msg == nullptr ? "its data is damaged" : state.msg};
    return true;
  });
}

void unpack_zstd(Bytes& in, Decoded& out) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&::ZSTD_freeDCtx)> state(::ZSTD_createDCtx(), ::ZSTD_freeDCtx);
  if (state == nullptr) throw LacksMemory{ENOMEM};
  decode_all(in, out, [&](CodecStep& step) {
    ZSTD_inBuffer taken{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer made{step.out.data(), step.out.size(), 0};
    const std::size_t result = ::ZSTD_decompressStream(state.get(), &made, &taken);
    if (::ZSTD_isError(result) != 0) throw Undecodable{::ZSTD_getErrorName(result)};
    step.in = step.in.subspan(taken.pos);
    step.out = step.out.subspan(made.pos);
    return result == 0;
  });
}

void unpack_xz(Bytes& in, Decoded& out) {
  unpack_by_lzma(in, out,
                 [](lzma_stream* state) { return ::lzma_stream_decoder(state, lzma_memory_max, 0); });
}

void unpack_lzma(Bytes& in, Decoded& out) {
  unpack_by_lzma(in, out, [](lzma_stream* state) { return ::lzma_alone_decoder(state, lzma_memory_max); });
}

void unpack_bzip2(Bytes& in, Decoded& out) {
  bz_stream state{};
  if (::BZ2_bzDecompressInit(&state, 0, 0) != BZ_OK) throw LacksMemory{ENOMEM};
  const std::unique_ptr<bz_stream, decltype(&::BZ2_bzDecompressEnd)> end(&state, ::BZ2_bzDecompressEnd);
  decode_all(in, out, [&](CodecStep& step) {
    const int result = step_by(state, step, [&] { return ::BZ2_bzDecompress(&state); });
    if (result == BZ_MEM_ERROR) throw LacksMemory{ENOMEM};
    if (result != BZ_OK && result != BZ_STREAM_END) throw Undecodable{"its data is damaged"};
    return result == BZ_STREAM_END;
  });
}

/// The legacy format has no end of its own: the kernel goes on to a block of no bytes, which is padding, or
/// to the end of the file (lib/decompress_unlz4.c).
void unpack_lz4(Bytes& in, Decoded& out) {
  constexpr std::uint64_t magic = 0x184c2102;
  constexpr int block_max = 8 << 20;
  constexpr std::uint64_t packed_max = LZ4_COMPRESSBOUND(block_max);
  const auto buffer = std::make_unique_for_overwrite<char[]>(block_max);
  in.skip(4);
  while (in.left() >= 4) {
    const std::uint64_t size = in.number(4);
    if (size == 0) return in.back(4);
    if (size == magic) continue;
    if (size > packed_max)
      throw Undecodable{"something follows it; the kernel takes NULs there alone, and then more"};
    const std::span<const char> packed = in.take(size);
    const int made =
        ::LZ4_decompress_safe(packed.data(), buffer.get(), static_cast<int>(packed.size()), block_max);
    if (made < 0) throw Undecodable{"its data is damaged"};
    out.write({buffer.get(), static_cast<std::size_t>(made)});
  }
}

LzopHeader read_lzop_header(Bytes& in) {
  static constexpr std::string_view magic("\x89LZO\0\r\n\x1a\n", 9);
  for (const char byte : magic)
    if (in.next() != static_cast<std::uint8_t>(byte)) return {};
  const bool has_level = in.big_endian(2) >= 0x0940;
  in.skip(4);  // the versions of the library, and that unpacking takes
  LzopHeader header{.has_magic = true, .method = in.next(), .flags = 0};
  in.skip(has_level ? 1 : 0);
  header.flags = static_cast<std::uint32_t>(in.big_endian(4));
  in.skip(has_level ? 12 : 8);  // mode and time
  in.skip(in.next());           // the name
  in.skip(4);                   // the header's sum
  return header;
}

void unpack_lzop(Bytes& in, Decoded& out) {
  const LzopHeader header = read_lzop_header(in);
  if (!header.has_magic) throw Undecodable{"its first 9 bytes are not lzop's"};
  if (header.method < 1 || header.method > 3) throw Undecodable{"its method is not LZO1X"};
  if ((header.flags & (lzop::filter | lzop::extra_field)) != 0)
    throw Undecodable{"it has a filter or an extra field"};
  constexpr std::uint64_t block_max = 256 << 10;  // lib/decompress_unlzo.c: LZO_BLOCK_SIZE
  std::vector<char> buffer(block_max);
  while (const std::uint64_t size = in.big_endian(4)) {
    const std::uint64_t packed_size = in.big_endian(4);
    if (size > block_max) throw Undecodable{"its blocks are larger than the kernel's 256 KiB"};
    if (packed_size > size) throw Undecodable{"its data is damaged"};
    const auto sum_if = [&](std::uint32_t flag) {
      return (header.flags & flag) != 0 ? std::optional(in.big_endian(4)) : std::nullopt;
    };
    const auto adler32_there = sum_if(lzop::adler32_plain);
    const auto crc32_there = sum_if(lzop::crc32_plain);
    if (packed_size < size) {
      sum_if(lzop::adler32_packed);
      sum_if(lzop::crc32_packed);
    }
    std::span<const char> bytes = in.take(packed_size);
    if (packed_size < size) {
      if (decode_lzo(bytes, std::span(buffer).first(size)) != size) throw Undecodable{"its data is damaged"};
      bytes = std::span(buffer).first(size);
    }
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    const auto count = static_cast<uInt>(bytes.size());
    if ((adler32_there && adler32_there != ::adler32(1, data, count)) ||
        (crc32_there && crc32_there != ::crc32(0, data, count)))
      throw Undecodable{"the sum of a block does not match its data"};
    out.write(bytes);
  }
}

}  // namespace cowpio
