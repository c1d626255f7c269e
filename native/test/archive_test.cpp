#include <unistd.h>

#include <random>

#include "archives.hpp"
#include "core/share/prove.hpp"
#include "core/unpack/extract.hpp"
#include "core/write/write.hpp"

using namespace cowpio;
using namespace testing;

TEST("a small archive is these bytes") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  ::chmod((directory / "f").c_str(), 0644);
  WriteOptions options = plain();
  options.alignment = 4;
  write_archive(directory.path, named({"f"}), directory / "a", options);
  const std::string zeros(8, '0');
  std::string expected =
      "070701"
      "00000001"
      "000081A4" +
      zeros + zeros + "00000001" + zeros + "00000004" + zeros + zeros + zeros + zeros + "00000002" + zeros +
      std::string("f\0", 2) + "data";
  expected += "070701" + zeros + zeros + zeros + zeros + "00000001" + zeros + zeros + zeros + zeros + zeros +
              zeros + "0000000B" + zeros + std::string("TRAILER!!!\0\0\0\0", 14);
  expected.resize(512, '\0');
  CHECK(testing::read_file(directory / "a") == expected);
}

TEST("an archive is read back as written: names, links, targets, data") {
  const Directory directory;
  const WriteResult result = write_archive(directory.path, tree(directory), directory / "a", plain());
  const auto members = members_of(directory / "a");
  std::string output;
  for (const Member& member : members) output += member.name + ":" + std::to_string(member.size) + " ";
  EQUAL(output, ".:0 dir:0 dir/large:0 link:10000 small:12 symlink:9 ");
  EQUAL(members[2].inode, members[3].inode);
  EQUAL(members[3].nlink, 2U);
  EQUAL(members[3].data_offset % 4096, 0U);
  EQUAL(members[5].target, "dir/large");
  EQUAL(testing::read_file(directory / "a").substr(members[3].data_offset, 10000), std::string(10000, 'L'));
  EQUAL(result.cloned + result.copied, 10012U);
}

TEST("an archive that is extracted is the tree again") {
  const Directory directory;
  const Directory out;
  write_archive(directory.path, tree(directory), directory / "a", plain());
  extract(directory / "a", out.path, {});
  EQUAL(testing::read_file(out / "dir/large"), std::string(10000, 'L'));
  EQUAL(testing::read_file(out / "symlink"), std::string(10000, 'L'));
  struct stat one {};
  struct stat other {};
  ::stat((out / "dir/large").c_str(), &one);
  ::stat((out / "link").c_str(), &other);
  EQUAL(one.st_ino, other.st_ino);
}

TEST("a padding entry is a directory, even if the archive's . is not") {
  const Directory directory;
  testing::write_file(directory / "large", std::string(9000, 'L'));
  WriteOptions options = plain();
  options.alignment = 65536;
  write_archive(directory.path, read_manifest(".\ttype=symlink\ttarget=x\nd\ttype=dir\nlarge", false),
                directory / "a", options);
  const auto members = members_of(directory / "a");
  CHECK(members.size() > 2);
  for (std::size_t i = 1; i + 1 < members.size(); ++i) CHECK(S_ISDIR(members[i].mode));
}

TEST("padding repeats the . of the archive that is appended to, and is files where that has none") {
  const Directory directory;
  testing::write_file(directory / "large", std::string(9000, 'L'));
  WriteOptions options = plain();
  options.scan = {};
  options.alignment = 65536;
  const auto padding_after = [&](const char* first) {
    write_archive(directory.path, read_manifest(first, false), directory / "a", options);
    const std::size_t before = members_of(directory / "a").size();
    write_archive(directory.path, named({"large"}), directory / "a", options);
    std::vector<Member> members = members_of(directory / "a");
    ::unlink((directory / "a").c_str());
    members.erase(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(before));
    members.pop_back();
    return members;
  };
  const auto padding = padding_after(".\ttype=dir\tmode=0750\tuid=5\tgid=6\tmtime=7\nx\ttype=dir");
  CHECK(!padding.empty());
  for (const Member& member : padding) {
    EQUAL(member.name, ".");
    EQUAL(member.mode, static_cast<std::uint32_t>(S_IFDIR | 0750));
    EQUAL(member.uid * 100 + member.gid * 10 + member.mtime, 567U);
  }
  const auto files = padding_after("x\ttype=fifo");
  EQUAL(files.size(), 2U);
  for (const Member& member : files) CHECK(member.name.starts_with(".cowpio-pad"));
}

TEST("--require-reflink fails where nothing can be cloned, unless no file has a block") {
  const Directory directory;
  testing::write_file(directory / "large", std::string(9000, 'L'));
  testing::write_file(directory / "small", "s");
  testing::write_file(directory / "early_cpio", "1");
  WriteOptions options = plain();
  options.require_reflink = 100;
  const auto fails = [&](const std::vector<std::string>& names) {
    try {
      write_archive(directory.path, named(names), directory / "a", options);
      return false;
    } catch (const NotShared& error) {
      EQUAL(error.members().size(), 1U);
      return error.members()[0].name == "large";
    }
  };
  CHECK(fails({"early_cpio", "large"}));
  CHECK(!fails({"early_cpio", "small"}));
  options.min_clone = 10'000;
  CHECK(fails({"large"}));
  options.require_reflink = 0;
  CHECK(!fails({"large"}));
}

TEST("a second archive is appended after the first, and its data is aligned within the file") {
  const Directory directory;
  testing::write_file(directory / "early", std::string(700, 'E'));
  testing::write_file(directory / "main", std::string(9000, 'M'));
  WriteOptions options = plain();
  write_archive(directory.path, named({"early"}), directory / "a", options);
  write_archive(directory.path, named({"main"}), directory / "a", options);
  const auto members = members_of(directory / "a");
  EQUAL(members.size(), 2U);
  EQUAL(members[1].archive, 1U);
  EQUAL(members[1].data_offset % 4096, 0U);
  options.append = false;
  write_archive(directory.path, named({"main"}), directory / "a", options);
  EQUAL(members_of(directory / "a").size(), 1U);
}

TEST("an output that was there keeps its mode; a new one is its owner's alone") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  testing::write_file(directory / "old", "");
  ::chmod((directory / "old").c_str(), 0640);
  struct stat status {};
  write_archive(directory.path, named({"f"}), directory / "old", plain());
  ::stat((directory / "old").c_str(), &status);
  EQUAL(status.st_mode & 07777U, 0640U);
  write_archive(directory.path, named({"f"}), directory / "new", plain());
  ::stat((directory / "new").c_str(), &status);
  EQUAL(status.st_mode & 07777U, 0600U);
}

TEST("an output that is a symlink stays one, and its target is replaced") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  testing::write_file(directory / "target", "");
  ::symlink("target", (directory / "link").c_str());
  write_archive(directory.path, named({"f"}), directory / "link", plain());
  struct stat status {};
  ::lstat((directory / "link").c_str(), &status);
  CHECK(S_ISLNK(status.st_mode));
  EQUAL(members_of(directory / "target").size(), 1U);
}

TEST("work that is aborted leaves what was there") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  testing::write_file(directory / "out", "before");
  WriteOptions options = plain();
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  testing::thrown<Aborted>([&] { write_archive(directory.path, named({"f"}), directory / "out", options); });
  EQUAL(testing::read_file(directory / "out"), "before");
}

TEST("names that leave the directory are refused, when written and when extracted") {
  const Directory directory;
  for (const char* name : {"../x", "a/../../x", "/../x"})
    testing::thrown<std::exception>(
        [&] { write_archive(directory.path, named({name}), directory / "a", plain()); });

  const Directory out;
  testing::write_file(directory / "evil", "evil");
  write_archive(directory.path, named({"evil"}), directory / "a", plain());
  std::string bytes = testing::read_file(directory / "a");
  bytes.replace(bytes.find("evil"), 4, "../x");
  testing::write_file(directory / "a", bytes);
  CHECK(extract(directory / "a", out.path, {}).failures.at(0).find("leads out") != std::string::npos);
}

TEST("a symlink that the archive brings is not followed out of the directory") {
  const Directory directory;
  const Directory out;
  const Directory victim;
  ::symlink(victim.path.c_str(), (directory / "d").c_str());
  write_archive(directory.path, named({"d"}), directory / "a", plain());
  ::unlink((directory / "d").c_str());
  ::mkdir((directory / "d").c_str(), 0755);
  testing::write_file(directory / "d/f", "evil");
  write_archive(directory.path, named({"d/f"}), directory / "a", plain());
  EQUAL(extract(directory / "a", out.path, {}).failed, 1U);
  CHECK(::access((victim / "f").c_str(), F_OK) < 0);
}

TEST("damage is reported with its place, and no byte string crashes the reader") {
  const Directory directory;
  write_archive(directory.path, tree(directory), directory / "a", plain());
  const std::string whole = testing::read_file(directory / "a");
  const auto refused = [&](const std::string& bytes) {
    testing::write_file(directory / "b", bytes);
    return testing::thrown<InputError>([&] { members_of(directory / "b"); });
  };
  CHECK(refused(whole.substr(0, 300)).find("at byte ") != std::string::npos);
  CHECK(refused("\x1f\x8b" + whole).find("gzip") != std::string::npos);
  CHECK(refused(std::string(512, 'x')).find("no newc header") != std::string::npos);

  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = whole.substr(0, 1500);
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    testing::write_file(directory / "b", bytes);
    try {
      members_of(directory / "b");
    } catch (const InputError&) {  // what it has to do
    }
  }
}

TEST("the proof tells identical originals from others, in a tree with merged /usr") {
  const Directory root;
  ::mkdir((root / "usr").c_str(), 0755);
  ::mkdir((root / "usr/lib").c_str(), 0755);
  ::symlink("usr/lib", (root / "lib").c_str());
  const Directory staging;
  ::mkdir((staging / "lib").c_str(), 0755);
  for (const char* name : {"same", "other", "alone"})
    testing::write_file(staging / ("lib/" + std::string(name)), std::string(9000, 's'));
  testing::write_file(root / "usr/lib/same", std::string(9000, 's'));
  testing::write_file(root / "usr/lib/other", std::string(8999, 's') + "x");
  write_archive(staging.path, named({"lib", "lib/same", "lib/other", "lib/alone"}), root / "a", plain());
  const ArchiveSharing proof = prove_sharing(root / "a", root.path);
  EQUAL(proof.members.size(), 3U);
  EQUAL(std::string(to_string(proof.members[0].data.original)), "identical");
  EQUAL(std::string(to_string(proof.members[1].data.original)), "differs");
  EQUAL(std::string(to_string(proof.members[2].data.original)), "none");
  EQUAL(proof.shareable, 8192U);
  EQUAL(proof.shared, 0U);
}
