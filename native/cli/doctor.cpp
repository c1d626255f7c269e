#include "../core/doctor.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "../core/json.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const doctor_help =
    R"(cowpio doctor DIR [--tmpdir DIR] [--output DIR|FILE] [--json]

Says before a run whether files of DIR, staged in tmpdir and written to output as dracut does it, can share their
blocks; if not, why, and what to change. Clones one block from place to place, into files without names. Of the
files below DIR at most 100000 are looked at, for 5 seconds.

  --tmpdir DIR        dracut's --tmpdir. Default: $TMPDIR, else /var/tmp
  --output DIR|FILE   where the archive is to go. Default: /boot
  --json              one JSON object; sizes are bytes

Exit status: 0 all can share, 1 some cannot or it failed, 2 wrong use.
)";

namespace {

using Places = std::array<const Place*, 3>;
Places places_of(const Diagnosis& diagnosis) {
  return {&diagnosis.tree, &diagnosis.tmpdir, &diagnosis.output};
}

const char* yes(bool holds) { return holds ? "yes" : "no"; }
const char* boolean(bool holds) { return holds ? "true" : "false"; }

/// Options of the mount that decide about sharing.
std::vector<std::string> options_that_matter(const Place& place) {
  std::vector<std::string> found;
  if (!place.mount) return found;
  for (const char* name : {"ro", "compress", "compress-force", "nodatacow", "nodatasum"})
    if (auto option = place.mount->option(name)) found.push_back(std::move(*option));
  return found;
}

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

/// What a file's name may hold does nothing to the terminal.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return byte < ' ' || byte == 0x7f; }, '?');
  return text;
}

struct Row {
  const char* fact;
  std::array<std::string, 3> values;
};

template <class Value>
Row row(const char* fact, const Places& places, Value value) {
  Row made{fact, {}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    made.values[i] = printable(value(*places[i]));
    if (made.values[i].empty()) made.values[i] = "-";
  }
  return made;
}

std::vector<Row> rows_of(const Places& places) {
  return {
      row("", places, [](const Place& place) { return place.role; }),
      row("folder", places, [](const Place& place) { return place.path; }),
      row("file system", places, [](const Place& place) { return place.type(); }),
      row("mounted at", places, [](const Place& place) { return place.mount ? place.mount->point : ""; }),
      row("with options", places, [](const Place& place) { return text_of(options_that_matter(place)); }),
      row("same file system", places, [](const Place& place) { return yes(place.same_file_system); }),
      row("same mount", places, [](const Place& place) { return yes(place.same_mount); }),
      row("subvolume", places, [](const Place& place) { return text_of(place.subvolume); }),
      row("block", places, [](const Place& place) { return std::to_string(place.file_system.block); }),
      row("reflink", places, [](const Place& place) { return text_of(place.file_system.reflink); }),
      row("rmapbt", places, [](const Place& place) { return text_of(place.file_system.rmapbt); }),
      row("NOCOW", places, [](const Place& place) { return yes(place.nocow); }),
      row("compression", places, [](const Place& place) { return place.compression; }),
      row("read-only", places, [](const Place& place) { return yes(place.file_system.read_only); }),
      row("free", places, [](const Place& place) { return megabytes(place.file_system.free); }),
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
  print_counted("NOCOW, which share with NOCOW files only", files.nocow);
  print_counted("mount points of other file systems, below which nothing can share", files.elsewhere);
  print_counted("unreadable", files.unreadable);
}

void print_text(const Diagnosis& diagnosis) {
  print_table(rows_of(places_of(diagnosis)));
  print_files(diagnosis.files, diagnosis.tree.file_system.block);
  std::cout << '\n';
  for (const Step& step : diagnosis.steps) {
    std::cout << step.from << " -> " << step.to << ": " << spell(step.verdict.kind);
    if (!step.verdict.reason.empty())
      std::cout << ": " << printable(step.verdict.reason + "; " + step.verdict.remedy);
    std::cout << '\n';
  }
  std::cout << '\n';
  for (const std::string& hint : diagnosis.hints) std::cout << "note: " << printable(hint) << '\n';
}

std::string json_of(const std::optional<bool>& known) { return known ? boolean(*known) : "null"; }

std::string json_of(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) text += (text.size() > 1 ? "," : "") + json_string(word);
  return text + "]";
}

std::string json_of(const Counted& counted) {
  return "{\"count\":" + std::to_string(counted.count) + ",\"names\":" + json_of(counted.names) + "}";
}

std::string json_of(const Place& place) {
  std::ostringstream text;
  text << "{\"path\":" << json_string(place.path) << ",\"fileSystem\":" << json_string(place.type())
       << ",\"mountPoint\":" << (place.mount ? json_string(place.mount->point) : "null")
       << ",\"mountOptions\":" << json_of(options_that_matter(place))
       << ",\"sameFileSystem\":" << boolean(place.same_file_system)
       << ",\"sameMount\":" << boolean(place.same_mount) << ",\"subvolume\":";
  if (place.subvolume)
    text << "{\"name\":" << json_string(place.subvolume->name)
         << ",\"snapshot\":" << boolean(place.subvolume->snapshot)
         << ",\"readOnly\":" << boolean(place.subvolume->read_only) << '}';
  else
    text << "null";
  text << ",\"blockSize\":" << place.file_system.block
       << ",\"reflink\":" << json_of(place.file_system.reflink)
       << ",\"rmapbt\":" << json_of(place.file_system.rmapbt) << ",\"nocow\":" << boolean(place.nocow)
       << ",\"compression\":" << json_string(place.compression)
       << ",\"readOnly\":" << boolean(place.file_system.read_only) << ",\"free\":" << place.file_system.free
       << '}';
  return text.str();
}

std::string json_of(const Step& step) {
  return "{\"from\":" + json_string(step.from) + ",\"to\":" + json_string(step.to) +
         ",\"verdict\":" + json_string(spell(step.verdict.kind)) +
         ",\"errno\":" + std::to_string(step.trial.error) +
         ",\"reason\":" + json_string(step.verdict.reason) +
         ",\"remedy\":" + json_string(step.verdict.remedy) + "}";
}

void print_json(const Diagnosis& diagnosis) {
  std::cout << "{\"canShare\":" << boolean(diagnosis.all_share());
  for (const Place* place : places_of(diagnosis))
    std::cout << ",\n\"" << place->role << "\":" << json_of(*place);
  const Survey& files = diagnosis.files;
  std::cout << ",\n\"files\":{\"count\":" << files.files << ",\"bytes\":" << files.bytes
            << ",\"wholeBlocks\":" << files.whole_blocks << ",\"belowBlock\":" << files.below_block
            << ",\"nocow\":" << json_of(files.nocow) << ",\"elsewhere\":" << json_of(files.elsewhere)
            << ",\"unreadable\":" << json_of(files.unreadable) << ",\"cut\":" << boolean(files.cut)
            << "},\n\"steps\":[";
  for (std::size_t i = 0; i < diagnosis.steps.size(); ++i)
    std::cout << (i > 0 ? ",\n" : "") << json_of(diagnosis.steps[i]);
  std::cout << "],\n\"hints\":" << json_of(diagnosis.hints) << "}\n";
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
  options.has("--json") ? print_json(diagnosis) : print_text(diagnosis);
  return diagnosis.all_share() ? 0 : 1;
}

}  // namespace cowpio::cli
