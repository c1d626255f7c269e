#pragma once

namespace cowpio {
/// The same as in package.json; a test holds them together.
inline constexpr const char* version = "0.1.0";
}  // namespace cowpio
