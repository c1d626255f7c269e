#include "core/write/output.hpp"

#include <sys/mount.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>

#include "core/fs/temporary.hpp"
#include "core/read/read.hpp"
#include "core/write/write.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

WriteOptions plain() {
  WriteOptions options;
  options.alignment = 4096;
  options.scan = {Owner{0, 0}, 0, std::nullopt};
  return options;
}

std::vector<Request> named(const std::vector<std::string>& names) {
  std::vector<Request> requests(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) requests[i].name = names[i];
  return requests;
}

std::string descriptor_name(const Fd& fd) { return "/proc/self/fd/" + std::to_string(fd.get()); }

std::vector<Member> members_of(const std::string& archive) {
  Reader reader(archive);
  std::vector<Member> members;
  while (auto member = reader.next()) members.push_back(*member);
  return members;
}

ino_t inode_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) < 0) throw std::runtime_error(path + " is not there");
  return status.st_ino;
}

}  // namespace

TEST("a name of a descriptor writes to its open file and replaces neither") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  const Fd file = open_or_fail(directory / "out", O_RDWR | O_CREAT, 0600);
  ::symlink(descriptor_name(file).c_str(), (directory / "far").c_str());
  ::symlink("far", (directory / "stdout").c_str());
  const ino_t link = inode_of(directory / "far");
  const ino_t inode = inode_of(directory / "out");
  write_archive(directory.path, named({"f"}), directory / "stdout", plain());
  EQUAL(inode_of(directory / "far"), link);
  EQUAL(inode_of(directory / "out"), inode);
  EQUAL(members_of(directory / "out").size(), 1U);
}

TEST("a descriptor of a file that has no name any more is written to") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  const Fd file = open_or_fail(directory / "out", O_RDWR | O_CREAT, 0600);
  ::unlink((directory / "out").c_str());
  ::symlink(descriptor_name(file).c_str(), (directory / "stdout").c_str());
  const ino_t link = inode_of(directory / "stdout");
  write_archive(directory.path, named({"f"}), directory / "stdout", plain());
  EQUAL(inode_of(directory / "stdout"), link);
  EQUAL(members_of(descriptor_name(file)).size(), 1U);
}

TEST("a descriptor is written to from where it is, with its data aligned within the file") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  testing::write_file(directory / "out", std::string(702, '\0'));
  const Fd appending = open_or_fail(directory / "out", O_WRONLY | O_APPEND);
  write_archive(directory.path, named({"f"}), descriptor_name(appending), plain());
  const Fd further = open_or_fail(directory / "out", O_WRONLY);
  ::lseek(further.get(), 0, SEEK_END);
  write_archive(directory.path, named({"f"}), descriptor_name(further), plain());
  const auto members = members_of(directory / "out");
  EQUAL(members.size(), 2U);
  EQUAL(members[0].data_offset % 4096, 0U);
  EQUAL(members[1].data_offset % 4096, 0U);
}

TEST("the descriptor's open file is not a source, and a closed descriptor is not a file") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  const Fd file = open_or_fail(directory / "f", O_RDWR);
  CHECK(testing::thrown<InputError>([&] {
          write_archive(directory.path, named({"f"}), descriptor_name(file), plain());
        }).find("among the sources") != std::string::npos);
  CHECK(testing::thrown<SystemError>([&] {
          write_archive(directory.path, named({"f"}), "/proc/self/fd/987", plain());
        }).starts_with("/proc/self/fd/987: open"));
}

TEST("temporary names that another container's process of this number left are passed over") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  testing::write_file(directory / "out", "");
  const std::string left = directory / (".out.cowpio-" + std::to_string(::getpid()) + "-");
  for (int i = 0; i < 500; ++i) testing::write_file(left + std::to_string(i), "another's");
  write_archive(directory.path, named({"f"}), directory / "out", plain());
  EQUAL(members_of(directory / "out").size(), 1U);
  for (int i = 0; i < 500; ++i) EQUAL(testing::read_file(left + std::to_string(i)), "another's");
}

TEST("a signal removes the temporary files of all outputs that are being written, and of no other") {
  const Directory directory;
  const Fd location = open_or_fail(directory.path, O_PATH | O_DIRECTORY);
  const std::string out = directory / "out";
  const auto make = [&](const std::string& name) {
    testing::write_file(directory / name, "");
    return true;
  };
  const auto is_there = [&](const std::string& name) {
    return ::access((directory / name).c_str(), F_OK) == 0;
  };
  std::array<std::string, 3> written;
  for (std::string& name : written) name = make_temporary({location, out}, "open", make);
  rename_temporary({location, out}, written[1]);
  testing::write_file(directory / written[1], "another's");
  unlink_temporary();
  CHECK(!is_there(written[0]) && is_there(written[1]) && !is_there(written[2]));
  for (const std::string& name : written) remove_temporary(location, name);
}

TEST("an output that is replaced keeps its ACL, and gets none of its directory") {
  static constexpr const char* access = "system.posix_acl_access";
  // Version 2; owner rw, user 1234 r, group nothing, mask r, others nothing (linux/posix_acl_xattr.h).
  const std::string acl(
      "\2\0\0\0"
      "\1\0\6\0\377\377\377\377"
      "\2\0\4\0\322\4\0\0"
      "\4\0\0\0\377\377\377\377"
      "\20\0\4\0\377\377\377\377"
      "\40\0\0\0\377\377\377\377",
      44);
  const Directory directory;
  testing::write_file(directory / "f", "data");
  testing::write_file(directory / "open", "");
  testing::write_file(directory / "out", "");
  ::chmod((directory / "open").c_str(), 0640);
  if (::setxattr((directory / "out").c_str(), access, acl.data(), acl.size(), 0) < 0 ||
      ::setxattr(directory.path.c_str(), "system.posix_acl_default", acl.data(), acl.size(), 0) < 0)
    throw testing::Skipped("the temporary directory's file system has no ACLs");
  write_archive(directory.path, named({"f"}), directory / "out", plain());
  write_archive(directory.path, named({"f"}), directory / "open", plain());
  std::string found(100, '\0');
  const ssize_t size = ::getxattr((directory / "out").c_str(), access, found.data(), found.size());
  CHECK(size > 0 && found.substr(0, static_cast<std::size_t>(size)) == acl);
  CHECK(::getxattr((directory / "open").c_str(), access, found.data(), found.size()) < 0);
}

TEST("the block is the file system's where it can be one, else 4096 bytes") {
  for (const std::uint64_t block : {512U, 1024U, 4096U, 16384U, 65536U}) EQUAL(block_of(block), block);
  for (const std::uint64_t size : {0U, 1U, 256U, 4097U, 12288U, 131072U, 1048576U})
    EQUAL(block_of(size), 4096U);
}

namespace {

WriteOptions appending() {
  WriteOptions options = plain();
  options.append = true;
  return options;
}

}  // namespace

TEST("an archive that is appended to a compressed stream comes after at least four NULs") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  for (const std::size_t size : {1U, 2U, 3U, 4U, 500U, 512U}) {
    testing::write_file(directory / "out", std::string(size, '\3'));
    write_archive(directory.path, named({"f"}), directory / "out", appending());
    const std::string bytes = testing::read_file(directory / "out");
    const std::size_t at = bytes.find("070701");
    CHECK(at >= size + 4 && at < size + 8 && at % 4 == 0);
    EQUAL(bytes.find_first_not_of('\0', size), at);
  }
  write_archive(directory.path, named({"f"}), directory / "plain", appending());
  const std::size_t first = testing::read_file(directory / "plain").size();
  write_archive(directory.path, named({"f"}), directory / "plain", appending());
  EQUAL(testing::read_file(directory / "plain").find("070701", first), first);
}

TEST("an append to a file that changes meanwhile is refused, and loses nothing") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  for (const bool exists : {true, false}) {
    if (exists) write_archive(directory.path, named({"f"}), directory / "out", appending());
    WriteOptions options = appending();
    options.progress = [&](std::uint64_t, std::uint64_t) {
      testing::write_file(directory / "out", "another's");
      return true;
    };
    CHECK(testing::thrown<InputError>([&] {
            write_archive(directory.path, named({"f"}), directory / "out", options);
          }).find("try again") != std::string::npos);
    EQUAL(testing::read_file(directory / "out"), "another's");
    ::unlink((directory / "out").c_str());
  }
}

TEST("an output's name is looked up once, whatever its directory is renamed to meanwhile") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  ::mkdir((directory / "d").c_str(), 0755);
  WriteOptions options = appending();
  options.progress = [&](std::uint64_t done, std::uint64_t) {
    if (done > 1) return true;
    ::rename((directory / "d").c_str(), (directory / "e").c_str());
    ::mkdir((directory / "d").c_str(), 0755);
    return true;
  };
  write_archive(directory.path, named({"f"}), directory / "d/out", options);
  CHECK(::access((directory / "d/out").c_str(), F_OK) < 0);
  EQUAL(members_of(directory / "e/out").size(), 1U);
}

TEST("an output that is a mount point is written in place, and keeps what it held where nothing is written") {
  const Directory directory;
  for (const char* name : {"f", "out", "held"}) testing::write_file(directory / name, name);
  const std::string out = directory / "out";
  if (::mount((directory / "held").c_str(), out.c_str(), nullptr, MS_BIND, nullptr) < 0)
    throw testing::Skipped("nothing can be mounted here");
  const ino_t inode = inode_of(out);
  WriteOptions replacing = plain();
  replacing.append = false;
  std::string failed;
  try {
    testing::thrown<std::runtime_error>(
        [&] { write_archive(directory.path, named({"absent"}), out, replacing); });
    // Fails once the output is open, before anything is written.
    testing::thrown<InputError>([&] { write_archive(directory.path, named({"f", "out"}), out, replacing); });
    EQUAL(testing::read_file(out), "held");
    CHECK(write_archive(directory.path, named({"f"}), out, replacing).in_place);
    EQUAL(members_of(out).size(), 1U);
    write_archive(directory.path, named({"f"}), out, plain());
    EQUAL(members_of(out).size(), 2U);
    EQUAL(inode_of(out), inode);
  } catch (const std::exception& error) {
    failed = error.what();
  }
  ::umount(out.c_str());
  EQUAL(failed, "");
}
