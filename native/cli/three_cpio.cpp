#include <dirent.h>
#include <sys/stat.h>

#include <iostream>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "core/fs/descriptor.hpp"
#include "core/unpack/extract.hpp"
#include "core/version.hpp"
#include "inputs.hpp"
#include "options.hpp"
#include "parts.hpp"
#include "written.hpp"

namespace cowpio::cli {

const char* const three_cpio_help =
    R"(cowpio 3cpio MODE [OPTIONS] [ARCHIVE] [PATTERN...]
3cpio MODE [OPTIONS] [ARCHIVE] [PATTERN...]

Accepts the calls of 3cpio 0.14, as dracut, lsinitrd and initramfs-tools make them. docs/3cpio.md lists the differences.
A part of a file is one of several concatenated archives, or a compressed stream.
A PATTERN is a shell pattern for the whole name of a member; * also matches /. Without one, all members match.

Mode, one of:
  --create, -c    write ARCHIVE, or standard output, from the manifest on standard input: one line for each entry, with
                  LOCATION, NAME, file|dir|block|char|link|fifo|sock, MODE, UID, GID, MTIME, and then SIZE, MAJOR and
                  MINOR, or TARGET, separated by tabs. A field that is empty, - or missing is read from LOCATION. A
                  line `#cpio` starts another archive, `#cpio: zstd -15` a compressed one (bzip2, gzip, lz4, lzma, xz,
                  zstd); other lines with # are comments
  --list, -t      list the members that match a PATTERN
  --extract, -x   unpack the members that match a PATTERN
  --examine, -e   print where each part starts and ends, its compression, and the size of its files
  --count         print the number of parts

Options:
  --data-align BYTES     --create: alignment of file data, a positive multiple of 4; above the block size it is only
                         used if it makes the archive at most 5 % larger. Default: the block size on Btrfs, and on XFS
                         with reflinks, otherwise 4
  --directory, -C DIR    --create: directory of relative locations; --extract: directory to unpack into, created if its
                         parent exists. Default: .
  --parts, -P LIST       --list, --extract: numbers and ranges of parts, separated by commas, for example 1 or 2-
  --file, -F ARCHIVE     --extract: archive to unpack; several are unpacked in turn
  --make-directories     --extract: create missing parent directories
  --subdir, -s NAME      --extract: unpack each part into the directory NAME with the number of the part
  --to-stdout            --extract: print the contents of regular files instead
  --force                --extract: unpack into a directory that is not empty
  --preserve-permissions, -p
                         accepted and ignored: modes are always set, owners by root only
  --raw                  --examine: print bytes, separated by tabs, without a heading
  --verbose, -v          --create: print a line on standard error for each member with data, and totals; --list: in the
                         format of ls -l; --extract: print names on standard error
  --debug                like --verbose, and list inode numbers
  --version, -V          print the version

Exit status: 0 done, 1 failed or a member could not be created, 2 usage error.
)";

namespace {

constexpr const char* emulated_version = "0.14.0";

const std::vector<Option> known_options = {
    {"--create", false, "-c"},  {"--list", false, "-t"},
    {"--extract", false, "-x"}, {"--examine", false, "-e"},
    {"--count", false},         {"--directory", true, "-C"},
    {"--data-align", true},     {"--parts", true, "-P"},
    {"--verbose", false, "-v"}, {"--debug", false},
    {"--file", true, "-F"},     {"--make-directories", false},
    {"--subdir", true, "-s"},   {"--to-stdout", false},
    {"--force", false},         {"--preserve-permissions", false, "-p"},
    {"--raw", false},           {"--version", false, "-V"}};

std::string mode_of(const Options& options) {
  std::string mode;
  for (const char* one : {"--create", "--list", "--extract", "--examine", "--count"}) {
    if (!options.has(one)) continue;
    if (!mode.empty()) throw UsageError(mode + " and " + one + " exclude each other");
    mode = one;
  }
  if (mode.empty()) throw UsageError("--create, --list, --extract, --examine or --count is missing");
  return mode;
}

/// The first positional is an archive, unless --file came before it.
struct Arguments {
  std::vector<std::string> archives;
  std::vector<std::string> others;
};
Arguments arguments_of(const Options& options) {
  Arguments arguments;
  for (const auto& [name, value] : options.all()) {
    if (name == "--file" || (name.empty() && arguments.archives.empty()))
      arguments.archives.push_back(value);
    else if (name.empty())
      arguments.others.push_back(value);
  }
  return arguments;
}

/// Bounds the times of the manifest by SOURCE_DATE_EPOCH, as 3cpio does.
void bound_times(std::vector<ArchivePart>& parts, std::uint32_t latest) {
  for (ArchivePart& part : parts)
    for (Request& request : part.requests)
      if (auto& mtime = request.overrides->mtime) mtime = std::min(*mtime, latest);
}

std::string output_of(const Arguments& arguments) {
  if (!arguments.archives.empty()) return arguments.archives[0];
  if (::isatty(STDOUT_FILENO) == 1)
    throw UsageError("standard output is a terminal; redirect it, or give the name of an archive");
  return standard_output;
}

void create(const Options& options, const Arguments& arguments, const std::vector<std::string>& given) {
  WriteOptions write;
  if (const auto align = options.value("--data-align"))
    write.alignment = whole_number_of(*align, "--data-align", data_alignment);
  if (write.alignment == 0) throw UsageError("--data-align: expected a positive multiple of 4, got 0");
  write.bounded = true;
  write.align_only_to_share = true;
  write.append = false;
  write.encoder_of = encoder_of;
  write.scan.latest = source_date_epoch();
  const std::string output = output_of(arguments);
  const std::string report_path = environment("COWPIO_REPORT");
  const Report report = report_path.empty() ? Report() : Report("COWPIO_REPORT", report_path, output);
  if (report.is_open() && !report.append(writer_line(given))) fail("write", report.path());

  ThreeCpioManifest manifest = read_three_cpio_manifest(read_all("-"));
  for (const std::string& note : manifest.notes) print_note("3cpio", printable(note));
  if (write.scan.latest) bound_times(manifest.parts, *write.scan.latest);
  const std::string directory = options.value("--directory").value_or(".");
  Lookup lookup = naming("--directory", directory, [&] { return Lookup(directory); });
  write_reported({"3cpio", report, options.has("--verbose") || options.has("--debug"), output}, write,
                 [&](const WriteOptions& how) {
                   return write_archives(lookup, std::move(manifest.parts), output, how);
                 });
}

/// Chooses members by part and name. Padding entries are left out.
struct Choice {
  Parts parts;
  Patterns patterns;
  bool verbose;
  bool operator()(const Member& member) const {
    if (!parts.contain(member.part) || member.is_filler() || !patterns.match(member.name)) return false;
    if (verbose) std::cerr << printable(member.name) << '\n';
    return true;
  }
};

void print_contents(const std::string& archive, const Choice& choice) {
  Reader reader(archive, Compressed::read);
  reader.last_part = choice.parts.last();
  std::vector<char> buffer(1 << 18);
  while (const auto member = reader.next()) {
    if (!choice(*member) || !member->is_regular()) continue;
    for (std::uint64_t at = 0; at < member->size && std::cout;) {
      const std::size_t count = std::min<std::uint64_t>(buffer.size(), member->size - at);
      read_fully(reader.file(member->segment), {buffer.data(), count}, member->data_offset + at, archive);
      std::cout.write(buffer.data(), static_cast<std::streamsize>(count));
      at += count;
    }
  }
}

bool is_empty(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), ::closedir);
  if (stream == nullptr) fail("opendir", directory);
  errno = 0;
  std::size_t count = 0;
  while (count < 3 && ::readdir(stream.get()) != nullptr) ++count;
  if (errno != 0) fail("readdir", directory);
  return count < 3;  // `.` and `..`
}

void make_directory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0777) < 0 && errno != EEXIST) fail("mkdir", directory);
}

/// Returns whether all members could be created.
bool extract_into(const std::string& archive, const std::string& directory, const Choice& choice,
                  bool make_directories) {
  ExtractOptions how;
  how.devices = ::geteuid() == 0;
  how.make_directories = make_directories;
  how.last_part = choice.parts.last();
  how.wanted = choice;
  const ExtractResult result = cowpio::extract(archive, directory, how);
  if (result.left_out > 0)
    print_note("3cpio",
               std::to_string(result.left_out) + " device nodes left out; only root can create them");
  for (const std::string& failure : result.failures)
    std::cerr << "cowpio: 3cpio: " << printable(failure) << '\n';
  if (result.failed > result.failures.size())
    std::cerr << "cowpio: 3cpio: " << result.failed - result.failures.size()
              << " more members could not be created\n";
  return result.failed == 0;
}

bool extract(const Options& options, const Arguments& arguments, const Choice& choice) {
  if (options.has("--to-stdout")) {
    for (const std::string& archive : arguments.archives) print_contents(archive, choice);
    return true;
  }
  const std::string directory = options.value("--directory").value_or(".");
  // Before DIR is created.
  for (const std::string& archive : arguments.archives) static_cast<void>(open_or_fail(archive, O_RDONLY));
  make_directory(directory);
  if (!options.has("--force") && !is_empty(directory))
    throw InputError(directory + ": is not empty. Use --force to unpack into it all the same");
  const bool make_directories = options.has("--make-directories");
  const auto subdir = options.value("--subdir");
  bool is_whole = true;
  for (const std::string& archive : arguments.archives) {
    if (!subdir) {
      is_whole = extract_into(archive, directory, choice, make_directories) && is_whole;
      continue;
    }
    const std::uint64_t count = count_parts(archive);
    for (std::uint64_t part = 1; part <= count; ++part) {
      if (!choice.parts.contain(part)) continue;
      const std::string number = std::to_string(part);
      const std::string own = std::string(directory).append("/").append(*subdir).append(number);
      make_directory(own);
      Choice one = choice;
      one.parts = Parts(number);
      is_whole = extract_into(archive, own, one, make_directories) && is_whole;
    }
  }
  return is_whole;
}

/// Throws for arguments that the mode does not take.
void check(const std::string& mode, const Options& options, const Arguments& arguments) {
  const bool has_patterns = mode == "--list" || mode == "--extract";
  if (!has_patterns && !arguments.others.empty()) throw UsageError("unexpected " + arguments.others[0]);
  if (mode != "--create" && arguments.archives.empty()) throw UsageError("ARCHIVE is missing");
  if (mode != "--extract" && arguments.archives.size() > 1)
    throw UsageError("several archives are only valid with --extract");
  if (options.value("--subdir").value_or("").find('/') != std::string::npos)
    throw UsageError("--subdir: expected a name without slashes, got " + *options.value("--subdir"));
}

}  // namespace

int three_cpio(const std::vector<std::string>& given) {
  const Options options(given, known_options);
  if (options.has("--version")) {
    std::cout << "3cpio " << emulated_version << " (cowpio " << version << ")\n";
    return 0;
  }
  const std::string mode = mode_of(options);
  const Arguments arguments = arguments_of(options);
  check(mode, options, arguments);
  if (mode == "--create") {
    create(options, arguments, given);
    return 0;
  }
  const bool verbose = options.has("--verbose") || options.has("--debug");
  const Choice choice{options.has("--parts") ? Parts(*options.value("--parts")) : Parts(),
                      Patterns(arguments.others), verbose && mode == "--extract"};
  if (mode == "--extract") return extract(options, arguments, choice) ? 0 : 1;

  const std::string& archive = arguments.archives[0];
  if (mode == "--count") {
    std::cout << count_parts(archive) << '\n';
    return 0;
  }
  Reader reader(archive, Compressed::read);
  reader.last_part = mode == "--list" ? choice.parts.last() : UINT64_MAX;
  if (mode == "--list")
    list_parts(reader, choice, {verbose, options.has("--debug")});
  else
    examine_parts(reader, options.has("--raw"));
  return 0;
}

}  // namespace cowpio::cli
