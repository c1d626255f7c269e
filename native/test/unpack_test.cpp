/// The kernel's own cases of unpacking (init/initramfs_test.c), for extract and verify.
#include <sys/stat.h>
#include <unistd.h>

#include "made.hpp"

using namespace testing;

namespace {

constexpr std::uint32_t file = S_IFREG | 0777;
constexpr std::uint32_t directory = S_IFDIR | 0777;

struct stat status_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) < 0) throw std::runtime_error(path + " is not there");
  return status;
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool is_intact(const Unpacked& one) { return verify(one.archive, {}).intact(); }

}  // namespace

TEST("a file and a directory have type, mode, links, time and size of their headers") {
  const Unpacked one(archive_of({{"f", file, "", 1, 1, 0, 1, 56}, {"d", directory, "", 1, 2, 0, 1, 57}}));
  EQUAL(one.refused(), "");
  CHECK(is_intact(one));
  EQUAL(status_of(one.out + "/f").st_mode, file);
  EQUAL(status_of(one.out + "/f").st_nlink, 1U);
  EQUAL(status_of(one.out + "/f").st_mtim.tv_sec, 56);
  EQUAL(status_of(one.out + "/d").st_mode, directory);
  EQUAL(status_of(one.out + "/d").st_mtim.tv_sec, 57);
}

TEST("a name that no NUL ends stops the unpacking") {
  std::string bytes = bytes_of({"name", file});
  for (std::size_t i = bytes.size() - 1; bytes[i] == '\0'; --i) bytes[i] = 'P';
  const Unpacked one(bytes);
  CHECK(!one.refused().empty());
  CHECK(!is_intact(one));
}

TEST("data is what follows the name, without a trailer, too") {
  const Unpacked one(bytes_of({"f", file, "ASDF"}));
  EQUAL(one.refused(), "");
  CHECK(is_intact(one));
  EQUAL(read_file(one.out + "/f"), "ASDF");
}

TEST("sums are compared where the magic says so; a wrong one keeps its file, and ends the rest") {
  std::string summed = bytes_of({"f", file, "ASDF"}, true);
  const std::string plain = bytes_of({"g", file, "ASDF"});
  const Unpacked right(summed + plain);
  EQUAL(right.refused(), "");
  CHECK(is_intact(right) && exists(right.out + "/g"));
  summed.replace(6 + 8 * 12, 8, "00000001");
  const Unpacked wrong(summed + plain);
  CHECK(!wrong.refused().empty() && !is_intact(wrong));
  CHECK(exists(wrong.out + "/f") && !exists(wrong.out + "/g"));
}

TEST("two names of a file are one, the data is the last one's, and no trailer is needed") {
  const Unpacked one(bytes_of({"a", file, "", 2}) + bytes_of({"b", file, "ASDF", 2}));
  EQUAL(one.refused(), "");
  CHECK(is_intact(one));
  EQUAL(status_of(one.out + "/a").st_ino, status_of(one.out + "/b").st_ino);
  EQUAL(status_of(one.out + "/a").st_nlink, 2U);
  EQUAL(read_file(one.out + "/a"), "ASDF");
}

TEST("a thousand files are unpacked") {
  std::string bytes;
  for (std::uint32_t i = 0; i < 1000; ++i) bytes += bytes_of({"many-" + std::to_string(i), file, "", 1, i});
  const Unpacked one(bytes);
  EQUAL(extract(one.archive, one.out, {}).members, 1000U);
  CHECK(is_intact(one) && exists(one.out + "/many-999"));
}

TEST("NULs after a name place the data at 4096") {
  const Unpacked one(bytes_of({"padded", file, "aligned", 1, 1, 4096 - 110 - 7}));
  EQUAL(one.refused(), "");
  EQUAL(read_file(one.archive).substr(4096, 7), "aligned");
  EQUAL(read_file(one.out + "/padded"), "aligned");
}

TEST("a name field above PATH_MAX is skipped with its data, one of PATH_MAX is not") {
  const Unpacked one(bytes_of({"over" + std::string(4093, '/'), directory, "skipped"}) +
                     bytes_of({"ok" + std::string(4093, '/'), directory}));
  const ExtractResult result = extract(one.archive, one.out, {});
  EQUAL(result.failed, 1U);
  CHECK(!exists(one.out + "/over") && exists(one.out + "/ok"));
  CHECK(!is_intact(one));
}

TEST("a number with a `0x` is not a header") {
  std::string bytes = bytes_of({"f", file});
  bytes.replace(6 + 8 * 2, 8, "0x000056");
  const Unpacked one(bytes);
  CHECK(!one.refused().empty());
  CHECK(!is_intact(one));
}

TEST(
    "the grammar of buffer-format.rst: NULs and archives in any order, trailers optional, links up to a "
    "trailer") {
  const std::string a = bytes_of({"a", file, "1", 2});
  const std::string b = bytes_of({"b", file, "", 2});
  const std::string nuls(12, '\0');
  const std::string trailer = bytes_of({"TRAILER!!!", 0});
  const auto joined = [](const std::vector<std::string>& pieces) {
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    return all;
  };
  for (const std::vector<std::string>& pieces :
       {std::vector{nuls, a, nuls, b}, {a, b, nuls, trailer, nuls}, {a, nuls, b, trailer, trailer}}) {
    const Unpacked one(joined(pieces));
    EQUAL(one.refused(), "");
    EQUAL(status_of(one.out + "/a").st_nlink, 2U);
    CHECK(is_intact(one));
  }
  const Unpacked apart(joined({a, trailer, nuls, b, trailer}));
  EQUAL(apart.refused(), "");
  EQUAL(status_of(apart.out + "/a").st_nlink, 1U);
}

TEST("entries below a symlink are made inside the directory, and those that lead out are reported") {
  const Unpacked one(archive_of({{"usr", S_IFDIR | 0711},
                                 {"lib", S_IFLNK | 0777, "/usr"},
                                 {"lib/x", file, "1"},
                                 {"n" + std::string(255, 'n')},
                                 {"out", S_IFLNK | 0777, "/nowhere"},
                                 {"out/y"},
                                 {"../z"},
                                 {"w", 0160644},
                                 {"b", file, "2"}}));
  const ExtractResult result = extract(one.archive, one.out, {});
  EQUAL(result.failed, 4U);
  EQUAL(read_file(one.out + "/usr/x"), "1");
  EQUAL(read_file(one.out + "/b"), "2");
  EQUAL(status_of(one.out + "/usr").st_mode & 07777, 0711U);
  CHECK(!exists(one.directory / "z"));
}

TEST("names of one node are one node, and a target ends with its NUL") {
  const Unpacked one(archive_of({{"a", S_IFIFO | 0644, "", 2},
                                 {"b", S_IFIFO | 0600, "", 2},
                                 {"l", S_IFLNK | 0777, std::string("etc/x\0", 6)}}));
  EQUAL(one.refused(), "");
  EQUAL(status_of(one.out + "/a").st_ino, status_of(one.out + "/b").st_ino);
  EQUAL(status_of(one.out + "/b").st_mode & 07777, 0644U);
  VerifyOptions options;
  options.tree = one.out;
  options.ignore_mode = true;
  EQUAL(describe(one.archive, options), "");
}
