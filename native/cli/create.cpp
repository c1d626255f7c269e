#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>

#include "commands.hpp"
#include "core/format/json.hpp"
#include "core/format/printable.hpp"
#include "core/format/text.hpp"
#include "core/fs/descriptor.hpp"
#include "core/write/output.hpp"
#include "core/write/write.hpp"
#include "inputs.hpp"
#include "options.hpp"
#include "report.hpp"
#include "written.hpp"

namespace cowpio::cli {

namespace {

Owner owner_of(const std::string& text) {
  std::string_view rest = text;
  const std::string_view user = cut(rest, ':');
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  if (!parse_number(user, 10, newc::value_max, uid) || !parse_number(rest, 10, newc::value_max, gid))
    throw UsageError("--owner: expected UID:GID as numbers, like 0:0, got " + text);
  return {static_cast<std::uint32_t>(uid), static_cast<std::uint32_t>(gid)};
}

bool is_second(const Options& options, const char* option, const Words& words) {
  const std::string word = options.value(option).value_or(words.first);
  if (const auto second = words.is_second(word)) return *second;
  throw UsageError(std::string(option) + ": expected " + words.first + " or " + words.second + ", got " +
                   word);
}

double percent_of(const std::string& text) {
  if (text.empty()) return 100;
  char* end = nullptr;
  const double percent = std::strtod(text.c_str(), &end);
  // strtod also accepts blanks, exponents and hexadecimal digits.
  if (text.find_first_not_of("0123456789.") != std::string::npos || *end != '\0' ||
      !percentage.holds(percent))
    throw UsageError("--require-reflink: expected " + std::string(percentage.expected) + ", got " + text);
  return percent;
}

WriteOptions write_options(const Options& options, Caller caller) {
  WriteOptions write;
  const std::string data_align =
      options.value("--data-align").value_or(caller == Caller::dracut ? "4" : "auto");
  if (data_align != "auto")
    write.alignment = whole_number(data_align, "--data-align", data_alignment, "auto or ");
  // dracut passes what statfs says, which is the size of transfers on network file systems and ZFS.
  write.bounded = caller == Caller::dracut;
  const std::string min_clone = options.value("--min-clone").value_or("0");
  write.min_clone.reset();
  if (min_clone != "auto")
    write.min_clone = whole_number(min_clone, "--min-clone", newc_number, "auto or, in bytes, ");
  if (is_second(options, "--order", order_words)) write.order = LayoutOptions::Order::given;
  if (is_second(options, "--pad", pad_words)) write.pad = LayoutOptions::Pad::file;
  write.sums = is_second(options, "--format", format_words);
  write.fill_holes = options.has("--fill-holes");
  write.append = !options.has("--truncate-existing");
  if (const auto owner = options.value("--owner")) write.scan.owner = owner_of(*owner);
  if (const auto mtime = options.value("--mtime")) write.scan.mtime = newc_number_of(*mtime, "--mtime");
  write.scan.latest = source_date_epoch();
  if (const auto percent = options.value("--require-reflink")) write.require_reflink = percent_of(*percent);
  return write;
}

std::string output_of(const Options& options) {
  std::string output = options.positionals({"OUTPUT"}, "a folder to archive is given by --tree")[0];
  if (output != "-") return output;
  if (::isatty(STDOUT_FILENO) == 1)
    throw UsageError(
        "-: standard output is a terminal, and an archive is no text; redirect it, or give a file");
  return standard_output;
}

/// It would be archived, empty or as a run before left it.
void refuse_report_within(const std::string& tree, const std::string& report) {
  namespace fs = std::filesystem;
  if (report.empty()) return;
  std::error_code not_there;  // is told by those who open it
  const fs::path root = fs::canonical(tree, not_there);
  const fs::path location = fs::weakly_canonical(report, not_there);
  const bool is_within =
      std::mismatch(root.begin(), root.end(), location.begin(), location.end()).first == root.end();
  const bool is_file = !fs::exists(location, not_there) || fs::is_regular_file(location, not_there);
  if (!root.empty() && is_within && is_file)
    throw InputError(report + ": the report lies in the tree that is archived; write it elsewhere");
}

/// Describes an output of which less was shared, and what to do.
std::string next_step(const std::string& directory, const std::string& output) {
  namespace fs = std::filesystem;
  std::error_code not_there;
  if (fs::exists(output, not_there) && !fs::is_regular_file(output, not_there))
    return "\n" + printable(output) +
           " is written as it comes, and nothing is cloned into it; give the name of a file";
  const bool is_descriptor = output.starts_with("/proc/") || output.starts_with("/dev/");
  const std::string file = is_descriptor ? fs::canonical(output, not_there).string() : output;
  return "\nNothing was written to " + printable(output) + "; cowpio doctor " + printable(directory) +
         " --output " + printable(folder_of(file)) + " says which file systems can share, and what to change";
}

const std::vector<Option> known_options = {{"--null", false, "-0"},
                                           {"--tree", true},
                                           {"--manifest", true},
                                           {"--spec", true},
                                           {"--directory", true},
                                           {"--data-align", true},
                                           {"--order", true},
                                           {"--pad", true},
                                           {"--min-clone", true},
                                           {"--fill-holes", false},
                                           {"--owner", true},
                                           {"--mtime", true},
                                           {"--format", true},
                                           {"--require-reflink", Option::Value::optional},
                                           {"--verbose", false, "-v"},
                                           {"--report", true},
                                           {"--truncate-existing", false}};

/// The parsed arguments, before any file is opened.
struct Call {
  Call(const std::vector<std::string>& arguments, Caller caller)
      : options(arguments, known_options),
        output(output_of(options)),
        write(write_options(options, caller)) {}

  Options options;
  std::string output;
  WriteOptions write;
};

Report open_report(const Options& options, const std::string& output) {
  const std::string path = options.value("--report").value_or(environment("COWPIO_REPORT"));
  if (path.empty()) return {};
  if (const auto tree = options.value("--tree")) refuse_report_within(*tree, path);
  return {options.has("--report") ? "--report" : "COWPIO_REPORT", path, output};
}

int run(Call call, const Report& report) {
  const Options& options = call.options;
  const std::string directory = options.value("--tree").value_or(options.value("--directory").value_or("."));
  Inputs inputs = inputs_of(options);
  try {
    write_reported({"create", report, options.has("--verbose"), call.output}, call.write,
                   [&](const WriteOptions& write) {
                     return write_archive(inputs.lookup, std::move(inputs.requests), call.output, write);
                   });
  } catch (const NotShared& error) {
    throw NotShared(error.what() + next_step(directory, call.output), error.members());
  }
  return 0;
}

}  // namespace

int create(const std::vector<std::string>& arguments, Caller caller) {
  std::optional<Call> call;
  try {
    call.emplace(arguments, caller);
  } catch (const UsageError&) {
    note_failed_call(environment("COWPIO_REPORT"), arguments);
    throw;
  }
  const Report report = open_report(call->options, call->output);
  if (report.is_open() && !report.append(writer_line(arguments))) fail("write", report.path());
  return run(std::move(*call), report);
}

}  // namespace cowpio::cli
