#pragma once
#include <cstdint>
#include <string>

#include "decompress.hpp"
#include "fd.hpp"

namespace cowpio {

/// What the kernel's decoder has against the stream that starts at `offset`, although its tool unpacks it;
/// empty for nothing. Only headers are looked at (lib/decompress_*.c).
std::string refused_by_kernel(const Fd& file, std::uint64_t offset, std::uint64_t size,
                              const Compression& compression, const std::string& path);

}  // namespace cowpio
