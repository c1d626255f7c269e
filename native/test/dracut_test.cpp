#include "core/doctor/dracut.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "core/fs/fd.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Folder;

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
  for (const std::string code :
       {"if true; then\n compress=xz\nfi", "compress=$(cat /x)", "compress=xz true", "compress=\"$X\"",
        "export compress=xz", "a=(b)\ncompress=xz", "compress=\"xz", "f() { compress=xz; }"}) {
    DracutConfig config;
    config.read("uefi=no\n" + code, "/conf");
    EQUAL(config.unread(), "/conf:2");
    EQUAL(config["compress"].value, "");
  }
  DracutConfig config;
  config.read("early_microcode_image_name=(a b)\n[ -e /x ] && hostonly=yes # compress=xz", "/conf");
  EQUAL(config.unread(), "");
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
  CHECK(judge(sharing_dracut("compress='/usr/bin/cat'")).kind == Verdict::Kind::can_share);
  const auto refused = [](const Dracut& dracut, const char* part) {
    const Verdict verdict = judge(dracut);
    CHECK(verdict.kind == Verdict::Kind::cannot_share);
    contains(verdict.reason + "; " + verdict.remedy, part);
  };
  refused(sharing_dracut("enhanced_cpio=no"), "enhanced_cpio=no (/etc/dracut.conf:3)");
  refused(sharing_dracut("compress=zstd"), "compress=zstd (/etc/dracut.conf:3): the archive is compressed");
  refused(sharing_dracut("uefi=yes"), "unified kernel image");
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
  Folder folder;
  const auto write = [&](const std::string& name, const std::string& text, mode_t mode = 0644) {
    const std::string path = folder.path + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    testing::write_file(path, text);
    ::chmod(path.c_str(), mode);
  };
  write("/usr/bin/dracut", "#!/bin/bash\nDRACUT_VERSION=\"112-7\"\nenhanced_cpio= *--data-align*\n", 0755);
  write("/usr/lib/dracut/dracut-cpio", "cowpio create [OPTIONS]", 0755);
  write("/usr/bin/3cpio", "too old", 0755);
  write("/etc/dracut.conf", "compress=xz\n");
  write("/etc/dracut.conf.d/9.conf", "compress=lz4\n");
  write("/etc/dracut.conf.d/10.conf", "compress=cat\n");
  write("/usr/lib/dracut/dracut.conf.d/10.conf", "compress=gzip\n");
  write("/usr/lib/dracut/dracut.conf.d/5.conf", "enhanced_cpio=yes\n");
  write("/usr/lib/dracut/dracut.conf.d/99.txt", "compress=gzip\n");
  const Dracut dracut = read_dracut(folder.path);
  EQUAL(dracut.version + " " + dracut.writer, "112-7 /usr/lib/dracut/dracut-cpio");
  CHECK(dracut.writer_is_cowpio && dracut.aligns && dracut.prefers_3cpio && !dracut.splits);
  EQUAL(dracut.config["compress"].place, folder.path + "/etc/dracut.conf.d/10.conf:1");
  CHECK(judge(dracut).kind == Verdict::Kind::can_share);
  write("/usr/bin/3cpio", "--data-align", 0755);
  const Dracut preferring = read_dracut(folder.path);
  EQUAL(preferring.writer, "/usr/bin/3cpio");
  CHECK(!preferring.writer_is_cowpio);
  testing::thrown<InputError>([&] { read_dracut(folder / "etc"); });
}
