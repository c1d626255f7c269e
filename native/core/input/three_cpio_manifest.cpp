#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/input/manifest_fields.hpp"

namespace cowpio {
namespace {

constexpr const char* blanks = " \t\r";

/// Reads the fields of a line in their order.
class Fields {
 public:
  Fields(std::string_view line, std::size_t record) : rest_(line), record_(record) {}

  /// Returns an empty field if it is left out.
  std::string_view next() {
    const std::string_view field = cut(rest_, '\t');
    return field == "-" ? std::string_view() : field;
  }
  std::optional<std::uint32_t> next_number(std::string_view key, int base, std::uint64_t max_value) {
    const std::string_view field = next();
    if (field.empty()) return std::nullopt;
    return number_of(key, field, base, max_value, record_);
  }
  void refuse_more() {
    while (!rest_.empty())
      if (const std::string_view field = next(); !field.empty())
        refuse_record(record_, "unexpected field " + std::string(field));
  }

 private:
  std::string_view rest_;
  std::size_t record_;
};

/// Reads the additional fields of a type. Returns false if one of them is missing.
bool read_fields_of_type(Fields& fields, Overrides& overrides, std::size_t record) {
  const auto decimal = [&](std::string_view key) { return fields.next_number(key, 10, newc::value_max); };
  switch (*overrides.type) {
    case S_IFREG:
      overrides.size = decimal("size");
      return overrides.source.empty() || overrides.size == 0;
    case S_IFLNK:
      overrides.target = fields.next();
      refuse_long_target(overrides, record);
      return !overrides.target.empty();
    case S_IFCHR:
    case S_IFBLK: {
      const auto major = decimal("major");
      const auto minor = decimal("minor");
      overrides.device = {major.value_or(0), minor.value_or(0)};
      return major && minor;
    }
    default:
      return true;
  }
}

/// An entry with all fields is not looked up. For others, the location provides the missing ones.
Request read_three_cpio_line(std::string_view line, std::size_t record) {
  Fields fields(line, record);
  Request request;
  request.overrides = std::make_unique<Overrides>();
  Overrides& overrides = *request.overrides;
  overrides.source = fields.next();
  request.name = fields.next();
  if (request.name.empty()) request.name = overrides.source;
  if (request.name.empty()) refuse_record(record, "a location or a name is missing");
  if (const auto type = fields.next(); !type.empty())
    overrides.type = type_of(type, &TypeName::three_cpio, record);
  overrides.permissions = fields.next_number("mode", 8, 07777);
  const auto decimal = [&](std::string_view key) { return fields.next_number(key, 10, newc::value_max); };
  overrides.uid = decimal("uid");
  overrides.gid = decimal("gid");
  overrides.mtime = decimal("mtime");
  const bool is_complete = overrides.type && read_fields_of_type(fields, overrides, record) &&
                           overrides.permissions && overrides.uid && overrides.gid && overrides.mtime;
  fields.refuse_more();
  if (is_complete) {
    overrides.source.clear();
    if (overrides.size.value_or(0) > 0) refuse_record(record, "a file with a size needs its location");
  } else if (overrides.source.empty()) {
    refuse_record(record, request.name + ": a field is missing, and so is the location to read it from");
  } else if (!overrides.target.empty() || overrides.device != Device()) {
    refuse_record(
        record, request.name + ": fields are missing. Add them, or leave target and device number out, too");
  }
  overrides.follow = !is_complete && overrides.type == S_IFREG;
  return request;
}

/// Makes the names of one location links of one file.
void link_repeated(std::vector<Request>& requests) {
  std::unordered_map<std::string_view, Overrides*> firsts;
  for (const Request& request : requests) {
    Overrides& overrides = *request.overrides;
    if (overrides.source.empty()) continue;
    const auto [first, is_new] = firsts.emplace(overrides.source, &overrides);
    if (!is_new) first->second->hard_link = overrides.hard_link = true;
  }
}

/// Reads what follows `#cpio:`, for example ` zstd -15`. As in 3cpio, the nearest level is used, and other
/// parameters are ignored.
Packing read_packing(std::string_view text, std::size_t record, std::vector<std::string>& notes) {
  const auto note = [&](const std::string& what) {
    notes.push_back("manifest record " + std::to_string(record) + ": " + what);
  };
  const auto next_word = [&] {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
  };
  const std::string_view name = next_word();
  if (name.empty()) return {};
  const auto* const row = std::find_if(std::begin(codecs), std::end(codecs),
                                       [&](const CodecRow& codec) { return codec.name == name; });
  if (row == std::end(codecs))
    refuse_record(record,
                  "compression: expected bzip2, gzip, lz4, lzma, xz or zstd, got " + std::string(name));
  Packing packing{row->codec, row->level_default};
  for (std::string_view word = next_word(); !word.empty(); word = next_word()) {
    std::uint64_t level = 0;
    if (!word.starts_with('-') || !parse_number(word.substr(1), 10, UINT64_MAX, level)) {
      note(std::string(word) + " is ignored. The only parameter is a level, for example -9");
      continue;
    }
    packing.level = static_cast<int>(std::clamp<std::uint64_t>(level, row->level_min, row->level_max));
    if (static_cast<std::uint64_t>(packing.level) != level)
      note(std::string(name) + " has levels from " + std::to_string(row->level_min) + " to " +
           std::to_string(row->level_max) + ": " + std::to_string(packing.level) + " is used instead of " +
           std::to_string(level));
  }
  return packing;
}

}  // namespace

ThreeCpioManifest read_three_cpio_manifest(std::string_view text) {
  ThreeCpioManifest manifest;
  manifest.parts.emplace_back();
  for (std::size_t record = 1; !text.empty(); ++record) {
    const std::string_view line = cut(text, '\n');
    if (line.find('\0') != std::string_view::npos) refuse_record(record, "a NUL, which no name can hold");
    if (line.starts_with("#cpio")) {
      std::string_view rest = line.substr(std::string_view("#cpio").size());
      if (!rest.starts_with(':') && rest.find_first_not_of(blanks) != std::string_view::npos)
        refuse_record(record, "expected #cpio or #cpio: COMPRESSION -LEVEL, got " + std::string(line));
      cut(rest, ':');
      if (!manifest.parts.back().requests.empty()) manifest.parts.emplace_back();
      manifest.parts.back().packing = read_packing(rest, record, manifest.notes);
    } else if (!line.empty() && !line.starts_with('#')) {
      manifest.parts.back().requests.push_back(read_three_cpio_line(line, record));
    }
  }
  for (ArchivePart& part : manifest.parts) link_repeated(part.requests);
  return manifest;
}

}  // namespace cowpio
