#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/fs/fd.hpp"
#include "core/read/decompress.hpp"

namespace cowpio {

/// The byte behind the compressed stream that starts at `offset`, as its format tells it: what may follow is
/// no business of its tool's. Nothing where it does not tell, or the stream is damaged, which its tool will
/// say.
std::optional<std::uint64_t> end_of_stream(const Fd& file, std::uint64_t offset, std::uint64_t size,
                                           const Compression& compression, const std::string& path);

}  // namespace cowpio
