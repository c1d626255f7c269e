#include "core/doctor/doctor.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

/// A place on the Btrfs of the tree, until a test says otherwise.
DataDirectory directory_of_role(const std::string& role) {
  DataDirectory made;
  made.role = role;
  made.path = "/" + role;
  made.file_system.kind = FileSystem::Kind::btrfs;
  made.file_system.name = "btrfs";
  made.file_system.block = 4096;
  made.file_system.reflink = true;
  return made;
}

DataDirectory ext4(const std::string& role) {
  DataDirectory made = directory_of_role(role);
  made.file_system = {};
  made.file_system.name = "ext";
  made.file_system.id.type = 0xef53;
  made.mount = Mount{1, "/", "ext4", {}};
  made.same_file_system = false;
  return made;
}

Trial refusal(int error) { return {true, error, "FICLONERANGE", "/tree/file"}; }

std::string describe(const Verdict& verdict) {
  return std::string(to_string(verdict.kind)) + ": " + verdict.reason + "; " + verdict.remedy;
}

void contains(const std::string& text, const std::string& part) {
  if (text.find(part) == std::string::npos) throw std::runtime_error("no \"" + part + "\" in: " + text);
}

}  // namespace

TEST("only a clone that was made proves that sharing is possible") {
  CHECK(judge(directory_of_role("tree"), directory_of_role("tmpdir"), refusal(0)).kind ==
        Verdict::Kind::can_share);
  const Verdict nothing = judge(directory_of_role("tree"), directory_of_role("tmpdir"), Trial{});
  CHECK(nothing.kind == Verdict::Kind::cannot_tell);
  contains(nothing.reason, "no readable file of a block (4096 bytes)");
}

TEST("of different file systems, the directory that is not on the tree's is the one to move") {
  contains(describe(judge(directory_of_role("tree"), ext4("tmpdir"), refusal(EXDEV))),
           "/tree (btrfs) and /tmpdir (ext4) are different file systems; choose with --tmpdir");
  contains(describe(judge(ext4("tmpdir"), directory_of_role("output"), refusal(EXDEV))),
           "; choose with --tmpdir a directory");
  contains(describe(judge(directory_of_role("tmpdir"), ext4("output"), refusal(EXDEV))),
           "; choose with --output a directory");
}

TEST("another file system is no way out for a tree whose own has no reflinks") {
  DataDirectory tree = ext4("tree");
  tree.same_file_system = true;
  DataDirectory tmpdir = directory_of_role("tmpdir");
  tmpdir.same_file_system = false;
  contains(describe(judge(tree, tmpdir, refusal(EXDEV))), "; have tree, tmpdir and output on one Btrfs");
}

TEST("two mounts of one file system are distinguished from two file systems") {
  contains(describe(judge(directory_of_role("tree"), directory_of_role("output"), refusal(EXDEV))),
           "Linux before 5.18");
}

TEST("an XFS without reflinks is distinguished from a file system that has none") {
  DataDirectory xfs = directory_of_role("tmpdir");
  xfs.file_system.kind = FileSystem::Kind::xfs;
  xfs.file_system.reflink = false;
  contains(describe(judge(directory_of_role("tree"), xfs, refusal(EOPNOTSUPP))),
           "was made with reflink=0; make it anew");
  contains(describe(judge(directory_of_role("tree"), ext4("tmpdir"), refusal(EOPNOTSUPP))),
           "(ext4) is a file system without reflinks");
}

TEST("a difference in NOCOW names both sides") {
  Trial trial = refusal(EINVAL);
  trial.to_nocow = true;
  contains(describe(judge(directory_of_role("tree"), directory_of_role("tmpdir"), trial)),
           "new files in /tmpdir are NOCOW");
  std::swap(trial.to_nocow, trial.from_nocow);
  contains(describe(judge(directory_of_role("tree"), directory_of_role("tmpdir"), trial)),
           "/tree/file is NOCOW");
  contains(describe(judge(directory_of_role("tmpdir"), directory_of_role("output"), trial)),
           "take NOCOW from /tmpdir");
  trial.from_nocow = false;
  DataDirectory unchecked = directory_of_role("tmpdir");
  unchecked.mount = Mount{1, "/", "btrfs", {"rw", "nodatasum"}};
  contains(describe(judge(directory_of_role("tree"), unchecked, trial)), "/tmpdir is mounted with nodatasum");
  contains(describe(judge(directory_of_role("tree"), directory_of_role("tmpdir"), trial)),
           "one may have checksums");
}

TEST("a place that cannot be written to is named, whichever side of a step it is") {
  const Trial trial{true, EROFS, "open", "/tmpdir"};
  for (const Verdict& verdict : {judge(directory_of_role("tree"), directory_of_role("tmpdir"), trial),
                                 judge(directory_of_role("tmpdir"), directory_of_role("output"), trial)}) {
    contains(describe(verdict), "/tmpdir: open: Read-only file system");
    contains(describe(verdict), "another directory with --tmpdir");
  }
}

TEST("a line of mountinfo gives mount point, type and both sets of options") {
  const auto mount = parse_mount(
      "36 35 98:0 /mnt1 /mnt\\040two rw,noatime master:1 shared:2 - btrfs /dev/root rw,compress=zstd:3");
  CHECK(mount.has_value());
  EQUAL(mount->id, 36U);
  EQUAL(mount->point, "/mnt two");
  EQUAL(mount->type, "btrfs");
  EQUAL(mount->option("compress").value_or(""), "compress=zstd:3");
  CHECK(!mount->option("comp").has_value());
  CHECK(mount->option("noatime").has_value());
  for (const char* damaged : {"", "36", "x 35 98:0 / / rw - ext4 d rw", "36 35 98:0 / / rw - ext4"})
    CHECK(!parse_mount(damaged).has_value());
}

TEST("a survey counts what can be shared at most, and says when it was cut") {
  const Directory directory;
  ::mkdir((directory / "b").c_str(), 0755);
  testing::write_file(directory / "a", "small");
  testing::write_file(directory / "b/large", std::string(10000, 'x'));
  testing::write_file(directory / "empty", "");
  testing::write_file(directory / "z", std::string(4096, 'x'));
  ::symlink("z", (directory / "link").c_str());
  ::mkfifo((directory / "pipe").c_str(), 0644);
  const Fd root = open_or_fail(directory.path, O_RDONLY | O_DIRECTORY);
  FileSystem file_system = file_system_of(root, directory.path);
  file_system.block = 4096;

  const Survey all = survey(root, directory.path, file_system);
  EQUAL(all.files, 4U);
  EQUAL(all.bytes, 14101U);
  EQUAL(all.whole_blocks, 12288U);
  EQUAL(all.below_block, 1U);
  EQUAL(all.sample, "z");
  CHECK(!all.cut);

  CHECK(survey(root, directory.path, file_system, {1, std::chrono::seconds(5)}).cut);
  CHECK(survey(root, directory.path, file_system, {100, std::chrono::milliseconds(-1)}).cut);
}

TEST("the doctor leaves nothing behind, and takes a file that is not there yet as output") {
  const Directory tree;
  const Directory tmpdir;
  const Directory output;
  testing::write_file(tree / "f", std::string(1 << 16, 'x'));
  const Diagnosis diagnosis = diagnose({tree.path, tmpdir.path, output / "initramfs.img", {}});
  EQUAL(diagnosis.output.path, output.path);
  EQUAL(diagnosis.steps.size(), 3U);
  CHECK(diagnosis.steps[0].trial.tried);
  CHECK(diagnosis.tmpdir.same_file_system && diagnosis.tmpdir.same_mount);

  testing::write_file(tree / "old", "");
  ::symlink((tree / "old").c_str(), (output / "link").c_str());
  EQUAL(diagnose({tree.path, tmpdir.path, output / "link", {}}).output.path, tree.path);
  ::unlink((output / "link").c_str());

  for (const Directory* directory : {&tmpdir, &output})
    CHECK(::rmdir(directory->path.c_str()) == 0);  // empty
  const std::string gone = testing::thrown<InputError>([&] {
    diagnose({tree.path, tmpdir.path, output.path, {}});
  });
  contains(gone, "no such directory; name the one that will be used with --tmpdir");
}
