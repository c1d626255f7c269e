#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "archives.hpp"
#include "core/input/request.hpp"
#include "core/input/scan.hpp"
#include "core/write/write.hpp"

using namespace cowpio;
using namespace testing;

TEST("a list for gen_init_cpio is read as the kernel's program reads it") {
  ::setenv("COWPIO_TEST", "/from", 1);
  const auto requests = read_spec(
      "# a comment\n"
      "dir /dev 0755 0 0\n"
      "nod /dev/console 0600 0 0 c 5 1\n"
      "file /init ${COWPIO_TEST}/init 0755 1 2 /bin/init\n"
      "slink /bin/sh busybox 0777 0 0\n"
      "pipe p 0600 0 0\n"
      "sock s 0600 0 0\n");
  EQUAL(requests.size(), 7U);
  EQUAL(requests[0].name, "dev");
  EQUAL(*requests[1].overrides->type, static_cast<std::uint32_t>(S_IFCHR));
  EQUAL(requests[2].name, "bin/init");
  EQUAL(requests[3].name, "init");
  EQUAL(requests[3].overrides->source, "/from/init");
  CHECK(requests[2].overrides->hard_link && requests[3].overrides->hard_link);
  EQUAL(requests[4].overrides->target, "busybox");
}

TEST("errors in such a list name the line") {
  CHECK(refused_spec("\ndir /x 0755 0\n").starts_with("spec line 2: gid is missing"));
  EQUAL(refused_spec("\n\n\nbogus"),
        "spec line 4: unknown type bogus; there are file, dir, nod, slink, pipe and sock");
  CHECK(refused_spec("door /x").find("unknown type door; there are file") != std::string::npos);
  CHECK(refused_spec("dir /x 0955 0 0").find("mode: expected a number") != std::string::npos);
  CHECK(refused_spec("nod /x 0600 0 0 x 1 2").find("expected b or c") != std::string::npos);
  CHECK(refused_spec("file /x ${COWPIO_UNSET}/x 0 0 0").find("not set") != std::string::npos);
  CHECK(refused_spec("dir /x 0755 0 0 more").find("unexpected more") != std::string::npos);
}

TEST("a spec's file and type=file follow a symlink; a plain source does not") {
  const Directory directory;
  testing::write_file(directory / "dash", "program");
  ::symlink("dash", (directory / "sh").c_str());
  ::symlink("sh", (directory / "again").c_str());
  for (const auto& requests : {+[] { return read_spec("file /bin/sh again 0755 0 0"); },
                               +[] { return read_manifest("bin/sh\tsource=again\ttype=file", false); }}) {
    const auto entries = scanned(directory, requests());
    CHECK(entries[0].is_regular());
    EQUAL(entries[0].size, 7U);
    write_archive(directory.path, requests(), directory / "a", {});
    CHECK(testing::read_file(directory / "a").find("program") != std::string::npos);
    ::unlink((directory / "a").c_str());
  }
  CHECK(scanned(directory, read_manifest("bin/sh\tsource=again", false))[0].is_symlink());
}

TEST("a spec's file that leads to no regular file is refused") {
  const Directory directory;
  ::symlink(".", (directory / "here").c_str());
  CHECK(testing::thrown<InputError>([&] {
          scanned(directory, read_spec("file /x here 0755 0 0"));
        }).starts_with("here: not a regular file"));
  CHECK(testing::thrown<SystemError>([&] {
          scanned(directory, read_spec("file /x gone 0755 0 0"));
        }).starts_with("gone: stat"));
}
