#include "core/doctor/dracut_config.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/format/text.hpp"

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

/// Whether `text` has `word` between characters that are in no name.
bool mentions(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_one_of(text[at - 1], name_characters)) &&
        (end == text.size() || !is_one_of(text[end], name_characters)))
      return true;
  }
  return false;
}

/// Whether code that was not read runs other code, which may do anything.
bool runs_code(std::string_view line) {
  if (mentions(line, "eval") || mentions(line, "source")) return true;
  for (std::size_t at = line.find('.'); at != std::string_view::npos; at = line.find('.', at + 1))
    if ((at == 0 || is_one_of(line[at - 1], " \t;&|(")) &&
        (at + 1 == line.size() || is_one_of(line[at + 1], " \t")))
      return true;
  return false;
}

/// What is left of `text` behind blanks.
std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

/// The name without endings like `.conf`.
std::string_view stem_of(std::string_view name) {
  std::size_t length = name.size();
  for (std::size_t at = name.size(); at-- > 0;) {
    if (name[at] == '.') {
      if (at + 1 == length || is_digit(name[at + 1])) break;
      length = at;
    } else if (!is_digit(name[at]) && !is_letter(name[at]) && name[at] != '~') {
      break;
    }
  }
  return name.substr(0, length);
}

/// Letters come before other characters, `~` before the end, and digits count as their number.
int compare_versions(std::string_view one, std::string_view other) {
  const auto order = [](std::string_view text, std::size_t at) {
    if (at >= text.size()) return -1;
    const char byte = text[at];
    if (is_digit(byte)) return 0;
    if (byte == '~') return -2;
    return static_cast<unsigned char>(byte) + (is_letter(byte) ? 0 : 256);
  };
  const auto digit_at = [](std::string_view text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < one.size() || j < other.size()) {
    for (; (i < one.size() && !is_digit(one[i])) || (j < other.size() && !is_digit(other[j])); ++i, ++j)
      if (const int difference = order(one, i) - order(other, j); difference != 0) return difference;
    while (i < one.size() && one[i] == '0') ++i;
    while (j < other.size() && other[j] == '0') ++j;
    int first = 0;
    for (; digit_at(one, i) && digit_at(other, j); ++i, ++j)
      if (first == 0) first = one[i] - other[j];
    if (digit_at(one, i)) return 1;
    if (digit_at(other, j)) return -1;
    if (first != 0) return first;
  }
  return 0;
}

}  // namespace

bool sorts_before(std::string_view one, std::string_view other) {
  const int by_stem = compare_versions(stem_of(one), stem_of(other));
  return by_stem != 0 ? by_stem < 0 : compare_versions(one, other) < 0;
}

void DracutConfig::note_unread(const std::string& place) {
  if (unread_.empty()) unread_ = place;
}

void DracutConfig::read(std::string_view text, const std::string& path) {
  const std::string_view all = text;
  std::size_t line_number = 1;
  std::size_t counted = 0;
  const auto place = [&] {
    const std::size_t at = all.size() - text.size();
    const std::string_view more = all.substr(counted, at - counted);
    line_number += static_cast<std::size_t>(std::count(more.begin(), more.end(), '\n'));
    counted = at;
    return path + ":" + std::to_string(line_number);
  };
  // The shell leaves NULs out.
  if (text.find('\0') != std::string_view::npos) return note_unread(path);
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n;"), text.size()));
    if (text.starts_with('#')) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      continue;
    }
    const std::string here = place();
    const auto assignment = plain_assignment(text);
    if (!assignment) break;
    for (DracutSetting& setting : settings_)
      if (setting.name == assignment->name) {
        setting.value = (assignment->appends ? setting.value : "") + assignment->value;
        setting.place = here;
      }
  }
  // Other shell code: what follows it may depend on it, and is not read either.
  const std::string here = place();
  while (!text.empty()) {
    const std::string_view line = cut(text, '\n');
    if (without_blanks(line).starts_with('#')) continue;
    const bool may_change =
        runs_code(line) || std::any_of(settings_.begin(), settings_.end(), [&](const DracutSetting& setting) {
          return mentions(line, setting.name);
        });
    if (may_change) return note_unread(here);
  }
}

const DracutSetting& DracutConfig::operator[](std::string_view name) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&](const DracutSetting& setting) { return setting.name == name; });
  if (found == settings_.end()) throw std::logic_error("no setting that is read: " + std::string(name));
  return *found;
}

}  // namespace cowpio
