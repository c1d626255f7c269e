#include "core/doctor/doctor.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "core/format/text.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const doctor_help =
    R"(cowpio doctor DIR [--tmpdir DIR] [--output DIR|FILE] [--json]
cowpio doctor --dracut[=ROOT] [DIR] [--tmpdir DIR] [--output DIR|FILE] [--json]

Checks before a run whether files of DIR, staged in tmpdir and written to output as dracut does it, can share their
blocks. If not, reports why and what to change. Clones one block from place to place, into unnamed temporary files.
Checks at most 100000 files below DIR, for at most 5 seconds.

  --tmpdir DIR        dracut's --tmpdir. Default: $TMPDIR, else /var/tmp
  --output DIR|FILE   directory of the archive. Default: /boot
  --dracut[=ROOT]     also read the configuration of the dracut that is installed below ROOT (etc/dracut.conf and the
                      dracut.conf.d directories there), and report which program it will call and whether its archive
                      can share. Options of its command line are not considered, and it is not run. Default of ROOT: /,
                      of DIR: ROOT/usr, of --tmpdir: dracut's tmpdir, of --output: ROOT/boot
  --json              print one JSON object; sizes are in bytes

Exit status: 0 blocks can be shared all the way (single files that cannot, for example NOCOW ones, are listed), 1 they
cannot or doctor failed, 2 usage error.
)";

namespace {

using DataDirectories = std::array<const DataDirectory*, 3>;
DataDirectories directories_of(const Diagnosis& diagnosis) {
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
Row row(const char* fact, const DataDirectories& directories, Value value) {
  Row made{fact, {}};
  for (std::size_t i = 0; i < directories.size(); ++i) {
    made.values[i] = printable(value(*directories[i]));
    if (made.values[i].empty()) made.values[i] = "-";
  }
  return made;
}

std::vector<Row> rows_of(const DataDirectories& directories) {
  return {
      row("", directories, [](const DataDirectory& directory) { return directory.role; }),
      row("directory", directories, [](const DataDirectory& directory) { return directory.path; }),
      row("file system", directories, [](const DataDirectory& directory) { return directory.type(); }),
      row("mounted at", directories,
          [](const DataDirectory& directory) { return directory.mount ? directory.mount->point : ""; }),
      row("with options", directories,
          [](const DataDirectory& directory) { return text_of(options_that_matter(directory)); }),
      row("same file system", directories,
          [](const DataDirectory& directory) { return yes(directory.same_file_system); }),
      row("same mount", directories,
          [](const DataDirectory& directory) { return yes(directory.same_mount); }),
      row("subvolume", directories,
          [](const DataDirectory& directory) { return text_of(directory.subvolume); }),
      row("block", directories,
          [](const DataDirectory& directory) { return std::to_string(directory.file_system.block); }),
      row("reflink", directories,
          [](const DataDirectory& directory) { return text_of(directory.file_system.reflink); }),
      row("rmapbt", directories,
          [](const DataDirectory& directory) { return text_of(directory.file_system.rmapbt); }),
      row("NOCOW", directories, [](const DataDirectory& directory) { return yes(directory.nocow); }),
      row("compression", directories, [](const DataDirectory& directory) { return directory.compression; }),
      row("read-only", directories,
          [](const DataDirectory& directory) { return yes(directory.file_system.read_only); }),
      row("free", directories,
          [](const DataDirectory& directory) { return megabytes(directory.file_system.free); }),
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

void print_verdict(const std::string& of, const Verdict& verdict) {
  std::cout << of << ": " << to_string(verdict.kind);
  if (!verdict.reason.empty()) std::cout << ": " << printable(verdict.reason + "; " + verdict.remedy);
  std::cout << '\n';
}

void print_dracut(const Dracut& dracut) {
  std::cout << "dracut" << (dracut.version.empty() ? "" : " ") << printable(dracut.version) << " below "
            << printable(dracut.root) << '\n';
  for (const auto& [name, value, place] : dracut.config.settings()) {
    if (place.empty() && name != "enhanced_cpio" && name != "compress") continue;
    std::string label = name;
    label.resize(std::max<std::size_t>(label.size() + 1, 14), ' ');
    std::cout << "  " << label << (place.empty() ? "not set" : printable(value));
    if (!place.empty()) std::cout << "  " << printable(place);
    std::cout << '\n';
  }
  std::cout << "  writer        "
            << (dracut.writer.empty()
                    ? "none that aligns"
                    : printable(dracut.writer) + (dracut.writer_is_cowpio ? ", cowpio" : ""))
            << "\n\n";
}

void print_text(const Diagnosis& diagnosis) {
  if (diagnosis.dracut) print_dracut(*diagnosis.dracut);
  print_table(rows_of(directories_of(diagnosis)));
  print_files(diagnosis.files, diagnosis.tree.file_system.block);
  std::cout << '\n';
  if (diagnosis.dracut) print_verdict("dracut", judge(*diagnosis.dracut));
  for (const Step& step : diagnosis.steps) print_verdict(step.from + " -> " + step.to, step.verdict);
  std::cout << '\n';
  for (const std::string& hint : diagnosis.hints) std::cout << "note: " << printable(hint) << '\n';
}

DoctorOptions options_of(const Options& options) {
  DoctorOptions given;
  std::string root;
  std::string tmpdir;
  if (const auto below = options.value("--dracut")) {
    root = without_slashes_behind(below->empty() ? "/" : *below);
    given.dracut = read_dracut(root);
    if (root == "/") root = "";
    tmpdir = given.dracut->config["tmpdir"].value;
    if (!tmpdir.empty()) tmpdir = root + (tmpdir.starts_with('/') ? "" : "/") + tmpdir;
  }
  const char* from_environment = std::getenv("TMPDIR");
  if (tmpdir.empty() && root.empty() && from_environment != nullptr) tmpdir = from_environment;
  if (tmpdir.empty()) tmpdir = root + "/var/tmp";
  given.tmpdir = options.value("--tmpdir").value_or(tmpdir);
  given.output = options.value("--output").value_or(root + "/boot");
  const auto& names = options.positionals({"DIR"}, {}, given.dracut ? 1 : 0);
  given.tree = names.empty() ? root + "/usr" : names[0];
  return given;
}

}  // namespace

int doctor(const std::vector<std::string>& arguments) {
  const Options options(
      arguments,
      {{"--tmpdir", true}, {"--output", true}, {"--json", false}, {"--dracut", Option::Value::optional}});
  const Diagnosis diagnosis = diagnose(options_of(options));
  options.has("--json") ? void(std::cout << json_of(diagnosis) << '\n') : print_text(diagnosis);
  return diagnosis.all_share() ? 0 : 1;
}

}  // namespace cowpio::cli
