#include "core/doctor/dracut.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "core/fs/fd.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

void contains(const std::string& text, const std::string& part) {
  if (text.find(part) == std::string::npos) throw std::runtime_error("no \"" + part + "\" in: " + text);
}

}  // namespace

TEST("plain assignments of dracut.conf are read as a shell reads them, the last one counts") {
  DracutConfig config;
  config.read("# compress=xz\ncompress=\"zstd\"; do_strip='no' # as installed\nuefi=no\n", "/first");
  config.read("add_drivers+=\" a\nb \"\nenhanced_cpio=\"y\"'es'\ncompress=\"ca\\\nt\"\ntmpdir=/a\\ b\n",
              "/second");
  const auto described = [&](const char* name) { return config[name].value + " " + config[name].place; };
  EQUAL(described("compress"), "cat /second:4");
  EQUAL(described("do_strip"), "no /first:2");
  EQUAL(described("enhanced_cpio"), "yes /second:3");
  EQUAL(described("tmpdir"), "/a b /second:6");
  EQUAL(config.unread(), "");
}

TEST("shell code that may change a setting is reported, other shell code is not") {
  for (const std::string code : {"if true; then\n compress=xz\nfi",
                                 "compress=$(cat /x)",
                                 "compress=xz true",
                                 "compress=\"$X\"",
                                 "export compress=xz",
                                 "a=(b)\ncompress=xz",
                                 "compress=\"xz",
                                 "f() { compress=xz; }",
                                 "unset compress",
                                 ". /etc/dracut.local",
                                 "test -e /x && . /etc/dracut.local",
                                 "source /x",
                                 "eval \"comp\"\"ress=xz\"",
                                 ": \"#\"; compress=xz",
                                 "n=$#; compress=xz",
                                 "printf -v compress xz",
                                 "read -r compress <<< xz",
                                 "for compress in xz; do :; done",
                                 ": ${compress:=xz}",
                                 "compress[0]=xz"}) {
    DracutConfig config;
    config.read("uefi=no\n" + code, "/conf");
    EQUAL(config.unread(), "/conf:2");
    EQUAL(config["compress"].value, "");
  }
  DracutConfig config;
  config.read("early_microcode_image_name=(a b)\n[ -e /x ] && squash_compress=xz\n # compress=xz\na.b .c",
              "/conf");
  EQUAL(config.unread(), "");
  config.read(std::string("comp\0ress=xz", 12), "/nul");
  EQUAL(config.unread(), "/nul");
}

TEST("names of files are in the order of sort -V") {
  const std::vector<std::string> sorted = {
      "5.conf",    "050-a.conf",     "50-cowpio.conf", "50-cowpio-local.conf",
      "51-a.conf", "099-local.conf", "100.conf",       "a.local.conf",
      "b~.conf",   "b.conf",         "b1.conf",        "ba.conf",
      "b-a.conf"};
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = 0; j < sorted.size(); ++j) CHECK(sorts_before(sorted[i], sorted[j]) == (i < j));
  CHECK(!sorts_before("51-a.conf", "051-a.conf") && !sorts_before("051-a.conf", "51-a.conf"));
}

namespace {

/// dracut 112 that is set up to share.
Dracut sharing_dracut(const std::string& more = {}) {
  Dracut dracut;
  dracut.root = "/";
  dracut.version = "112";
  dracut.aligns = dracut.prefers_3cpio = true;
  dracut.writer = "/usr/lib/dracut/dracut-cpio";
  dracut.config.read("enhanced_cpio=yes\ncompress=cat\n" + more, "/etc/dracut.conf");
  return dracut;
}

}  // namespace

TEST("dracut shares if it is told to align, finds a program for it, and neither compresses nor embeds") {
  CHECK(judge(sharing_dracut()).kind == Verdict::Kind::can_share);
  const auto refused = [](const Dracut& dracut, const char* part) {
    const Verdict verdict = judge(dracut);
    CHECK(verdict.kind == Verdict::Kind::cannot_share);
    contains(verdict.reason + "; " + verdict.remedy, part);
  };
  refused(sharing_dracut("enhanced_cpio=no"), "enhanced_cpio=no (/etc/dracut.conf:3)");
  refused(sharing_dracut("compress=zstd"), "compress=zstd (/etc/dracut.conf:3): the archive is compressed");
  refused(sharing_dracut("compress=/bin/cat"), "the archive is compressed");
  refused(sharing_dracut("INITRD_COMPRESS=xz"), "INITRD_COMPRESS=xz (/etc/dracut.conf:3)");
  refused(sharing_dracut("uefi=yes"), "unified kernel image");
  refused(sharing_dracut("add_dracutmodules+=\" lvm squash \""), "squash");
  Dracut three_cpio = sharing_dracut("enhanced_cpio=no\ncompress='/usr/bin/cat -u'");
  three_cpio.writer = "/usr/bin/3cpio";
  refused(three_cpio, "enhanced_cpio=no");
  three_cpio.writer_is_cowpio = true;
  CHECK(judge(three_cpio).kind == Verdict::Kind::can_share);
  three_cpio.config.read("compress=lzop", "/lzop");
  refused(three_cpio, "cowpio as 3cpio has no lzop");
  three_cpio.writer_is_script = true;
  CHECK(judge(three_cpio).kind == Verdict::Kind::cannot_tell);
  Dracut none = sharing_dracut();
  none.writer = "";
  refused(none, "no 3cpio with --data-align, and no /usr/lib/dracut/dracut-cpio");
  none.searches_path = true;
  refused(none, "no dracut-cpio on PATH");
  none.aligns = false;
  refused(none, "has no enhanced_cpio");
  Dracut splits = sharing_dracut("compress=zstd");
  splits.splits = true;
  CHECK(judge(splits).kind == Verdict::Kind::can_share);
  CHECK(judge(sharing_dracut("eval compress=xz")).kind == Verdict::Kind::cannot_tell);
}

TEST(
    "dracut is read below a root: programs by their text, files of dracut.conf.d by name, /etc before /usr") {
  Directory directory;
  const auto write = [&](const std::string& name, const std::string& text, mode_t mode = 0644) {
    const std::string path = directory.path + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    testing::write_file(path, text);
    ::chmod(path.c_str(), mode);
  };
  write("/usr/bin/dracut", "#!/bin/bash\nDRACUT_VERSION=\"112-7\"\nenhanced_cpio= *--data-align*\n", 0755);
  write("/usr/lib/dracut/dracut-cpio", "io.github.cowpio:executable", 0755);
  write("/usr/bin/3cpio", "too old", 0755);
  write("/etc/dracut.conf", "compress=xz\n");
  write("/etc/dracut.conf.d/9.conf", "compress=lz4\n");
  write("/etc/dracut.conf.d/10.conf", "compress=cat\n");
  write("/usr/lib/dracut/dracut.conf.d/10.conf", "compress=gzip\n");
  write("/usr/lib/dracut/dracut.conf.d/5.conf", "enhanced_cpio=yes\n");
  write("/usr/lib/dracut/dracut.conf.d/99.txt", "compress=gzip\n");
  const Dracut dracut = read_dracut(directory.path);
  EQUAL(dracut.version + " " + dracut.writer, "112-7 /usr/lib/dracut/dracut-cpio");
  CHECK(dracut.writer_is_cowpio && dracut.aligns && dracut.prefers_3cpio && !dracut.splits);
  EQUAL(dracut.config["compress"].place, directory.path + "/etc/dracut.conf.d/10.conf:1");
  CHECK(judge(dracut).kind == Verdict::Kind::can_share);
  write("/etc/dracut.conf.d/.x.conf", "compress=gzip\n");
  write("/run/initramfs/dracut.conf.d/99.conf", "compress=gzip\n");
  ::symlink("/gone", (directory / "etc/dracut.conf.d/20.conf").c_str());
  write("/usr/lib/dracut/dracut.conf.d/20.conf", "uefi=yes\n");
  EQUAL(read_dracut(directory.path).config["uefi"].place,
        directory.path + "/usr/lib/dracut/dracut.conf.d/20.conf:1");
  EQUAL(read_dracut(directory.path).config["compress"].value, "cat");
  write("/usr/bin/dracut", "#!/bin/bash\nDRACUT_VERSION=$(git describe)\nenhanced_cpio= *--data-align*\n",
        0755);
  write("/usr/lib/dracut/dracut-version.sh", "#!/bin/sh\nDRACUT_VERSION=106-6\n");
  EQUAL(read_dracut(directory.path).version, "106-6");
  write("/usr/bin/3cpio", "--data-align", 0755);
  const Dracut preferring = read_dracut(directory.path);
  EQUAL(preferring.writer, "/usr/bin/3cpio");
  CHECK(!preferring.writer_is_cowpio && !preferring.writer_is_script);
  write("/usr/local/bin/3cpio", "too old", 0755);
  EQUAL(read_dracut(directory.path).writer, "/usr/lib/dracut/dracut-cpio");
  write("/usr/local/bin/3cpio", "#!/bin/sh\nexec other --data-align", 0755);
  CHECK(read_dracut(directory.path).writer_is_script);
  testing::thrown<InputError>([&] { read_dracut(directory / "etc"); });
}
