#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>

#include "commands.hpp"
#include "core/format/mode.hpp"
#include "core/format/printable.hpp"
#include "core/read/read.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const list_help =
    R"(cowpio list [OPTIONS] ARCHIVE

Lists the members of an archive, or of several concatenated ones. Each may be plain or compressed (gzip, zstd, xz,
bzip2, lz4 -l, lzop, lzma). Compressed segments are unpacked in TMPDIR or /var/tmp: together at most 48 MiB plus 256
times the size of the file, and at most 8 GiB or half of the free space there. On a terminal, control characters and
invalid UTF-8 are shown as \ooo.

  --long   print mode, links, owner, size or device, time (UTC), offset of the data (in a compressed segment: in the
           unpacked segment), name and target
  --null   end names with NUL instead of newline

Exit status: 0 intact, 1 damaged or unreadable, 2 usage error.
)";

namespace {

std::string long_form(const Member& member) {
  const bool device = S_ISCHR(member.mode) || S_ISBLK(member.mode);
  const std::string size =
      device ? std::to_string(member.device.major) + "," + std::to_string(member.device.minor)
             : std::to_string(member.size);
  const time_t seconds = member.mtime;
  struct tm utc {};
  ::gmtime_r(&seconds, &utc);
  char time[32];
  std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &utc);
  char line[160];
  std::snprintf(line, sizeof line, "%s %3u %5u:%-5u %10s %s %12llu ", mode_text(member.mode).c_str(),
                member.nlink, member.uid, member.gid, size.c_str(), time,
                static_cast<unsigned long long>(member.data_offset));
  return line;
}

}  // namespace

int list(const std::vector<std::string>& arguments) {
  const Options options(arguments, {{"--long", false}, {"--null", false}});
  Reader reader(options.positionals({"ARCHIVE"})[0], Compressed::read);
  const bool on_terminal = ::isatty(STDOUT_FILENO) == 1;
  const auto shown = [&](const std::string& name) { return on_terminal ? printable(name) : name; };
  while (const auto member = reader.next()) {
    if (options.has("--long")) std::cout << long_form(*member);
    std::cout << shown(member->name);
    if (options.has("--long") && S_ISLNK(member->mode)) std::cout << " -> " << shown(member->target);
    std::cout << (options.has("--null") ? '\0' : '\n');
  }
  return 0;
}

}  // namespace cowpio::cli
