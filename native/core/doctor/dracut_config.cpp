#include "core/doctor/dracut_config.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace cowpio {
namespace {

constexpr std::string_view name_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

bool is_one_of(char byte, std::string_view bytes) { return bytes.find(byte) != std::string_view::npos; }

/// A word of the shell in which nothing is expanded, taken from the start of `text`; nothing if it is
/// another, with `text` as it was.
std::optional<std::string> plain_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  std::size_t at = 0;
  for (; at < text.size() && (quote != '\0' || !is_one_of(text[at], " \t\n;")); ++at) {
    const char byte = text[at];
    if (is_one_of(byte, quote == '\'' ? "" : quote == '"' ? "$`" : "$`&|<>(){}*?[]~!")) return std::nullopt;
    if (quote == '\0' ? is_one_of(byte, "\"'") : byte == quote) {
      quote = quote == '\0' ? byte : '\0';
    } else if (byte == '\\' && quote != '\'') {
      if (++at == text.size()) return std::nullopt;
      // Within double quotes only these are escaped (POSIX, 2.2.3).
      if (quote == '"' && !is_one_of(text[at], "\"\\$`\n")) word += '\\';
      if (text[at] != '\n') word += text[at];
    } else {
      word += byte;
    }
  }
  if (quote != '\0') return std::nullopt;
  text.remove_prefix(at);
  return word;
}

struct Assignment {
  std::string_view name;
  bool appends = false;
  std::string value;
};

/// `name=value` or `name+=value` at the start of `text`, which is left at what follows.
std::optional<Assignment> plain_assignment(std::string_view& text) {
  const std::size_t end = text.find_first_not_of(name_characters);
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  Assignment found;
  found.name = text.substr(0, end);
  std::string_view rest = text.substr(end);
  found.appends = rest.starts_with('+');
  if (found.appends) rest.remove_prefix(1);
  if (!rest.starts_with('=')) return std::nullopt;
  rest.remove_prefix(1);
  const auto value = plain_word(rest);
  if (!value) return std::nullopt;
  // `name=value command` sets it for that command alone.
  const std::size_t behind = rest.find_first_not_of(" \t");
  if (behind != std::string_view::npos && !is_one_of(rest[behind], "\n;#")) return std::nullopt;
  found.value = *value;
  text = rest;
  return found;
}

std::string_view without_comment(std::string_view line) { return line.substr(0, line.find('#')); }

}  // namespace

void DracutConfig::read(std::string_view text, const std::string& path) {
  const std::string_view all = text;
  const auto place = [&] {
    return path + ":" +
           std::to_string(
               1 + std::count(all.begin(), all.end() - static_cast<std::ptrdiff_t>(text.size()), '\n'));
  };
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(" \t\n;");
    text.remove_prefix(std::min(start, text.size()));
    if (text.starts_with('#')) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      continue;
    }
    const std::string here = place();
    if (const auto assignment = plain_assignment(text)) {
      for (DracutSetting& setting : settings_)
        if (setting.name == assignment->name) {
          setting.value = (assignment->appends ? setting.value : "") + assignment->value;
          setting.place = here;
        }
      continue;
    }
    if (text.empty()) return;
    // Other shell code: what follows it may depend on it, and is not read either.
    for (std::string_view rest = text; unread_.empty() && !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = without_comment(rest.substr(0, end));
      if (std::any_of(settings_.begin(), settings_.end(), [&](const DracutSetting& setting) {
            return line.find(setting.name + "=") != std::string_view::npos ||
                   line.find(setting.name + "+=") != std::string_view::npos;
          }))
        unread_ = here;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return;
  }
}

const DracutSetting& DracutConfig::operator[](std::string_view name) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&](const DracutSetting& setting) { return setting.name == name; });
  if (found == settings_.end()) throw std::logic_error("no setting that is read: " + std::string(name));
  return *found;
}

}  // namespace cowpio
