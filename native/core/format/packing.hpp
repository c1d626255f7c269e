#pragma once
#include <cstdint>

namespace cowpio {

/// A compression that is written, which is one that the kernel unpacks.
enum class Codec : std::uint8_t { none, bzip2, gzip, lz4, lzma, xz, zstd };

/// How an archive is compressed.
struct Packing {
  Codec codec = Codec::none;
  int level = 0;
};

/// Names and levels are those of the command-line programs.
struct CodecRow {
  Codec codec;
  const char* name;
  int level_min;
  int level_max;
  int level_default;
};
inline constexpr CodecRow codecs[] = {{Codec::bzip2, "bzip2", 1, 9, 9}, {Codec::gzip, "gzip", 1, 9, 6},
                                      {Codec::lz4, "lz4", 1, 12, 1},    {Codec::lzma, "lzma", 0, 9, 6},
                                      {Codec::xz, "xz", 0, 9, 6},       {Codec::zstd, "zstd", 1, 19, 3}};

}  // namespace cowpio
