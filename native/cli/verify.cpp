#include "core/unpack/verify.hpp"

#include <iostream>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "core/format/text.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const verify_help =
    R"(cowpio verify [OPTIONS] ARCHIVE

Checks what the kernel and other readers rely on: headers, names and their fields, directories before their contents,
hard links, checksums (070702), and the end of each archive, also in compressed segments. Prints one line for each
finding.

  --tree DIR      compare type, mode, owner, size, time, target, device and all bytes with the files below DIR
  --ignore LIST   properties that are not compared: mode, owner, time, separated by commas
  --align BYTES   require data of files of at least BYTES to start at a multiple of BYTES, a power of two; data in a
                  compressed segment does not
  --json          print one JSON object

Exit status: 0 intact (no error; notes are allowed), 1 an error was found or verify failed, 2 usage error.
)";

namespace {

void ignore(std::string_view list, VerifyOptions& how) {
  while (!list.empty()) {
    const std::string_view word = cut(list, ',');
    if (word != "mode" && word != "owner" && word != "time")
      throw UsageError("--ignore: expected mode, owner or time, got " + std::string(word));
    how.ignore_mode = how.ignore_mode || word == "mode";
    how.ignore_owner = how.ignore_owner || word == "owner";
    how.ignore_time = how.ignore_time || word == "time";
  }
}

void print(const VerifyResult& result) {
  for (const Finding& finding : result.findings)
    std::cout << (finding.severity == Severity::error ? "error" : "note ") << "  "
              << (finding.name.empty() ? "" : printable(finding.name) + ": ") << printable(finding.what)
              << '\n';
  std::cout << result.members << " members, " << result.found << " findings\n";
}

}  // namespace

int verify(const std::vector<std::string>& arguments) {
  const Options options(arguments,
                        {{"--tree", true}, {"--ignore", true}, {"--align", true}, {"--json", false}});
  VerifyOptions how;
  how.tree = options.only_value("--tree").value_or("");
  ignore(options.value("--ignore").value_or(""), how);
  if (const auto align = options.value("--align")) how.align = whole_number_of(*align, "--align", alignment);
  const std::string archive = options.positionals({"ARCHIVE"})[0];
  const VerifyResult result = naming("--tree", how.tree, [&] { return cowpio::verify(archive, how); });
  if (options.has("--json"))
    std::cout << json_of(result) << '\n';
  else
    print(result);
  return result.intact() ? 0 : 1;
}

}  // namespace cowpio::cli
