#include "../core/extract.hpp"

#include <iostream>

#include "../core/printable.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const extract_help =
    R"(cowpio extract [--devices] ARCHIVE DIR

Unpacks an archive below DIR, which must exist, or several one behind the other, plain or compressed, as the kernel
does: of two members with one name, the last is what is there. Whole blocks on the grid are cloned where the file
system can. No name leads out of DIR: symlinks are followed as if DIR was the root. A member that cannot be made is
reported, and the rest is made. Owners are set by root only.

  --devices   make device nodes too; without it they are left out, and their number is said

Exit status: 0 done, 1 failed, or a member could not be made, 2 wrong use.
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
