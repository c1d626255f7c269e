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

/// What the tool makes of `file` from `offset` to its end, in a file without a name. Throws `Refusal` with
/// what the tool said, or when it is not installed.
Fd decompress(const Fd& file, std::uint64_t offset, const Compression& compression, const std::string& path);

}  // namespace cowpio
