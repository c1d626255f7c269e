#include <bit>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "../core/json.hpp"
#include "../core/newc.hpp"
#include "../core/write.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const create_help =
    R"(cowpio create [OPTIONS] OUTPUT < NAMES
dracut-cpio [OPTIONS] OUTPUT < NAMES

Writes a newc archive of the named files to OUTPUT, behind what it holds. The data of files of at least a block
lies on the grid, and its whole blocks are cloned; what cannot be cloned is copied. OUTPUT appears whole or
not at all, and is as it was when something fails.

  --null                  names end with NUL instead of newline
  --data-align BYTES      the grid: a power of two from 4 up. To share, a multiple of the file system's block
                          (stat --file-system --format=%s DIR). Default: newc's 4, which shares nothing
  --owner UID:GID         owner of every entry, as numbers. Default: each file's
  --mtime SECONDS         time of every entry, since 1970. Default: each file's
  --truncate-existing     replace what OUTPUT holds
  --directory DIR         what the names are relative to. Default: .
  --report FILE           append a line of JSON for each member with data: name, size, dataOffset, cloned, copied
                          (bytes) and the reason for copying more than the last partial block.
                          Default: $COWPIO_REPORT, since dracut passes no options through

Exit status: 0 written, 1 failed, 2 wrong use.
)";

namespace {

std::uint64_t number(const std::string& text, const char* option, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most)
    throw UsageError(std::string(option) + ": expected a number from 0 to " + std::to_string(most) +
                     ", got " + text);
  return value;
}

std::uint64_t grid_of(const std::string& text) {
  const std::uint64_t grid = number(text, "--data-align", newc::value_max);
  if (grid < newc::field_alignment || !std::has_single_bit(grid))
    throw UsageError(
        "--data-align: expected a power of two from 4 up, since newc aligns to 4 bytes and file systems have "
        "blocks of powers of two; got " +
        text);
  return grid;
}

Owner owner_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) throw UsageError("--owner: expected UID:GID as numbers, got " + text);
  return {static_cast<std::uint32_t>(number(text.substr(0, colon), "--owner", newc::value_max)),
          static_cast<std::uint32_t>(number(text.substr(colon + 1), "--owner", newc::value_max))};
}

std::vector<std::string> read_names(char end) {
  std::vector<std::string> names;
  for (std::string name; std::getline(std::cin, name, end);)
    if (!name.empty()) names.push_back(name);
  return names;
}

void append_report(const std::string& path, const WriteResult& result) {
  std::ofstream file(path, std::ios::app);
  for (const Written& member : result.members) {
    file << "{\"name\":" << json_string(member.name) << ",\"size\":" << member.size
         << ",\"dataOffset\":" << member.data_offset << ",\"cloned\":" << member.cloned
         << ",\"copied\":" << member.copied;
    if (!member.reason.empty()) file << ",\"reason\":" << json_string(member.reason);
    file << "}\n";
  }
  file.close();
  if (!file) fail("write", path);
}

}  // namespace

int create(const std::vector<std::string>& arguments) {
  const Options options(arguments, {{"--null", false},
                                    {"--data-align", true},
                                    {"--owner", true},
                                    {"--mtime", true},
                                    {"--truncate-existing", false},
                                    {"--directory", true},
                                    {"--report", true}});
  const std::string output = options.positionals({"OUTPUT"})[0];

  WriteOptions write;
  if (const auto grid = options.value("--data-align")) write.grid = grid_of(*grid);
  if (const auto owner = options.value("--owner")) write.scan.owner = owner_of(*owner);
  if (const auto mtime = options.value("--mtime"))
    write.scan.mtime = static_cast<std::uint32_t>(number(*mtime, "--mtime", newc::value_max));
  write.append = !options.has("--truncate-existing");

  const auto names = read_names(options.has("--null") ? '\0' : '\n');
  const WriteResult result = write_archive(options.value("--directory").value_or("."), names, output, write);

  const char* from_environment = std::getenv("COWPIO_REPORT");
  const std::string report =
      options.value("--report").value_or(from_environment == nullptr ? "" : from_environment);
  if (!report.empty()) append_report(report, result);
  return 0;
}

}  // namespace cowpio::cli
