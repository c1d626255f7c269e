#include <cstdio>
#include <iostream>
#include <map>

#include "commands.hpp"
#include "core/format/json.hpp"
#include "core/format/printable.hpp"
#include "core/read/read.hpp"
#include "core/share/prove.hpp"
#include "options.hpp"

namespace cowpio::cli {

const char* const extents_help =
    R"(cowpio extents ARCHIVE [--source DIR] [--json]

Without --source, prints where the archive's bytes lie on the file system (FIEMAP).
With --source, proves for each member which bytes lie at the same physical location as the file of the same name below
DIR (resolved as if DIR were /), and compares all bytes. FIEMAP's SHARED flag only says that an extent is shared with
some file, so it is shown but not used as proof.

  --source DIR   tree that the archive was made from
  --json         print one JSON object; offsets and lengths are in bytes

Classes of bytes that can be shared:
  shared         at the same physical location as the original
  not-shared     at another location: copied, or rewritten since

Classes of bytes that cannot:
  tail           after the last whole block of a file
  below-block    in a file smaller than a block
  unaligned      in data that does not start at a block boundary
  hole           no data on either side
  inline         in an original that Btrfs stores in its metadata
  differs        DIR has a file of that name with different content
  no-original    DIR has no file of that name
  compressed     in a compressed segment of the archive

Exit status: 0 done (whatever was found), 1 failed, 2 usage error.
)";

namespace {

void print_text(const std::vector<Extent>& extents) {
  std::printf("%14s %16s %12s  %s\n", "logical", "physical", "length", "flags");
  for (const Extent& extent : extents) {
    std::string flags;
    for (const auto name : flag_names(extent.flags)) flags += (flags.empty() ? "" : ",") + std::string(name);
    std::printf("%14llu %16llu %12llu  %s\n", static_cast<unsigned long long>(extent.logical),
                static_cast<unsigned long long>(extent.physical),
                static_cast<unsigned long long>(extent.length), flags.c_str());
  }
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print_text(const ArchiveSharing& proof) {
  struct Class {
    std::uint64_t members = 0;
    std::uint64_t bytes = 0;
  };
  std::map<RangeReason, Class> classes;
  std::printf("%12s %12s %7s  %s\n", "size", "shared", "", "member");
  for (const ProvedMember& member : proof.members) {
    const auto worst = member.data.original == Original::identical && !member.data.compressed
                           ? ""
                           : to_string(member.sharing.ranges[0].reason);
    std::printf("%12llu %12llu %6.1f%%  %s%s%s\n", static_cast<unsigned long long>(member.data.size),
                static_cast<unsigned long long>(member.sharing.shared),
                percent(member.sharing.shared, member.data.size), printable(member.name).c_str(),
                *worst != '\0' ? "  " : "", worst);
    std::map<RangeReason, std::uint64_t> bytes;
    for (const Range& range : member.sharing.ranges) bytes[range.reason] += range.length;
    for (const auto& [reason, count] : bytes) {
      ++classes[reason].members;
      classes[reason].bytes += count;
    }
  }
  std::printf("\n%12s %12s  %s\n", "bytes", "members", "why");
  for (const auto& [reason, sum] : classes)
    std::printf("%12llu %12llu  %s\n", static_cast<unsigned long long>(sum.bytes),
                static_cast<unsigned long long>(sum.members), to_string(reason));
  const std::uint64_t other =
      classes[RangeReason::differs].members + classes[RangeReason::no_original].members;
  std::printf(
      "\nshared by place: %llu of %llu bytes that can be (%.2f %%); archive %llu, SHARED flag on %llu\n",
      static_cast<unsigned long long>(proof.shared), static_cast<unsigned long long>(proof.shareable),
      percent(proof.shared, proof.shareable), static_cast<unsigned long long>(proof.size),
      static_cast<unsigned long long>(proof.extents.shared));
  if (other > 0)
    std::printf("not counted: %llu of %zu files, which --source has not, or with other content\n",
                static_cast<unsigned long long>(other), proof.members.size());
}

}  // namespace

int extents(const std::vector<std::string>& arguments) {
  const Options options(arguments, {{"--source", true}, {"--json", false}});
  const std::string archive = options.positionals({"ARCHIVE"})[0];
  if (const auto source = options.value("--source")) {
    const ArchiveSharing proof = prove_sharing(archive, *source);
    if (options.has("--json"))
      std::cout << json_totals(proof).add_json("members", json_of(proof.members, ",\n")).text() << '\n';
    else
      print_text(proof);
  } else {
    const auto found = read_extents(open_regular(archive), archive);
    if (options.has("--json"))
      std::cout << json_of(found) << '\n';
    else
      print_text(found);
  }
  return 0;
}

}  // namespace cowpio::cli
