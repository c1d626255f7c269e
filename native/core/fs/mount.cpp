#include "core/fs/mount.hpp"

#include <charconv>
#include <fstream>

namespace cowpio {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Blank, tab, newline and backslash come as `\040` and the like.
std::string unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(digits, digits + 3, value, 8).ptr == digits + 3) {
      plain += static_cast<char>(value);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<std::uint64_t> mount_id(const Fd& file) {
  std::ifstream facts("/proc/self/fdinfo/" + std::to_string(file.get()));
  constexpr std::string_view key = "mnt_id:\t";
  for (std::string line; std::getline(facts, line);)
    if (line.starts_with(key)) return number(std::string_view(line).substr(key.size()));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Mount::option(std::string_view name) const {
  for (const std::string& one : options)
    if (std::string_view(one).substr(0, one.find('=')) == name) return one;
  return std::nullopt;
}

std::optional<Mount> parse_mount(std::string_view line) {
  const std::vector<std::string> fields = split(line, ' ');
  std::size_t dash = 6;  // behind optional fields
  while (dash < fields.size() && fields[dash] != "-") ++dash;
  if (dash + 3 >= fields.size()) return std::nullopt;
  const auto id = number(fields[0]);
  if (!id) return std::nullopt;
  Mount mount{*id, unescape(fields[4]), fields[dash + 1], split(fields[5], ',')};
  for (std::string& option : split(fields[dash + 3], ',')) mount.options.push_back(std::move(option));
  return mount;
}

std::optional<Mount> mount_of(const Fd& file) {
  const auto id = mount_id(file);
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; id && std::getline(mounts, line);) {
    auto mount = parse_mount(line);
    if (mount && mount->id == *id) return mount;
  }
  return std::nullopt;
}

}  // namespace cowpio
