#include "core/input/manifest_fields.hpp"

#include <sys/stat.h>

#include "core/format/newc.hpp"
#include "core/format/text.hpp"
#include "core/fs/fd.hpp"

namespace cowpio {
namespace {

constexpr TypeName types[] = {{"file", "file", S_IFREG},    {"dir", "dir", S_IFDIR},
                              {"symlink", "link", S_IFLNK}, {"fifo", "fifo", S_IFIFO},
                              {"char", "char", S_IFCHR},    {"block", "block", S_IFBLK},
                              {"socket", "sock", S_IFSOCK}};

}  // namespace

void refuse_record(std::size_t record, const std::string& what) {
  throw InputError("manifest record " + std::to_string(record) + ": " + what);
}

std::uint32_t number_of(std::string_view key, std::string_view text, int base, std::uint64_t max_value,
                        std::size_t record) {
  std::uint64_t value = 0;
  if (!parse_number(text, base, max_value, value))
    refuse_record(record, std::string(key) + ": expected " + (base == 8 ? "an octal" : "a decimal") +
                              " number within newc's range, got " + std::string(text));
  return static_cast<std::uint32_t>(value);
}

std::uint32_t type_of(std::string_view text, std::string_view TypeName::*name, std::size_t record) {
  std::string names;
  for (const TypeName& type : types) {
    if (type.*name == text) return type.bits;
    names.append(names.empty() ? "" : ", ").append(type.*name);
  }
  refuse_record(record, "type: expected one of " + names + ", got " + std::string(text));
}

void refuse_long_target(const Overrides& overrides, std::size_t record) {
  if (overrides.target.size() > newc::target_max)
    refuse_record(record, "target: longer than the kernel accepts (4095 bytes)");
}

}  // namespace cowpio
