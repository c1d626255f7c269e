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

namespace cowpio::cli {

namespace {

std::uint32_t newc_number_of(const std::string& text, const char* option) {
  return static_cast<std::uint32_t>(whole_number(text, option, newc_number));
}

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
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch != '\0')
    write.scan.latest = newc_number_of(epoch, "SOURCE_DATE_EPOCH");
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

/// A pipe, a device or a descriptor.
bool is_written_as_it_comes(const std::string& output) {
  for (const std::string_view descriptors : {"/proc/", "/dev/fd/", "/dev/std"})
    if (output.starts_with(descriptors)) return true;
  std::error_code not_there;
  return std::filesystem::exists(output, not_there) && !std::filesystem::is_regular_file(output, not_there);
}

/// Describes an output of which less was shared, and what to do.
std::string next_step(const std::string& directory, const std::string& output) {
  if (is_written_as_it_comes(output))
    return "\n" + printable(output) +
           " is written as it comes, and nothing is cloned into it; give the name of a file";
  return "\nNothing was written to " + printable(output) + "; cowpio doctor " + printable(directory) +
         " --output " + printable(folder_of(output)) +
         " says which file systems can share, and what to change";
}

std::string json_of(const Written& member) {
  std::string line = "{\"name\":" + json_string(member.name) + ",\"size\":" + std::to_string(member.size) +
                     ",\"dataOffset\":" + std::to_string(member.data_offset) +
                     ",\"cloneable\":" + std::to_string(member.cloneable) +
                     ",\"cloned\":" + std::to_string(member.cloned) +
                     ",\"copied\":" + std::to_string(member.copied);
  if (!member.reason.empty()) line += ",\"reason\":" + json_string(member.reason);
  return line + "}\n";
}

void print(const Written& member) {
  const char* what = member.cloned == 0 ? "copied" : member.reason.empty() ? "cloned" : "in part";
  std::fprintf(stderr, "%s %12llu of %12llu  %s%s%s\n", what, static_cast<unsigned long long>(member.cloned),
               static_cast<unsigned long long>(member.size), printable(member.name).c_str(),
               member.reason.empty() ? "" : ": ", std::string(member.reason).c_str());
}

void print(const WriteResult& result) {
  std::fprintf(
      stderr, "%llu entries, %llu bytes; %llu bytes of data cloned of %llu that can be, %llu copied\n",
      static_cast<unsigned long long>(result.entries), static_cast<unsigned long long>(result.size),
      static_cast<unsigned long long>(result.cloned), static_cast<unsigned long long>(result.cloneable),
      static_cast<unsigned long long>(result.copied));
}

std::string names_of(const Counted& counted) {
  std::string names;
  for (const std::string& name : counted.names) names += (names.empty() ? "" : ", ") + printable(name);
  return names + (counted.count > counted.names.size() ? ", ..." : "");
}

void print_notices(const WriteResult& result, const std::string& output, std::uint64_t requested) {
  const auto notice = [](const std::string& text) { std::cerr << "cowpio: create: note: " << text << '\n'; };
  const auto files = [](const Counted& counted) {
    return std::to_string(counted.count) + (counted.count == 1 ? " file" : " files");
  };
  const Losses& losses = result.losses;
  if (losses.attributes.count > 0)
    notice(
        "extended attributes, such as capabilities and ACLs, are not archived, since newc cannot hold "
        "them: " +
        files(losses.attributes) + ": " + names_of(losses.attributes));
  if (losses.times.count > 0)
    notice("modification times before 1970 or after 2106 are set to the nearest that newc can hold: " +
           files(losses.times) + ": " + names_of(losses.times));
  if (result.alignment == WriteResult::Alignment::cannot_share)
    notice("--data-align " + std::to_string(requested) +
           " is not a multiple of the output file system's block size: nothing can be cloned");
  if (result.alignment == WriteResult::Alignment::reduced)
    notice("--data-align " + std::to_string(requested) +
           ": files for which this costs more than 5 % are aligned to the block of the output's file system");
  if (result.in_place)
    notice(printable(output) +
           " was written in place, since it is a mount point or its folder cannot be written");
}

std::string json_of(const WriteResult& result) {
  constexpr const char* alignments[] = {"as requested", "reduced", "cannot share"};
  return "{\"result\":{\"size\":" + std::to_string(result.size) +
         ",\"entries\":" + std::to_string(result.entries) +
         ",\"cloneable\":" + std::to_string(result.cloneable) +
         ",\"cloned\":" + std::to_string(result.cloned) + ",\"copied\":" + std::to_string(result.copied) +
         ",\"alignment\":\"" + alignments[static_cast<std::size_t>(result.alignment)] +
         "\",\"lostAttributes\":" + std::to_string(result.losses.attributes.count) +
         ",\"changedTimes\":" + std::to_string(result.losses.times.count) + "}}\n";
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
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
  std::string lines;
  const bool verbose = options.has("--verbose");
  if (verbose || report.is_open())
    call.write.on_member = [&](const Written& member) {
      if (report.is_open()) lines += json_of(member);
      if (verbose) print(member);
    };

  const std::string directory = options.value("--tree").value_or(options.value("--directory").value_or("."));
  Inputs inputs = inputs_of(options);
  try {
    const WriteResult result =
        write_archive(inputs.lookup, std::move(inputs.requests), call.output, call.write);
    print_notices(result, call.output, call.write.alignment.value_or(0));
    if (verbose) print(result);
    if (report.is_open()) lines += json_of(result);
  } catch (const NotShared& error) {
    static_cast<void>(report.append(lines));
    throw NotShared(error.what() + next_step(directory, call.output), error.members());
  }
  if (!report.append(lines))
    throw InputError(call.output + " was written, but its report was not: " + report.path());
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
