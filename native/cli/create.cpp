#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "../core/json.hpp"
#include "../core/printable.hpp"
#include "../core/write.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const create_help =
    R"(cowpio create [OPTIONS] OUTPUT < NAMES
dracut-cpio [OPTIONS] OUTPUT < NAMES

Writes a newc archive to OUTPUT, behind what it holds. The data of files of at least a block lies on the grid, and
its whole blocks are cloned; what cannot be cloned is copied, and why is told. OUTPUT appears whole or not at all,
and is as it was when something fails. A new one is its owner's alone (0600 less the umask); one that was there keeps
owner, mode, ACL and SELinux label. To -, which is standard output, to /dev/fd/N, pipes and devices it is written as
it comes, and nothing is cloned.

What to archive, one of:
  (nothing)               names on standard input, below --directory
  --null, -0              names, or the fields of --manifest, end with NUL instead of newline or tab
  --tree DIR              everything below DIR, by name
  --manifest FILE         a record for each entry: NAME, then any of source=PATH, mode=OCTAL, uid=N, gid=N,
                          mtime=SECONDS, and for what is made from nothing type=dir|symlink|fifo|socket|char|block,
                          target=TEXT, device=MAJOR:MINOR; parted by tabs, bytes as \t \n \\ \ooo; with --null each
                          field ends with NUL, a record with an empty one. - is standard input. A source that is a
                          symlink is archived as one; with type=file, the file it leads to. Names of one
                          hard-linked source stay links of one file where mode, owner and time are the same, and
                          become files of their own where they are not
  --spec FILE             a list as the kernel's gen_init_cpio reads it: a `file` is what its location leads to
  --directory DIR         what names and relative sources are below. Default: .

Where data lies:
  --data-align BYTES      the grid, a power of two from 4 up; to share, a multiple of the file system's block
                          (stat --file-system --format=%s DIR); auto is that block. Default: auto, but 4 when
                          called as dracut-cpio
  --order pack|given      pack fills the gaps before aligned data with folders, links and small files, folders
                          before what is in them; given keeps the order of the input. Default: pack
  --pad name|file         pad with NULs in names and repeated `.` entries; or, for readers that take no NULs in
                          names (3cpio), with files of NULs in .cowpio-pad/, which show up in the rootfs.
                          Default: name
  --min-clone SIZE        files below SIZE bytes are copied; auto: those that are copied about as fast as cloned
                          (16 KiB on Btrfs, 64 KiB on XFS, 256 KiB on XFS with rmapbt=1). Default: 0
  --fill-holes            write holes as zeros, for GRUB's Btrfs driver before December 2021

What entries look like:
  --owner UID:GID         owner of every entry, as numbers. Default: each file's
  --mtime SECONDS         time of every entry, since 1970. Default: each file's, but at most SOURCE_DATE_EPOCH
                          where the environment has one
  --format newc|crc       070701, or 070702 with sums, which kernels check from 5.19 on. Default: newc

What is told:
  --require-reflink[=PERCENT]
                          fail when less of what can be cloned was, naming each file and why. Default of PERCENT: 100
  --verbose, -v           a line on standard error for each member with data, and the sums
  --report FILE           append a line of JSON for each member with data: name, size, dataOffset, cloneable,
                          cloned, copied (bytes) and the reason for copying more than the last partial block; also
                          when less was shared than --require-reflink asks for. FILE lies outside of --tree.
                          Default: $COWPIO_REPORT, since dracut passes no options through
  --truncate-existing     replace what OUTPUT holds

Exit status: 0 written, 1 failed, 2 wrong use, 3 less shared than --require-reflink asks for.
)";

namespace {

std::uint32_t newc_number_of(const std::string& text, const char* option) {
  return static_cast<std::uint32_t>(whole_number(text, option, newc_number));
}

Owner owner_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) throw UsageError("--owner: expected UID:GID as numbers, got " + text);
  return {newc_number_of(text.substr(0, colon), "--owner"),
          newc_number_of(text.substr(colon + 1), "--owner")};
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
  if (*end != '\0' || !percentage.holds(percent))
    throw UsageError("--require-reflink: expected " + std::string(percentage.expected) + ", got " + text);
  return percent;
}

WriteOptions write_options(const Options& options, Caller caller) {
  WriteOptions write;
  const std::string grid = options.value("--data-align").value_or(caller == Caller::dracut ? "4" : "auto");
  if (grid != "auto") write.grid = whole_number(grid, "--data-align", data_grid, "auto or ");
  const std::string least = options.value("--min-clone").value_or("0");
  write.min_clone.reset();
  if (least != "auto") write.min_clone = whole_number(least, "--min-clone", newc_number, "auto or ");
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

std::string read_all(const std::string& path) {
  const Fd file = path == "-" ? Fd(::dup(STDIN_FILENO)) : open_or_fail(path, O_RDONLY);
  if (!file.is_open()) fail("dup", "standard input");
  std::string text;
  for (;;) {
    const std::size_t held = text.size();
    text.resize(held + (1 << 16));
    const ssize_t count = ::read(file.get(), text.data() + held, text.size() - held);
    text.resize(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path == "-" ? "standard input" : path);
    if (count == 0) return text;
  }
}

std::vector<Request> requests_of(const Options& options) {
  const bool null = options.has("--null");
  const auto manifest = options.value("--manifest");
  const auto spec = options.value("--spec");
  const auto tree = options.value("--tree");
  if ((manifest ? 1 : 0) + (spec ? 1 : 0) + (tree ? 1 : 0) > 1)
    throw UsageError("--tree, --manifest and --spec say what to archive in different ways; give one");
  if (tree && options.has("--directory"))
    throw UsageError("--tree names the directory itself; leave --directory out");
  if (tree) return walk_tree(open_or_fail(*tree, O_RDONLY | O_DIRECTORY));
  if (manifest) return read_manifest(read_all(*manifest), null);
  if (spec) return read_spec(read_all(*spec));
  return read_names(read_all("-"), null ? '\0' : '\n');
}

std::string output_of(const Options& options) {
  const std::string output = options.positionals({"OUTPUT"})[0];
  return output == "-" ? "/proc/self/fd/1" : output;
}

/// It would be archived, empty or as a run before left it.
void refuse_report_within(const std::string& tree, const std::string& report) {
  namespace fs = std::filesystem;
  if (report.empty()) return;
  std::error_code not_there;  // is told by those who open it
  const fs::path root = fs::canonical(tree, not_there);
  const fs::path place = fs::weakly_canonical(report, not_there);
  const bool is_within =
      std::mismatch(root.begin(), root.end(), place.begin(), place.end()).first == root.end();
  const bool is_file = !fs::exists(place, not_there) || fs::is_regular_file(place, not_there);
  if (!root.empty() && is_within && is_file)
    throw Refusal(report + ": the report lies in the tree that is archived; write it elsewhere");
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

}  // namespace

int create(const std::vector<std::string>& arguments, Caller caller) {
  const Options options(arguments, {{"--null", false, "-0"},
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
                                    {"--truncate-existing", false}});
  const std::string output = output_of(options);
  WriteOptions write = write_options(options, caller);

  const char* from_environment = std::getenv("COWPIO_REPORT");
  const std::string report_name =
      options.value("--report").value_or(from_environment == nullptr ? "" : from_environment);
  if (const auto tree = options.value("--tree")) refuse_report_within(*tree, report_name);
  std::ofstream report;
  if (!report_name.empty()) report.open(report_name, std::ios::app);
  if (!report_name.empty() && !report) fail("open", report_name);
  std::string lines;
  const bool verbose = options.has("--verbose");
  if (verbose || report.is_open())
    write.on_member = [&](const Written& member) {
      if (report.is_open()) lines += json_of(member);
      if (verbose) print(member);
    };

  const std::string directory = options.value("--tree").value_or(options.value("--directory").value_or("."));
  try {
    const WriteResult result = write_archive(directory, requests_of(options), output, write);
    if (verbose) print(result);
  } catch (const NotShared&) {
    report << lines << std::flush;
    throw;
  }
  report << lines;
  report.close();
  if (!report_name.empty() && !report)
    throw Refusal(output + " was written, but its report was not: " + report_name);
  return 0;
}

}  // namespace cowpio::cli
