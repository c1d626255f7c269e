#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/fd.hpp"
#include "core/input/request.hpp"

namespace cowpio {
namespace {

constexpr std::string_view kinds[] = {"file", "dir", "nod", "slink", "pipe", "sock"};

/// One line of a gen_init_cpio list, word by word.
class Line {
 public:
  Line(std::string_view text, std::size_t number) : rest_(text), number_(number) {}

  [[nodiscard]] bool at_end() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
    return rest_.empty();
  }
  std::string word(const char* what) {
    if (at_end()) refuse(std::string(what) + " is missing");
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r"));
    rest_.remove_prefix(word.size());
    return std::string(word);
  }
  std::uint32_t number(const char* what, int base, std::uint64_t max_value) {
    const std::string text = word(what);
    std::uint64_t value = 0;
    if (!parse_number(text, base, max_value, value))
      refuse(std::string(what) + ": expected a number, got " + text);
    return static_cast<std::uint32_t>(value);
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError("spec line " + std::to_string(number_) + ": " + why);
  }

 private:
  std::string_view rest_;
  std::size_t number_;
};

/// gen_init_cpio takes names with a slash in front and leaves it out.
std::string relative(std::string name) {
  while (name.starts_with('/')) name.erase(0, 1);
  return name.empty() ? "." : name;
}

std::string with_environment(const std::string& text, const Line& line) {
  std::string result;
  std::string_view rest = text;
  for (std::size_t at = rest.find("${"); at != std::string_view::npos; at = rest.find("${")) {
    result += rest.substr(0, at);
    rest.remove_prefix(at + 2);
    const std::size_t end = rest.find('}');
    if (end == std::string_view::npos) line.refuse("${ without its }");
    const std::string name(rest.substr(0, end));
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) line.refuse("${" + name + "} is not set in the environment");
    result += value;
    rest.remove_prefix(end + 1);
  }
  return result.append(rest);
}

void put_owner(Overrides& overrides, Line& line) {
  overrides.permissions = line.number("mode", 8, 0177777) & 07777;
  overrides.uid = line.number("uid", 10, newc::value_max);
  overrides.gid = line.number("gid", 10, newc::value_max);
}

std::uint32_t node_type(Line& line) {
  const std::string type = line.word("device type");
  if (type == "c") return S_IFCHR;
  if (type == "b") return S_IFBLK;
  line.refuse("device type: expected b or c, got " + type);
}

void read_line(Line& line, std::vector<Request>& requests) {
  const std::string kind = line.word("type");
  if (std::find(std::begin(kinds), std::end(kinds), kind) == std::end(kinds))
    line.refuse("unknown type " + kind + "; there are file, dir, nod, slink, pipe and sock");
  Request request;
  request.name = relative(line.word("name"));
  request.overrides = std::make_unique<Overrides>();
  Overrides& overrides = *request.overrides;
  std::vector<std::string> links;
  if (kind == "file") {
    overrides.source = with_environment(line.word("location"), line);
    overrides.follow = true;
    put_owner(overrides, line);
    while (!line.at_end()) links.push_back(relative(line.word("hard link")));
    overrides.hard_link = !links.empty();
  } else if (kind == "slink") {
    overrides.type = S_IFLNK;
    overrides.target = line.word("target");
    if (overrides.target.size() > newc::target_max)
      line.refuse("target: longer than the kernel accepts (4095 bytes)");
    put_owner(overrides, line);
  } else if (kind == "nod") {
    put_owner(overrides, line);
    overrides.type = node_type(line);
    overrides.device = {line.number("major", 10, newc::value_max), line.number("minor", 10, newc::value_max)};
  } else {
    overrides.type = kind == "dir" ? S_IFDIR : kind == "pipe" ? S_IFIFO : S_IFSOCK;
    put_owner(overrides, line);
  }
  if (!line.at_end()) line.refuse("unexpected " + line.word("word"));
  for (std::string& name : links)
    requests.push_back({std::move(name), std::make_unique<Overrides>(overrides)});
  requests.push_back(std::move(request));
}

}  // namespace

std::vector<Request> read_spec(std::string_view text) {
  std::vector<Request> requests;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view whole = cut(text, '\n');
    Line line(whole, number);
    if (whole.starts_with('#') || line.at_end()) continue;
    if (whole.find('\0') != std::string_view::npos) line.refuse("a NUL, which no name or path can hold");
    read_line(line, requests);
  }
  return requests;
}

}  // namespace cowpio
