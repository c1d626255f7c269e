#pragma once
#include <charconv>
#include <cstdint>
#include <string_view>

namespace cowpio {

/// The whole of `text` as a number of that base, at most `most`; false when it is none.
inline bool parse_number(std::string_view text, int base, std::uint64_t max_value, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size() && value <= max_value;
}

/// Cuts `text` at the first `end`, gives what is before it and leaves what is behind.
inline std::string_view cut(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

inline std::string_view without_slashes_behind(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

/// Returns the parent of a path: `.` for a name alone, `/` for one below that.
inline std::string_view directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
}

/// Its name there.
inline std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace cowpio
