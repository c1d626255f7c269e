#include <sys/stat.h>

#include <algorithm>
#include <bitset>
#include <iterator>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/input/manifest_fields.hpp"

namespace cowpio {
namespace {

constexpr std::string_view keys[] = {"source", "type", "mode", "uid", "gid", "mtime", "target", "device"};
/// Which of them a record has given.
using KeySet = std::bitset<std::size(keys)>;
constexpr std::size_t device_key = std::size(keys) - 1;

std::string unescaped(std::string_view text, std::size_t record) {
  std::string bytes;
  while (!text.empty()) {
    if (text[0] != '\\') {
      bytes += text[0];
      text.remove_prefix(1);
      continue;
    }
    const char kind = text.size() > 1 ? text[1] : '\0';
    std::uint64_t byte = 0;
    if (kind == 't' || kind == 'n' || kind == '\\') {
      bytes += kind == 't' ? '\t' : kind == 'n' ? '\n' : '\\';
      text.remove_prefix(2);
    } else if (text.size() >= 4 && parse_number(text.substr(1, 3), 8, 0377, byte)) {
      if (byte == 0) refuse_record(record, "\\000: no name, source or target can hold a NUL");
      bytes += static_cast<char>(byte);
      text.remove_prefix(4);
    } else {
      refuse_record(record, "expected t, n, another backslash or three octal digits after a backslash");
    }
  }
  return bytes;
}

Device device_of(std::string_view text, std::size_t record) {
  std::string_view minor = text;
  const std::string_view major = cut(minor, ':');
  std::uint64_t numbers[2] = {};
  if (!parse_number(major, 10, newc::value_max, numbers[0]) ||
      !parse_number(minor, 10, newc::value_max, numbers[1]))
    refuse_record(record,
                  "device: expected MAJOR:MINOR as decimal numbers, like 5:1, got " + std::string(text));
  return {static_cast<std::uint32_t>(numbers[0]), static_cast<std::uint32_t>(numbers[1])};
}

/// Takes note of the key, and refuses what is none or was given before.
void note(KeySet& given, std::string_view key, std::size_t record) {
  const auto* const known = std::find(std::begin(keys), std::end(keys), key);
  if (known == std::end(keys))
    refuse_record(record, "unknown key " + std::string(key) +
                              "; there are source, type, mode, uid, gid, mtime, target, device");
  const auto at = static_cast<std::size_t>(known - std::begin(keys));
  if (given[at]) refuse_record(record, std::string(key) + " is given twice; give one");
  given.set(at);
}

void put_field(Request& request, KeySet& given, std::string_view field, std::size_t record) {
  if (field.find('=') == std::string_view::npos)
    refuse_record(record, "expected key=value after the name, got " + std::string(field));
  const std::string_view key = cut(field, '=');
  note(given, key, record);
  if (!request.overrides) request.overrides = std::make_unique<Overrides>();
  Overrides& overrides = *request.overrides;
  const auto decimal = [&] { return number_of(key, field, 10, newc::value_max, record); };
  if (key == "source")
    overrides.source = field;
  else if (key == "type")
    overrides.type = type_of(field, &TypeName::create, record);
  else if (key == "mode")
    overrides.permissions = number_of(key, field, 8, 07777, record);
  else if (key == "uid")
    overrides.uid = decimal();
  else if (key == "gid")
    overrides.gid = decimal();
  else if (key == "mtime")
    overrides.mtime = decimal();
  else if (key == "target")
    overrides.target = field;
  else
    overrides.device = device_of(field, record);
}

/// A file with a source is looked up, and its `type` says that it is to be one.
void check(Request& request, const KeySet& given, std::size_t record) {
  if (request.name.empty()) refuse_record(record, "a name is missing");
  if (!request.overrides || !request.overrides->type) return;
  Overrides& overrides = *request.overrides;
  if (!overrides.source.empty() && overrides.type != S_IFREG)
    refuse_record(record, "an entry with a type other than file has no source");
  if (!overrides.source.empty()) {
    overrides.type.reset();
    overrides.follow = true;
  }
  if (overrides.type == S_IFLNK && overrides.target.empty())
    refuse_record(record, "a symlink needs its target");
  if ((overrides.type == S_IFCHR || overrides.type == S_IFBLK) && !given[device_key])
    refuse_record(record, "a device needs its device=MAJOR:MINOR");
  refuse_long_target(overrides, record);
}

}  // namespace

std::vector<Request> read_names(std::string_view text, char end) {
  std::vector<Request> requests;
  while (!text.empty())
    if (const std::string_view name = cut(text, end); !name.empty()) {
      requests.emplace_back();
      requests.back().name = name;
    }
  return requests;
}

std::vector<Request> read_manifest(std::string_view text, bool null) {
  std::vector<Request> requests;
  for (std::size_t record = 1; !text.empty(); ++record) {
    std::string_view line = null ? text : cut(text, '\n');
    std::string_view& fields = null ? text : line;
    if (!null && line.empty()) continue;
    if (!null && line.find('\0') != std::string_view::npos)
      refuse_record(record, "a NUL; give --null when NULs end the fields");
    Request request;
    KeySet given;
    request.name = null ? std::string(cut(fields, '\0')) : unescaped(cut(fields, '\t'), record);
    while (!fields.empty()) {
      const std::string_view field = cut(fields, null ? '\0' : '\t');
      if (null && field.empty()) break;
      put_field(request, given, null ? std::string(field) : unescaped(field, record), record);
    }
    check(request, given, record);
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace cowpio
