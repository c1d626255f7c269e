#pragma once
#include <string>
#include <string_view>

namespace cowpio {

/// A JSON string with its quotes. Bytes that are not UTF-8 become lone surrogates U+DC80 to U+DCFF, as in
/// Python's surrogateescape (PEP 383), so that no two names become one.
std::string json_string(std::string_view bytes);

/// The length of the UTF-8 sequence at the start of `bytes`, 0 when it is none.
std::size_t utf8_sequence(std::string_view bytes);

}  // namespace cowpio
