#include "core/write/compress.hpp"

#include <bzlib.h>
#include <lz4.h>
#include <lz4hc.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include "core/fs/fd.hpp"

namespace cowpio {
namespace {

/// Bytes. Of several threads of xz -9, each takes 1.2 GB.
constexpr std::uint64_t memory_max = std::uint64_t{1} << 30;
constexpr unsigned threads_max = 8;

[[noreturn]] void lacks_memory(const char* codec, int level) {
  throw SystemError(ENOMEM, "compress", std::string(codec) + " -" + std::to_string(level),
                    "there is not enough memory; use a lower level");
}

unsigned threads() { return std::clamp(std::thread::hardware_concurrency(), 1U, threads_max); }

/// A library's state, which `end` frees.
template <class State>
std::shared_ptr<State> state_of(State initial, int (*end)(State*)) {
  return {new State(initial), [end](State* state) {
            static_cast<void>(end(state));
            delete state;
          }};
}

Compressor::Encode gzip(int level) {
  constexpr int gzip_window = 15 + 16;
  constexpr int memory_level = 8;  // zlib's own default
  const auto state = state_of(z_stream{}, ::deflateEnd);
  if (::deflateInit2(state.get(), level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    lacks_memory("gzip", level);
  return [state](CodecStep& step, bool last) {
    return step_by(*state, step, [&] { return ::deflate(state.get(), last ? Z_FINISH : Z_NO_FLUSH); }) ==
           Z_STREAM_END;
  };
}

Compressor::Encode bzip2(int level) {
  const auto state = state_of(bz_stream{}, ::BZ2_bzCompressEnd);
  if (::BZ2_bzCompressInit(state.get(), level, 0, 0) != BZ_OK) lacks_memory("bzip2", level);
  return [state](CodecStep& step, bool last) {
    return step_by(*state, step, [&] { return ::BZ2_bzCompress(state.get(), last ? BZ_FINISH : BZ_RUN); }) ==
           BZ_STREAM_END;
  };
}

Compressor::Encode by_lzma(const char* codec, int level, const std::function<lzma_ret(lzma_stream*)>& start) {
  const std::shared_ptr<lzma_stream> state(new lzma_stream(LZMA_STREAM_INIT), [](lzma_stream* one) {
    ::lzma_end(one);
    delete one;
  });
  if (start(state.get()) != LZMA_OK) lacks_memory(codec, level);
  return [state, codec, level](CodecStep& step, bool last) {
    const lzma_ret result =
        step_by(*state, step, [&] { return ::lzma_code(state.get(), last ? LZMA_FINISH : LZMA_RUN); });
    if (result != LZMA_OK && result != LZMA_STREAM_END && result != LZMA_BUF_ERROR)
      lacks_memory(codec, level);
    return result == LZMA_STREAM_END;
  };
}

/// Blocks of a fixed size, whatever the number of threads. CRC32 is the only check that the kernel knows.
Compressor::Encode xz(int level) {
  lzma_mt options{};
  options.preset = static_cast<std::uint32_t>(level);
  options.check = LZMA_CHECK_CRC32;
  options.threads = threads();
  while (options.threads > 1 && ::lzma_stream_encoder_mt_memusage(&options) > memory_max) --options.threads;
  return by_lzma("xz", level, [&](lzma_stream* state) { return ::lzma_stream_encoder_mt(state, &options); });
}

Compressor::Encode lzma(int level) {
  lzma_options_lzma options{};
  ::lzma_lzma_preset(&options, static_cast<std::uint32_t>(level));
  return by_lzma("lzma", level, [&](lzma_stream* state) { return ::lzma_alone_encoder(state, &options); });
}

/// One worker gives the same stream as many. A library without threads refuses workers, and works alone.
Compressor::Encode zstd(int level, std::uint64_t size) {
  const std::shared_ptr<ZSTD_CCtx> state(::ZSTD_createCCtx(), ::ZSTD_freeCCtx);
  if (state == nullptr) lacks_memory("zstd", level);
  ::ZSTD_CCtx_setParameter(state.get(), ZSTD_c_compressionLevel, level);
  ::ZSTD_CCtx_setParameter(state.get(), ZSTD_c_checksumFlag, 1);
  ::ZSTD_CCtx_setParameter(state.get(), ZSTD_c_nbWorkers, static_cast<int>(threads()));
  ::ZSTD_CCtx_setPledgedSrcSize(state.get(), size);
  return [state, level](CodecStep& step, bool last) {
    ZSTD_inBuffer taken{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer made{step.out.data(), step.out.size(), 0};
    const std::size_t left =
        ::ZSTD_compressStream2(state.get(), &made, &taken, last ? ZSTD_e_end : ZSTD_e_continue);
    if (::ZSTD_isError(left) != 0) lacks_memory("zstd", level);
    step.in = step.in.subspan(taken.pos);
    step.out = step.out.subspan(made.pos);
    return last && left == 0;
  };
}

/// The legacy format, the only one that the kernel knows: blocks of 8 MiB, each with its size in front.
class Lz4 {
 public:
  explicit Lz4(int level) : level_(level) { block_.reserve(block_max); }

  bool operator()(CodecStep& step, bool last) {
    while (true) {
      const std::size_t count = std::min(step.out.size(), packed_.size() - written_);
      std::copy_n(packed_.begin() + static_cast<std::ptrdiff_t>(written_), count, step.out.begin());
      step.out = step.out.subspan(count);
      written_ += count;
      if (step.out.empty()) return false;
      const std::size_t taken = std::min(step.in.size(), block_max - block_.size());
      block_.insert(block_.end(), step.in.begin(), step.in.begin() + static_cast<std::ptrdiff_t>(taken));
      step.in = step.in.subspan(taken);
      if (block_.size() < block_max && (!last || block_.empty())) return last;
      pack();
    }
  }

 private:
  static constexpr std::size_t block_max = 8 << 20;
  static constexpr int level_hc = 3;  // as lz4(1)

  void pack() {
    const int size = static_cast<int>(block_.size());
    const int bound = ::LZ4_compressBound(size);
    packed_.resize(4 + static_cast<std::size_t>(bound));
    char* const out = packed_.data() + 4;
    const int made = level_ < level_hc ? ::LZ4_compress_default(block_.data(), out, size, bound)
                                       : ::LZ4_compress_HC(block_.data(), out, size, bound, level_);
    if (made <= 0) lacks_memory("lz4", level_);
    for (unsigned i = 0; i < 4; ++i) packed_[i] = static_cast<char>(made >> (8 * i));
    packed_.resize(4 + static_cast<std::size_t>(made));
    written_ = 0;
    block_.clear();
  }

  int level_;
  std::vector<char> block_;                           ///< Not compressed yet.
  std::vector<char> packed_{0x02, 0x21, 0x4c, 0x18};  ///< The magic number first,
  std::size_t written_ = 0;                           ///< and how much of it was passed on.
};

}  // namespace

Compressor::Encode encoder_of(const Packing& packing, std::uint64_t size) {
  switch (packing.codec) {
    case Codec::bzip2:
      return bzip2(packing.level);
    case Codec::gzip:
      return gzip(packing.level);
    case Codec::lz4:
      return Lz4(packing.level);
    case Codec::lzma:
      return lzma(packing.level);
    case Codec::xz:
      return xz(packing.level);
    case Codec::zstd:
      return zstd(packing.level, size);
    case Codec::none:
      break;
  }
  throw std::logic_error("a compressor for what is not compressed");
}

}  // namespace cowpio
