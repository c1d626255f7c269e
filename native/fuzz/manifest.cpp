/// Any text as a manifest, as lines and with NULs. What lines say is said again with NULs, and has to be the
/// same. Then as a manifest of 3cpio.
#include <algorithm>

#include "core/fs/fd.hpp"
#include "requests.hpp"

using namespace cowpio;

namespace {

std::string field(const char* key, const std::string& value) {
  return std::string(key) + "=" + value + std::string(1, '\0');
}

template <class Number>
std::string field(const char* key, const std::optional<Number>& value) {
  return value ? field(key, std::to_string(*value)) : std::string();
}

std::string octal(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "%o", value);
  return text;
}

const char* type_name(std::uint32_t type) {
  static constexpr std::pair<std::uint32_t, const char*> names[] = {
      {S_IFREG, "file"}, {S_IFDIR, "dir"},   {S_IFLNK, "symlink"}, {S_IFIFO, "fifo"},
      {S_IFCHR, "char"}, {S_IFBLK, "block"}, {S_IFSOCK, "socket"}};
  const auto* name = std::find_if(std::begin(names), std::end(names),
                                  [&](const auto& known) { return known.first == type; });
  REQUIRE(name != std::end(names));
  return name->second;
}

std::string with_nuls(const std::vector<Request>& requests) {
  std::string text;
  for (const Request& request : requests) {
    text += request.name + std::string(1, '\0');
    if (request.overrides) {
      const Overrides& overrides = *request.overrides;
      if (!overrides.source.empty()) text += field("source", overrides.source);
      if (overrides.type) text += field("type", type_name(*overrides.type));
      if (overrides.permissions) text += field("mode", octal(*overrides.permissions));
      text += field("uid", overrides.uid) + field("gid", overrides.gid) + field("mtime", overrides.mtime);
      text += field("target", overrides.target);
      text += field("device",
                    std::to_string(overrides.device.major) + ":" + std::to_string(overrides.device.minor));
    }
    text += std::string(1, '\0');
  }
  return text;
}

void check_same(const Request& one, const Request& other) {
  REQUIRE(one.name == other.name);
  static const Overrides none;
  const Overrides& a = one.overrides ? *one.overrides : none;
  const Overrides& b = other.overrides ? *other.overrides : none;
  REQUIRE(a.type == b.type && a.permissions == b.permissions);
  REQUIRE(a.uid == b.uid && a.gid == b.gid && a.mtime == b.mtime);
  REQUIRE(a.source == b.source && a.target == b.target && a.device == b.device);
}

/// Nothing when the text is refused.
std::vector<Request> read(std::string_view text, bool null) {
  try {
    std::vector<Request> requests = read_manifest(text, null);
    for (const Request& request : requests) fuzz::check(request);
    return requests;
  } catch (const InputError&) {
    return {};
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const bool null : {false, true}) {
    const std::vector<Request> requests = read(fuzz::text_of(data, size), null);
    const std::vector<Request> again = read_manifest(with_nuls(requests), true);
    REQUIRE(requests.size() == again.size());
    for (std::size_t i = 0; i < requests.size(); ++i) check_same(requests[i], again[i]);
  }
  try {
    for (const ArchivePart& part : read_three_cpio_manifest(fuzz::text_of(data, size)).parts)
      for (const Request& request : part.requests) {
        const Overrides& overrides = *request.overrides;
        if (overrides.source.empty() || !overrides.type) fuzz::check(request);
        REQUIRE(overrides.type || !overrides.source.empty());
      }
  } catch (const InputError&) {
    // refused
  }
  return 0;
}
