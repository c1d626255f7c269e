#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "core/read/read.hpp"
#include "made.hpp"

using namespace cowpio;
using namespace testing;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) throw std::runtime_error(path + " is not there");
  return status.st_mode & 07777;
}

}  // namespace

TEST("a later name of a file is not written to when the first was replaced") {
  const std::uint32_t file = S_IFREG | 0644;
  const Unpacked fifo(archive_of({{"f", file, "", 2}, {"f", S_IFIFO | 0644}, {"g", file, "evil", 2}}));
  CHECK(fifo.refused().find("g: another name of f, which the archive has replaced since") !=
        std::string::npos);
}

TEST("a read-only file of two names gets its data through the second") {
  const Unpacked one(archive_of({{"f", S_IFREG | 0444, "", 2}, {"g", S_IFREG | 0444, "data", 2}}));
  extract(one.archive, one.out, {});
  EQUAL(testing::read_file(one.out + "/f"), "data");
  EQUAL(mode_of(one.out + "/f"), 0444U);
}

TEST("the same name twice of a file with two names is made anew, not linked to itself") {
  const Unpacked one(archive_of({{"f", S_IFREG | 0644, "", 2}, {"f", S_IFREG | 0644, "data", 2}}));
  extract(one.archive, one.out, {});
  EQUAL(testing::read_file(one.out + "/f"), "data");
}

TEST("a repeated `.` with NULs behind it changes nothing of the directory; the archive's own does") {
  const Unpacked filler(archive_of({{".", S_IFDIR | 0755, "", 2, 1, 60, 0, 0}}));
  ::chmod(filler.out.c_str(), 0711);
  extract(filler.archive, filler.out, {});
  EQUAL(mode_of(filler.out), ::getuid() == 0 ? 0711U : 0755U);
  const Unpacked own(archive_of({{".", S_IFDIR | 0700, "", 2}}));
  extract(own.archive, own.out, {});
  EQUAL(mode_of(own.out), 0700U);
}

TEST("a `./` with NULs behind it is the directory itself, to be extracted and compared") {
  const Unpacked one(archive_of({{"./", S_IFDIR | 0700, "", 2, 1, 60}}));
  extract(one.archive, one.out, {});
  EQUAL(mode_of(one.out), 0700U);
  VerifyOptions options;
  options.tree = one.out;
  EQUAL(describe(one.archive, options), "");
}

TEST("a member before its directory is refused with the directory's name and a hint") {
  const Unpacked one(archive_of({{"usr/lib", S_IFDIR | 0755, "", 2}, {"usr", S_IFDIR | 0755, "", 2}}));
  EQUAL(one.refused(), "usr: what lies in it comes before this directory, or without it; see cowpio verify");
}

TEST("a FIFO has its mode whatever the umask, and a directory may end with a slash") {
  const Unpacked one(archive_of({{"d/", S_IFDIR | 0755, "", 2}, {"d/p", S_IFIFO | 0666}}));
  const mode_t before = ::umask(077);
  extract(one.archive, one.out, {});
  ::umask(before);
  EQUAL(mode_of(one.out + "/d/p"), 0666U);
}

TEST("NULs before an archive, a terabyte of hole too, are passed over") {
  const Unpacked one("");
  const Fd file = open_or_fail(one.archive, O_WRONLY);
  const std::string bytes = archive_of({{"f", S_IFREG | 0644, "data"}});
  CHECK(::pwrite(file.get(), bytes.data(), bytes.size(), off_t{1} << 40) > 0);
  Reader reader(one.archive);
  EQUAL(reader.next()->name, "f");
  CHECK(!reader.next());
}

TEST("a compressed archive behind a plain one is read through its tool") {
  const Unpacked one(archive_of({{"early", S_IFREG | 0644, "1"}}));
  testing::write_file(one.directory / "main", archive_of({{"f", S_IFREG | 0644, "data"}}));
  const std::string command = "gzip -c '" + one.directory / "main" + "' >> '" + one.archive + "'";
  CHECK(std::system(command.c_str()) == 0);
  extract(one.archive, one.out, {});
  EQUAL(testing::read_file(one.out + "/f"), "data");
  EQUAL(describe(one.archive), "");
  Reader plain(one.archive);
  plain.next();
  CHECK(testing::thrown<InputError>([&] { plain.next(); }).find("a gzip stream") != std::string::npos);
}

TEST("a damaged stream is reported with its place") {
  const Unpacked one(std::string("\x1f\x8b") + std::string(200, 'x'));
  CHECK(one.refused().find("the gzip stream at byte ") != std::string::npos);
}

TEST("problems for the kernel or a reader are found") {
  const std::uint32_t file = S_IFREG | 0644;
  CHECK(tells(archive_of({{"a/b"}}), "a/b: comes before its directory"));
  CHECK(tells(archive_of({{"/etc/passwd"}}), "an absolute name"));
  CHECK(tells(archive_of({{"a/../b"}}), "leads upwards"));
  CHECK(tells(archive_of({{"a", file, "", 1, 1, 5000}}), "which the kernel skips"));
  CHECK(tells(archive_of({{"a"}, {"a"}}), "more than once"));
  const Unpacked later(archive_of({{"d", S_IFDIR | 0755, "", 2}, {"d/a"}}) + archive_of({{"d/a"}, {"d/b"}}));
  EQUAL(describe(later.archive), "");
  CHECK(tells(archive_of({{"a", file, "x", 3}}), "has 3 names by its count, 1 are in the archive"));
  CHECK(tells(bytes_of({"a"}), "cut off"));
  std::string summed = archive_of({{"a", file, "data"}}, true);
  EQUAL(describe(Unpacked(summed).archive), "a: is of the format 070702, which kernels before 5.19 refuse\n");
  summed[summed.find("data")] = 'D';
  CHECK(tells(summed, "the checksum of its bytes is"));
}

TEST("alignment and a tree are compared when requested") {
  const Unpacked one(archive_of({{"f", S_IFREG | 0644, std::string(5000, 'x')}}));
  VerifyOptions options;
  options.align = 4096;
  CHECK(describe(one.archive, options).find("not at a multiple of 4096") != std::string::npos);
  options = {};
  options.tree = one.out;
  CHECK(describe(one.archive, options).find("f: cannot be found in the tree") != std::string::npos);
  extract(one.archive, one.out, {});
  EQUAL(describe(one.archive, options), "");
  testing::write_file(one.out + "/more", "");
  testing::write_file(one.out + "/f", std::string(5000, 'y'));
  const std::string findings = describe(one.archive, options);
  CHECK(findings.find("f: its bytes are not the tree's") != std::string::npos);
  CHECK(findings.find("f: its time is 1000") != std::string::npos);
  CHECK(findings.find("more: of the tree is not in the archive") != std::string::npos);
  options.ignore_time = true;
  CHECK(describe(one.archive, options).find("its time") == std::string::npos);
}

TEST("verify checks the layout's rules: early names, trailers, types, headers on 4 bytes") {
  const std::string early = "kernel/x86/microcode/GenuineIntel.bin";
  const auto with = [&](std::size_t padding) {
    return archive_of({{"kernel", S_IFDIR | 0755, "", 2},
                       {"kernel/x86", S_IFDIR | 0755, "", 2},
                       {"kernel/x86/microcode", S_IFDIR | 0755, "", 2},
                       {early, S_IFREG | 0644, "m", 1, 1, padding}});
  };
  EQUAL(describe(Unpacked(with(16)).archive), "");
  CHECK(tells(with(17), "17 NULs too many behind its name"));
  CHECK(!tells(archive_of({{"first"}}) + with(17), "NULs too many"));
  CHECK(tells(bytes_of({"a"}) + bytes_of({"TRAILER!!!", 0, "", 1, 1, 4}), "a name field of 15 bytes"));
  CHECK(tells(archive_of({{"a", 0644}}), "a: is of no type"));
  for (const char* name : {".", "./.", "", "f/"})
    CHECK(tells(archive_of({{name}}), "has no name that the kernel could make it by"));
  CHECK(tells(archive_of({{"a"}}) + std::string(2, '\0') + archive_of({{"b"}}),
              "b: its header is at byte 238"));
}

TEST("a count of names that goes beyond the archive is allowed, one below is not") {
  const Unpacked more(archive_of({{"a", S_IFREG | 0644, "x", 3}}));
  CHECK(verify(more.archive, {}).intact());
  const Unpacked fewer(archive_of(
      {{"a", S_IFREG | 0644, "", 2}, {"b", S_IFREG | 0644, "", 2}, {"c", S_IFREG | 0644, "x", 2}}));
  CHECK(!verify(fewer.archive, {}).intact());
}

TEST("compressed members are unaligned, and reported if an alignment is requested") {
  const Unpacked one("");
  write_file(one.directory / "plain", archive_of({{"f", S_IFREG | 0644, std::string(5000, 'x')}}));
  const std::string command = "gzip -c '" + one.directory / "plain" + "' > '" + one.archive + "'";
  CHECK(std::system(command.c_str()) == 0);
  VerifyOptions options;
  options.align = 4096;
  CHECK(describe(one.archive, options).find("f: is compressed") != std::string::npos);
  options.align = 8192;
  EQUAL(describe(one.archive, options), "");
}

TEST("a path is the same however it is spelled, and one that only moves what follows is not compared") {
  const Unpacked one(
      archive_of({{".", S_IFDIR | 0700, "", 2, 1, 60}, {"./d/", S_IFDIR | 0755, "", 2}, {"d//./f"}}));
  extract(one.archive, one.out, {});
  VerifyOptions options;
  options.tree = one.out;
  EQUAL(describe(one.archive, options), "");
}
