#pragma once
#include <string>
#include <string_view>

namespace cowpio {

/// For a terminal, and for who reads lines: control characters, what turns the direction of text, line breaks
/// and bytes that are no UTF-8 become `\ooo`, as a manifest spells them.
std::string printable(std::string_view bytes);

}  // namespace cowpio
