#pragma once
#include <cstdint>
#include <string>

#include "core/fs/fd.hpp"
#include "core/read/decompress.hpp"

namespace cowpio {

/// Returns why the kernel's decoder refuses the stream at `offset` although others unpack it;
/// empty for nothing. Only headers are looked at (lib/decompress_*.c).
std::string refused_by_kernel(const Fd& file, std::uint64_t offset, std::uint64_t size,
                              const Compression& compression, const std::string& path);

}  // namespace cowpio
