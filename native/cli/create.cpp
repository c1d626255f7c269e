#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>

#include "commands.hpp"
#include "core/format/json.hpp"
#include "core/format/printable.hpp"
#include "core/format/text.hpp"
#include "core/fs/descriptor.hpp"
#include "core/write/create_options.hpp"
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

void set(WriteOptions& write, std::string_view name, const Number& number, const std::string& text) {
  if (text.empty() && number.alone) return number.set(write, number.alone);
  if (text == "auto" && number.or_auto) return number.set(write, std::nullopt);
  number.set(write, number_of(text, name, number.numbers, number.or_auto ? "auto or " : ""));
}

void set(WriteOptions& write, std::string_view name, const Choice& choice, const std::string& text) {
  const auto position = choice.position(text);
  if (!position)
    throw UsageError(std::string(name) + ": expected " + choice.joined(" or ") + ", got " + text);
  choice.set(write, *position);
}

void set(WriteOptions& write, std::string_view, const Flag& flag, const std::string&) { flag.set(write); }

void set(WriteOptions& write, std::string_view, const OwnerIds& owner, const std::string& text) {
  owner.set(write, owner_of(text));
}

WriteOptions write_options(const Options& options, Caller caller) {
  WriteOptions write;
  if (caller == Caller::dracut) {
    write.alignment = newc::field_alignment;
    // dracut passes what statfs says, which is the size of transfers on network file systems and ZFS.
    write.bounded = true;
  }
  write.scan.latest = source_date_epoch();
  for (const CreateOption& option : create_options())
    if (const auto text = options.value(option.name))
      std::visit([&](const auto& kind) { set(write, option.name, kind, *text); }, option.kind);
  return write;
}

std::string output_of(const Options& options) {
  std::string output = options.positionals({"OUTPUT"}, "a directory to archive is given by --tree")[0];
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
         " --output " + printable(directory_of(file)) +
         " says which file systems can share, and what to change";
}

Option::Value value_of(const CreateOption& option) {
  if (std::holds_alternative<Flag>(option.kind)) return Option::Value::none;
  const auto* number = std::get_if<Number>(&option.kind);
  return number != nullptr && number->alone ? Option::Value::optional : Option::Value::needed;
}

std::vector<Option> known_options() {
  std::vector<Option> known = {{"--null", false, "-0"}, {"--tree", true},      {"--manifest", true},
                               {"--spec", true},        {"--directory", true}, {"--verbose", false, "-v"},
                               {"--report", true}};
  for (const CreateOption& option : create_options()) known.emplace_back(option.name, value_of(option));
  return known;
}

/// The parsed arguments, before any file is opened.
struct Call {
  Call(const std::vector<std::string>& arguments, Caller caller)
      : options(arguments, known_options()),
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
