#pragma once
#include <optional>
#include <span>

namespace cowpio {

/// Decodes a block of LZO1X into `out` (Documentation/staging/lzo.rst of the kernel). Returns the number of
/// bytes; nothing for a damaged block, and for one of more bytes than `out` has. No library: liblzo2 is under
/// the GPL.
std::optional<std::size_t> decode_lzo(std::span<const char> packed, std::span<char> out);

}  // namespace cowpio
