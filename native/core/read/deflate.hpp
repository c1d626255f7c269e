#pragma once
#include "core/read/bytes.hpp"

namespace cowpio {

/// Goes to the end of a deflate stream (RFC 1951), which only its codes tell; what they stand for is not
/// made. Throws `Bytes::Over` where it has no end, or is none.
void skip_deflate(Bytes& bytes);

}  // namespace cowpio
