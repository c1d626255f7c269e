#include "core/doctor/doctor.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const doctor_help =
    R"(cowpio doctor DIR [--tmpdir DIR] [--output DIR|FILE] [--json]

Checks before a run whether files of DIR, staged in tmpdir and written to output as dracut does it, can share their
blocks. If not, reports why and what to change. Clones one block from place to place, into unnamed temporary files.
Checks at most 100000 files below DIR, for at most 5 seconds.

  --tmpdir DIR        dracut's --tmpdir. Default: $TMPDIR, else /var/tmp
  --output DIR|FILE   location of the archive. Default: /boot
  --json              print one JSON object; sizes are in bytes

Exit status: 0 blocks can be shared all the way (single files that cannot, for example NOCOW ones, are listed), 1 they
cannot or doctor failed, 2 usage error.
)";

namespace {

using DataFolders = std::array<const DataFolder*, 3>;
DataFolders locations_of(const Diagnosis& diagnosis) {
  return {&diagnosis.tree, &diagnosis.tmpdir, &diagnosis.output};
}

const char* yes(bool holds) { return holds ? "yes" : "no"; }

std::string text_of(const std::vector<std::string>& words, const char* between = " ") {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string text_of(const std::optional<bool>& known) { return known ? yes(*known) : "-"; }

std::string text_of(const std::optional<Subvolume>& subvolume) {
  if (!subvolume) return "-";
  return (subvolume->name.empty() ? "top level" : subvolume->name) +
         (subvolume->snapshot ? ", snapshot" : "") + (subvolume->read_only ? ", read-only" : "");
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

struct Row {
  const char* fact;
  std::array<std::string, 3> values;
};

template <class Value>
Row row(const char* fact, const DataFolders& locations, Value value) {
  Row made{fact, {}};
  for (std::size_t i = 0; i < locations.size(); ++i) {
    made.values[i] = printable(value(*locations[i]));
    if (made.values[i].empty()) made.values[i] = "-";
  }
  return made;
}

std::vector<Row> rows_of(const DataFolders& locations) {
  return {
      row("", locations, [](const DataFolder& location) { return location.role; }),
      row("folder", locations, [](const DataFolder& location) { return location.path; }),
      row("file system", locations, [](const DataFolder& location) { return location.type(); }),
      row("mounted at", locations,
          [](const DataFolder& location) { return location.mount ? location.mount->point : ""; }),
      row("with options", locations,
          [](const DataFolder& location) { return text_of(options_that_matter(location)); }),
      row("same file system", locations,
          [](const DataFolder& location) { return yes(location.same_file_system); }),
      row("same mount", locations, [](const DataFolder& location) { return yes(location.same_mount); }),
      row("subvolume", locations, [](const DataFolder& location) { return text_of(location.subvolume); }),
      row("block", locations,
          [](const DataFolder& location) { return std::to_string(location.file_system.block); }),
      row("reflink", locations,
          [](const DataFolder& location) { return text_of(location.file_system.reflink); }),
      row("rmapbt", locations,
          [](const DataFolder& location) { return text_of(location.file_system.rmapbt); }),
      row("NOCOW", locations, [](const DataFolder& location) { return yes(location.nocow); }),
      row("compression", locations, [](const DataFolder& location) { return location.compression; }),
      row("read-only", locations,
          [](const DataFolder& location) { return yes(location.file_system.read_only); }),
      row("free", locations, [](const DataFolder& location) { return megabytes(location.file_system.free); }),
  };
}

void print_table(const std::vector<Row>& rows) {
  std::array<std::size_t, 3> widths{};
  for (const Row& one : rows)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], one.values[i].size());
  for (const Row& one : rows) {
    std::string line = one.fact;
    line.resize(16, ' ');
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line += "  " + one.values[i];
      line.append(widths[i] - one.values[i].size(), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << '\n';
  }
}

void print_counted(const char* what, const Counted& counted) {
  if (counted.count == 0) return;
  std::cout << "  " << counted.count << ' ' << what << ": " << printable(text_of(counted.names, ", "))
            << (counted.count > counted.names.size() ? ", ..." : "") << '\n';
}

void print_files(const Survey& files, std::uint64_t block) {
  std::cout << "\nfiles: " << files.files << ", " << megabytes(files.bytes)
            << "; in whole blocks, which is what can be shared, " << megabytes(files.whole_blocks)
            << (files.cut ? "; a limit was met, the rest was not looked at" : "") << '\n';
  std::cout << "  " << files.below_block << " smaller than a block of " << block << " bytes\n";
  print_counted("NOCOW; an archive shares with these or with the others, whichever are more bytes",
                files.nocow);
  print_counted("mount points of other file systems, below which nothing can share", files.elsewhere);
  print_counted("unreadable", files.unreadable);
}

void print_text(const Diagnosis& diagnosis) {
  print_table(rows_of(locations_of(diagnosis)));
  print_files(diagnosis.files, diagnosis.tree.file_system.block);
  std::cout << '\n';
  for (const Step& step : diagnosis.steps) {
    std::cout << step.from << " -> " << step.to << ": " << to_string(step.verdict.kind);
    if (!step.verdict.reason.empty())
      std::cout << ": " << printable(step.verdict.reason + "; " + step.verdict.remedy);
    std::cout << '\n';
  }
  std::cout << '\n';
  for (const std::string& hint : diagnosis.hints) std::cout << "note: " << printable(hint) << '\n';
}

}  // namespace

int doctor(const std::vector<std::string>& arguments) {
  const Options options(arguments, {{"--tmpdir", true}, {"--output", true}, {"--json", false}});
  const char* from_environment = std::getenv("TMPDIR");
  const bool has_default = from_environment != nullptr && *from_environment != '\0';
  const Diagnosis diagnosis =
      diagnose({options.positionals({"DIR"})[0],
                options.value("--tmpdir").value_or(has_default ? from_environment : "/var/tmp"),
                options.value("--output").value_or("/boot"),
                {}});
  options.has("--json") ? void(std::cout << json_of(diagnosis)) : print_text(diagnosis);
  return diagnosis.all_share() ? 0 : 1;
}

}  // namespace cowpio::cli
