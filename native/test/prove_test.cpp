#include "core/share/prove.hpp"

#include <linux/magic.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/format/newc.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

std::string member(const std::string& name, const std::string& data, std::uint32_t mode = S_IFREG | 0644) {
  newc::Header header;
  header.mode = mode;
  header.nlink = 1;
  header.size = static_cast<std::uint32_t>(data.size());
  header.name_size = static_cast<std::uint32_t>(name.size() + 1);
  const newc::HeaderText text = newc::encode(header);
  std::string bytes(text.data(), text.size());
  bytes += name;
  bytes.resize(newc::header_size(header.name_size), '\0');
  bytes += data;
  bytes.resize(newc::align_up(bytes.size(), newc::field_alignment), '\0');
  return bytes;
}

/// Returns the prover's result for `name` below `root`.
std::string original_of(const Directory& root, const std::string& name, const std::string& data) {
  const Directory elsewhere;
  testing::write_file(elsewhere / "a", member(name, data) + member("TRAILER!!!", "", 0));
  return to_string(prove_sharing(elsewhere / "a", root.path).members.at(0).data.original);
}

void link_to(const std::string& target, const std::string& path) {
  if (::symlink(target.c_str(), path.c_str()) < 0) fail("symlink", path);
}

}  // namespace

TEST("an original behind symlinks is found as a system with that root would find it") {
  const Directory root;
  ::mkdir((root / "bin").c_str(), 0755);
  ::mkdir((root / "sbin").c_str(), 0755);
  testing::write_file(root / "bin/btrfs", "program");
  link_to("../bin/btrfs", root / "sbin/btrfs");
  link_to("/sbin/btrfs", root / "sbin/again");
  link_to("../../../../../../bin/btrfs", root / "sbin/above");
  for (const char* name : {"sbin/btrfs", "sbin/again", "sbin/above"})
    EQUAL(original_of(root, name, "program"), "identical");
}

TEST("a symlink does not lead out of the root") {
  const Directory root;
  const Directory outside;
  testing::write_file(outside / "secret", "program");
  link_to(outside / "secret", root / "absolute");
  link_to("../" + outside.path.substr(outside.path.rfind('/') + 1) + "/secret", root / "relative");
  EQUAL(original_of(root, "absolute", "program"), "none");
  EQUAL(original_of(root, "relative", "program"), "none");
}

TEST("only regular files are originals: not loops, missing files, directories or names beyond the limits") {
  const Directory root;
  link_to("loop", root / "loop");
  link_to("gone", root / "dangling");
  link_to(std::string(300, 'x'), root / "to-long");
  ::mkdir((root / "directory").c_str(), 0755);
  for (const std::string& name : {std::string("loop"), std::string("dangling"), std::string("to-long"),
                                  std::string("directory"), std::string("loop/below"), std::string(300, 'n')})
    EQUAL(original_of(root, name, "data"), "none");
}

TEST("an archive on a file system without physical locations is refused with a remedy") {
  struct statfs status {};
  if (::statfs("/dev/shm", &status) < 0 || status.f_type != TMPFS_MAGIC)
    throw testing::Skipped("/dev/shm is no tmpfs");
  const std::string archive = "/dev/shm/cowpio-prove-test-" + std::to_string(::getpid());
  testing::write_file(archive, member("a", "data") + member("TRAILER!!!", "", 0));
  const Directory root;
  std::string output;
  try {
    output = testing::thrown<InputError>([&] { prove_sharing(archive, root.path); });
  } catch (...) {
    ::unlink(archive.c_str());
    throw;
  }
  ::unlink(archive.c_str());
  CHECK(output.find("tmpfs, does not say where its bytes lie") != std::string::npos);
  CHECK(output.find("write the archive to the Btrfs or XFS") != std::string::npos);
}

TEST("nothing but a regular file is opened: a device would take notice") {
  const Directory root;
  testing::write_file(root / "file", "data");
  if (::mkfifo((root / "fifo").c_str(), 0600) < 0) fail("mkfifo", "fifo");
  const Fd notices(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  for (const char* name : {"file", "fifo"})
    CHECK(::inotify_add_watch(notices.get(), (root / name).c_str(), IN_OPEN) >= 0);
  alignas(inotify_event) char notice[4096];
  EQUAL(original_of(root, "fifo", "data"), "none");
  EQUAL(::read(notices.get(), notice, sizeof notice), -1);
  EQUAL(original_of(root, "file", "data"), "identical");
  CHECK(::read(notices.get(), notice, sizeof notice) > 0);
}

TEST("places on an overlay prove nothing: its layers may be of different devices") {
  const Directory root;
  for (const char* directory : {"low", "up", "work", "mnt"}) ::mkdir((root / directory).c_str(), 0755);
  testing::write_file(root / "low/f", std::string(70'000, 'x'));
  testing::write_file(root / "low/a", member("f", std::string(70'000, 'x')) + member("TRAILER!!!", "", 0));
  const std::string options =
      "lowerdir=" + root / "low" + ",upperdir=" + root / "up" + ",workdir=" + root / "work";
  if (::mount("overlay", (root / "mnt").c_str(), "overlay", 0, options.c_str()) < 0)
    throw testing::Skipped("an overlay cannot be mounted here");
  std::string refused;
  try {
    prove_sharing(root / "mnt/a", root / "mnt");
  } catch (const SystemError& error) {
    refused = error.code().value() == EOPNOTSUPP ? error.path() : error.what();
  }
  ::umount((root / "mnt").c_str());
  EQUAL(refused, root / "mnt/a");
}
