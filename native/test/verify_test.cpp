#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "made.hpp"

using namespace testing;

namespace {

constexpr std::uint32_t file = S_IFREG | 0644;
constexpr std::uint32_t directory = S_IFDIR | 0755;
constexpr std::uint32_t symbolic = S_IFLNK | 0777;
constexpr std::uint32_t fifo = S_IFIFO | 0644;

const std::string trailer = bytes_of({"TRAILER!!!", 0});

/// A header's number changed: 0 is the inode, 11 the name field, 12 the sum.
std::string with_number(std::string member, std::size_t index, const char* digits) {
  return member.replace(6 + 8 * index, 8, digits);
}

struct Case {
  Rule rule;
  std::string bytes;
};

std::vector<Case> cases() {
  const std::string many = [] {
    std::vector<Made> members;
    for (std::size_t i = 0; i <= findings_max; ++i) members.push_back({"none/" + std::to_string(i)});
    return archive_of(members);
  }();
  const Made padded{"kernel/x86/microcode/x", file, "m", 1, 1, 17};
  const std::string early = archive_of(
      {{"kernel", directory}, {"kernel/x86", directory}, {"kernel/x86/microcode", directory}, padded});
  std::string behind = gzip(archive_of({{"a"}}));
  behind.resize(newc::align_up(behind.size() + 8, 4), '\0');
  return {
      {Rule::damage, archive_of({{"a"}}) + "junk"},
      {Rule::empty, std::string(512, '\0')},
      {Rule::no_members, trailer},
      {Rule::no_trailer, bytes_of({"a"})},
      {Rule::trailer_data, bytes_of({"a"}) + bytes_of({"TRAILER!!!", 0, "data"}) + trailer},
      {Rule::trailer_padding, bytes_of({"a"}) + bytes_of({"TRAILER!!!", 0, "", 1, 1, 4})},
      {Rule::header_place, archive_of({{"a"}}) + std::string(2, '\0') + archive_of({{"b"}})},
      {Rule::stream_padding, gzip(trailer + bytes_of({"a", file, "12345"}).substr(0, 117))},
      {Rule::checksum, with_number(bytes_of({"a"}, true), 12, "00000005") + trailer},
      {Rule::checksums_used, archive_of({{"a"}}, true)},
      {Rule::name_size, archive_of({{"a", file, "", 1, 1, 4095}})},
      {Rule::name_empty, archive_of({{"f/"}})},
      {Rule::name_long, archive_of({{std::string(256, 'n')}})},
      {Rule::name_absolute, archive_of({{"/a"}})},
      {Rule::name_dotdot, archive_of({{"d", directory}, {"d/../a"}})},
      {Rule::type, archive_of({{"a", 0644}})},
      {Rule::special_data, archive_of({{"d", directory, "data"}})},
      {Rule::special_data, archive_of({{"p", fifo, "data"}})},
      {Rule::target_long, archive_of({{"l", symbolic, std::string(4096, 't')}})},
      {Rule::target_long, archive_of({{"l", symbolic, std::string(4097, 't')}})},
      {Rule::target_empty, archive_of({{"l", symbolic}})},
      {Rule::parent_missing, archive_of({{"d/a"}})},
      {Rule::parent_not_directory, archive_of({{"a"}, {"a/b"}})},
      {Rule::parent_dangling, archive_of({{"l", symbolic, "nowhere"}, {"l/a"}})},
      {Rule::parent_dangling, archive_of({{"l", symbolic, "l"}, {"l/a"}})},
      {Rule::directory_in_way, archive_of({{"d", directory}, {"d/a"}, {"d"}})},
      {Rule::link_lost, archive_of({{"a", file, "x", 2}, {"a", directory}, {"b", file, "x", 2}})},
      {Rule::link_lost, archive_of({{"a", file, "", 2}, {"./a", file, "data", 2}})},
      {Rule::link_other, archive_of({{"a", file, "", 2}, {"a", fifo}, {"b", file, "x", 2}})},
      {Rule::device_range, with_number(bytes_of({"c", S_IFCHR | 0600}), 9, "00001001") + trailer},
      {Rule::node_kept, bytes_of({"c", S_IFCHR | 0600}) +
                            with_number(bytes_of({"c", S_IFCHR | 0600}), 9, "00000001") + trailer},
      {Rule::link_replaced,
       archive_of({{"usr", directory}, {"lib", symbolic, "usr"}}) + archive_of({{"lib", directory}})},
      {Rule::replaced, archive_of({{"a"}}) + archive_of({{"a", directory}})},
      {Rule::repeated, archive_of({{"a"}, {"./a"}})},
      {Rule::repeated, archive_of({{"a", fifo, "", 2, 4}, {"b", fifo, "", 1, 2}, {"b", fifo, "", 2, 4}})},
      {Rule::replaced,
       archive_of({{"b", fifo}}) + archive_of({{"a", fifo, "", 2, 4}, {"b", fifo, "", 2, 4}})},
      {Rule::root_changed, archive_of({{".", directory}, {".", S_IFDIR | 0777, "", 1, 1, 8}})},
      {Rule::early_padding, early},
      {Rule::early_not_found, archive_of({{"./kernel", directory},
                                          {"./kernel/x86", directory},
                                          {"./kernel/x86/microcode", directory},
                                          {"./kernel/x86/microcode/x", file, "m"}})},
      {Rule::early_not_found, behind + early},
      {Rule::link_data_again, archive_of({{"a", file, "x", 2}, {"b", file, "x", 2}})},
      {Rule::links_more, archive_of({{"a", file, "", 2}, {"b", file, "", 2}, {"c", file, "", 2}})},
      {Rule::links_fewer, archive_of({{"a", file, "x", 2}})},
      {Rule::too_many, many},
  };
}

}  // namespace

TEST(
    "each rule of the kernel's is found in an archive that breaks it, and has a source and a code of its "
    "own") {
  // Tried with a tree, an alignment or a program below.
  std::set<Rule> tried = {Rule::stream_refused, Rule::unaligned,   Rule::compressed_unaligned,
                          Rule::tree_missing,   Rule::tree_extra,  Rule::tree_type,
                          Rule::tree_mode,      Rule::tree_owner,  Rule::tree_time,
                          Rule::tree_device,    Rule::tree_target, Rule::tree_size,
                          Rule::tree_data,      Rule::tree_links,  Rule::tree_unreadable};
  for (const auto& [rule, bytes] : cases()) {
    check(found_in(bytes).contains(rule), row_of(rule).code, __LINE__);
    tried.insert(rule);
  }
  std::set<std::string> codes;
  for (const RuleRow& row : rules()) {
    check(tried.contains(row.rule), row.code, __LINE__);
    check(codes.insert(row.code).second && *row.source != '\0', row.code, __LINE__);
  }
}

TEST("archives that the kernel accepts break no rule: NULs between members, below symlinks, linked nodes") {
  EQUAL(found_in(bytes_of({"a"}) + std::string(8, '\0') + archive_of({{"b"}})).size(), 0U);
  EQUAL(found_in(archive_of({{"usr", directory},
                             {"lib", symbolic, "/usr"},
                             {"lib/a"},
                             {"up", symbolic, "usr/../../usr"},
                             {"up/b"}}))
            .size(),
        0U);
  EQUAL(found_in(archive_of({{"a", fifo, "", 2}, {"b", fifo, "", 2}})).size(), 0U);
}

TEST("findings are counted beyond those that are kept, and a hundred thousand upward parts are one") {
  std::string name;
  for (int i = 0; i < 1300; ++i) name += "../";
  const Unpacked one(archive_of({{name + "x"}}));
  EQUAL(verify(one.archive, {}).found, 1U);
  std::vector<Made> members(5000, Made{"none/x"});
  const Unpacked two(archive_of(members));
  const VerifyResult result = verify(two.archive, {});
  EQUAL(result.found, 5000U);
  EQUAL(result.findings.size(), findings_max + 1);
  CHECK(!result.intact());
}

TEST("members that only look like padding entries are compared with the tree") {
  const auto compare = [](const std::vector<Made>& members) {
    const Unpacked one(archive_of(members));
    VerifyOptions options;
    options.tree = one.out;
    options.ignore_owner = options.ignore_time = true;
    return verify(one.archive, options).intact();
  };
  const Made dot{".", S_IFDIR | 0755};
  CHECK(compare({dot, {".", S_IFDIR | 0755, "", 1, 1, 60}}));
  CHECK(
      compare({dot, {".cowpio-pad", directory}, {".cowpio-pad/00000007", file, std::string(9, '\0'), 1, 7}}));
  CHECK(!compare({dot, {".", S_IFDIR | 01777, "", 1, 1, 60}}));
  CHECK(!compare({dot, {".cowpio-pad", directory}, {".cowpio-pad/00000007", file, "evil", 1, 7}}));
  CHECK(!compare({dot, {".cowpio-pad", directory}, {".cowpio-pad/00000007", S_IFREG | 04755, "", 1, 7}}));
  CHECK(!compare({dot, {".cowpio-pad", directory}, {".cowpio-pad/sh", file, ""}}));
  CHECK(!compare({dot, {".cowpio-pad", symbolic, "."}}));
}

TEST("each difference between an archive and its tree is found, and data off the alignment") {
  const Unpacked one("");
  write_file(one.out + "/f", "data");
  CHECK(::symlink("f", (one.out + "/l").c_str()) == 0);
  CHECK(::mkfifo((one.out + "/p").c_str(), 0644) == 0);
  for (const char* name : {"f", "p"}) CHECK(::chmod((one.out + "/" + name).c_str(), 0644) == 0);
  const timespec times[2] = {{1000, 0}, {1000, 0}};
  for (const char* name : {"f", "l", "p"})
    CHECK(::utimensat(AT_FDCWD, (one.out + "/" + name).c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
  VerifyOptions options;
  options.tree = one.out;
  const std::vector<Made> same = {{"f", file, "data"}, {"l", symbolic, "f"}, {"p", fifo}};
  const auto found = [&](const std::string& bytes) {
    write_file(one.archive, bytes);
    std::set<Rule> rules;
    for (const Finding& finding : verify(one.archive, options).findings) rules.insert(finding.rule);
    return rules;
  };
  const auto with = [&](std::size_t at, const Made& made) {
    std::vector<Made> members = same;
    members[at] = made;
    return found(archive_of(members));
  };
  CHECK(found(archive_of(same)).empty());
  CHECK((found(archive_of({same[0], same[1]})) == std::set{Rule::tree_extra}));
  CHECK((with(2, {"q", fifo}) == std::set{Rule::tree_extra, Rule::tree_missing}));
  CHECK((with(2, {"p", file}) == std::set{Rule::tree_type}));
  CHECK((with(2, {"p", S_IFIFO | 0600}) == std::set{Rule::tree_mode}));
  CHECK((with(1, {"l", symbolic, "g"}) == std::set{Rule::tree_target}));
  CHECK((with(0, {"f", file, "date"}) == std::set{Rule::tree_data}));
  CHECK((with(0, {"f", file, "dat"}) == std::set{Rule::tree_size}));
  Made later = same[0];
  later.mtime = 1001;
  CHECK((with(0, later) == std::set{Rule::tree_time}));
  // Numbers 2 and 3 of a header are the owner and the group.
  for (const std::size_t number : {2, 3})
    CHECK((found(with_number(bytes_of(same[0]), number, "0000FFFF") + archive_of({same[1], same[2]})) ==
           std::set{Rule::tree_owner}));

  options.tree.clear();
  options.align = 4;
  CHECK((found(bytes_of({"f", file, "data"}) + archive_of({})).empty()));
  options.align = 4096;
  const std::string block(4096, 'x');
  CHECK((found(archive_of({{"f", file, block}})) == std::set{Rule::unaligned}));
  CHECK((found(gzip(archive_of({{"f", file, block}, {"g", file, block}}))) ==
         std::set{Rule::compressed_unaligned}));
}

TEST("a device of other numbers than the tree's is found") {
  const Unpacked one(with_number(archive_of({{"d", S_IFCHR | 0644}}), 9, "00000001"));
  if (::mknod((one.out + "/d").c_str(), S_IFCHR | 0644, makedev(1, 3)) < 0)
    throw testing::Skipped("no device can be made here");
  VerifyOptions options;
  options.tree = one.out;
  options.ignore_time = true;
  const VerifyResult result = verify(one.archive, options);
  EQUAL(result.found, 1U);  // only the minor number differs
  CHECK(result.findings[0].rule == Rule::tree_device);
}

TEST("a file of the tree that cannot be read is found") {
  const Unpacked one(archive_of({{"f", S_IFREG, "data"}}));
  write_file(one.out + "/f", "data");
  CHECK(::chmod((one.out + "/f").c_str(), 0) == 0);
  VerifyOptions options;
  options.tree = one.out;
  options.ignore_time = true;
  // Root reads everything by these capabilities.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct before[2];
  CHECK(::syscall(SYS_capget, &header, before) == 0);
  __user_cap_data_struct without[2] = {before[0], before[1]};
  without[0].effective &= ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH);
  CHECK(::syscall(SYS_capset, &header, without) == 0);
  const VerifyResult result = verify(one.archive, options);
  CHECK(::syscall(SYS_capset, &header, before) == 0);
  EQUAL(result.found, 1U);
  CHECK(result.findings[0].rule == Rule::tree_unreadable);
}

TEST("links are compared by identity, and a group without data with its file's size") {
  const Unpacked one("");
  write_file(one.out + "/a", "data");
  VerifyOptions options;
  options.tree = one.out;
  options.ignore_owner = options.ignore_time = options.ignore_mode = true;
  const auto found = [&](const std::vector<Made>& members) {
    write_file(one.archive, archive_of(members));
    std::set<Rule> rules;
    for (const Finding& finding : verify(one.archive, options).findings)
      if (finding.severity == Severity::error) rules.insert(finding.rule);
    return rules;
  };
  CHECK((found({{"a", file, "", 2}}) == std::set{Rule::tree_size}));
  CHECK((found({{"a", file, "data", 2}}).empty()));
  CHECK(::link((one.out + "/a").c_str(), (one.out + "/b").c_str()) == 0);
  CHECK((found({{"a", file, "", 2}, {"b", file, "data", 2}}).empty()));
  CHECK((found({{"a", file, "data"}, {"b", file, "data", 1, 2}}) == std::set{Rule::tree_links}));
  ::unlink((one.out + "/b").c_str());
  write_file(one.out + "/b", "data");
  CHECK((found({{"a", file, "", 2}, {"b", file, "data", 2}}) == std::set{Rule::tree_links}));
}
