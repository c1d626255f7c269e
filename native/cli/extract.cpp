#include "core/unpack/extract.hpp"

#include <iostream>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const extract_help =
    R"(cowpio extract [--devices] ARCHIVE DIR

Unpacks an archive, or several concatenated ones, plain or compressed, below the existing directory DIR, which may have
contents. If two members have the same name, the last one remains, as with the kernel; docs/readers.md lists the
differences from the kernel. Whole aligned blocks are cloned if the file system supports it. No name leads out of DIR:
symlinks are followed as if DIR were /. A member that cannot be created is reported, and the others are created. Owners
are only set by root.

  --devices   create device nodes too; without it they are skipped and counted

Exit status: 0 done, 1 failed or a member could not be created, 2 usage error.
)";

int extract(const std::vector<std::string>& arguments) {
  const Options options(arguments, {{"--devices", false}});
  const auto& names = options.positionals({"ARCHIVE", "DIR"});
  const ExtractResult result = cowpio::extract(names[0], names[1], {options.has("--devices"), {}});
  if (result.left_out > 0)
    std::cerr << "cowpio: extract: " << result.left_out << " device nodes left out; --devices makes them\n";
  for (const std::string& failure : result.failures)
    std::cerr << "cowpio: extract: " << printable(failure) << '\n';
  if (result.failed > result.failures.size())
    std::cerr << "cowpio: extract: " << result.failed - result.failures.size()
              << " more members could not be made\n";
  return result.failed == 0 ? 0 : 1;
}

}  // namespace cowpio::cli
