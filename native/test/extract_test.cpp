#include <sys/stat.h>
#include <unistd.h>

#include "made.hpp"

using namespace testing;

namespace {

constexpr std::uint32_t file = S_IFREG | 0644;
constexpr std::uint32_t directory = S_IFDIR | 0755;

struct stat status_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) < 0) throw std::runtime_error(path + " is not there");
  return status;
}

}  // namespace

TEST("names of one file whose modes differ are one file, with the last one's mode, as for the kernel") {
  const Unpacked one(archive_of({{"a", S_IFREG | 0600, "", 2}, {"b", S_IFREG | 0640, "data", 2}}));
  extract(one.archive, one.out, {});
  EQUAL(read_file(one.out + "/a"), "data");
  EQUAL(status_of(one.out + "/a").st_ino, status_of(one.out + "/b").st_ino);
  EQUAL(status_of(one.out + "/a").st_mode & 07777, 0640U);
  EQUAL(describe(one.archive), "");
}

TEST("files with the same number on two devices are two files") {
  const Unpacked one(archive_of(
      {{"a", file, "one", 2, 1, 0, 1}, {"b", file, "two", 2, 1, 0, 2}, {"c", file, "one", 2, 1, 0, 1}}));
  extract(one.archive, one.out, {});
  EQUAL(read_file(one.out + "/a"), "one");
  EQUAL(read_file(one.out + "/b"), "two");
}

TEST("a later name of a file brings its whole data anew") {
  const Unpacked one(archive_of({{"a", file, "longer", 2}, {"b", file, "short", 2}}));
  extract(one.archive, one.out, {});
  EQUAL(read_file(one.out + "/a"), "short");
}

TEST(
    "the last entry of a repeated directory sets mode and owner and the first the time, as the "
    "kernel does") {
  Made first{".", S_IFDIR | 0700, "", 2};
  Made last{".", S_IFDIR | 0711, "", 2};
  first.mtime = 5;
  last.mtime = 7;
  const Unpacked one(archive_of({first, {"d", S_IFDIR | 0700, "", 2}, {"d/f"}}) +
                     archive_of({last, {"d", S_IFDIR | 0500, "", 2}, {"d/g"}}));
  extract(one.archive, one.out, {});
  EQUAL(status_of(one.out).st_mode & 07777, 0711U);
  EQUAL(status_of(one.out).st_mtim.tv_sec, 5);
  EQUAL(status_of(one.out + "/d").st_mode & 07777, 0500U);
  ::chmod((one.out + "/d").c_str(), 0700);
}

TEST("symlinks and nodes have the archive's time, so that what is extracted is what was archived") {
  const Unpacked one(archive_of({{"l", S_IFLNK | 0600, "gone"}, {"p", S_IFIFO | 0644}}));
  extract(one.archive, one.out, {});
  EQUAL(status_of(one.out + "/l").st_mtim.tv_sec, 1000);
  EQUAL(status_of(one.out + "/p").st_mtim.tv_sec, 1000);
  VerifyOptions options;
  options.tree = one.out;
  EQUAL(describe(one.archive, options), "");
}

TEST("an entry of another type is replaced, as by the kernel") {
  const Unpacked link(archive_of({{"a", directory, "", 2}, {"a", S_IFLNK | 0777, "gone"}}));
  extract(link.archive, link.out, {});
  CHECK(S_ISLNK(status_of(link.out + "/a").st_mode));
  const Unpacked back(archive_of({{"a", S_IFLNK | 0777, "/"}, {"a", directory, "", 2}, {"a/f"}}));
  extract(back.archive, back.out, {});
  CHECK(S_ISDIR(status_of(back.out + "/a").st_mode));
  CHECK(S_ISREG(status_of(back.out + "/a/f").st_mode));
}

TEST("a directory with something in it does not make way") {
  const Unpacked one(archive_of({{"a", directory, "", 2}, {"a/f"}, {"a", S_IFLNK | 0777, "gone"}}));
  CHECK(one.refused().starts_with("a: rmdir"));
  CHECK(S_ISREG(status_of(one.out + "/a/f").st_mode));
}

TEST("an absolute name leads out of the directory, and is refused with that") {
  CHECK(Unpacked(archive_of({{"/cowpio-test"}}))
            .refused()
            .starts_with("/cowpio-test: leads out of the directory"));
}

TEST("a `.` that is not a directory does not set the metadata of the root") {
  const Unpacked one(archive_of({{".", S_IFREG | 0700}}));
  CHECK(one.refused().find("no name for a file") != std::string::npos);
  EQUAL(status_of(one.out).st_mode & 07777, 0755U);
}
