#include "core/input/request.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "archives.hpp"
#include "core/input/scan.hpp"
#include "core/write/write.hpp"

using namespace cowpio;
using namespace testing;

namespace {

std::string refused_manifest(const std::string& text) {
  return testing::thrown<InputError>([&] { read_manifest(text, false); });
}

std::vector<Request> walked(const std::string& path) {
  Lookup lookup(path, Lookup::Symlinks::refuse);
  return walk_tree(lookup);
}

}  // namespace

TEST("names end with newline or NUL; empty ones are passed over, the last needs no end") {
  EQUAL(read_names("a\n\nb c\n#d", '\n').size(), 3U);
  EQUAL(read_names("a\n\nb c\n#d", '\n')[2].name, "#d");
  EQUAL(read_names(std::string_view("a\nb\0c", 5), '\0')[0].name, "a\nb");
}

TEST("a manifest record has a name and keys, with escapes for bytes") {
  const auto requests = read_manifest(
      "usr/bin/x\tsource=/bin/x\tmode=0755\tuid=1\tgid=2\tmtime=3\n"
      "\n"
      "a\\tb\\n\\\\\\377\n"
      "dev/null\ttype=char\tmode=0666\tdevice=1:3\n"
      "lib\ttype=symlink\ttarget=usr/lib",
      false);
  EQUAL(requests.size(), 4U);
  EQUAL(requests[0].overrides->source, "/bin/x");
  EQUAL(*requests[0].overrides->permissions, 0755U);
  EQUAL(*requests[0].overrides->uid + *requests[0].overrides->gid + *requests[0].overrides->mtime, 6U);
  EQUAL(requests[1].name, "a\tb\n\\\377");
  CHECK(requests[2].overrides->device == (Device{1, 3}));
  EQUAL(requests[3].overrides->target, "usr/lib");
}

TEST("with NULs, a manifest's bytes stand for themselves") {
  const auto requests = read_manifest(std::string_view("a\tb\\\0source=c\nd\0\0e\0\0", 20), true);
  EQUAL(requests.size(), 2U);
  EQUAL(requests[0].name, "a\tb\\");
  EQUAL(requests[0].overrides->source, "c\nd");
  EQUAL(requests[1].name, "e");
}

TEST("errors in a manifest name the record") {
  CHECK(refused_manifest("a\nb\tmode=9\n").starts_with("manifest record 2: mode: expected an octal number"));
  CHECK(refused_manifest("a\tmode=17777").find("octal") != std::string::npos);
  CHECK(refused_manifest("a\tcolour=red").find("unknown key colour; there are source") != std::string::npos);
  CHECK(refused_manifest("a\tsource").find("expected key=value") != std::string::npos);
  CHECK(refused_manifest("a\ttype=dir\tsource=b").find("has no source") != std::string::npos);
  CHECK(refused_manifest("a\ttype=symlink").find("needs its target") != std::string::npos);
  CHECK(refused_manifest("a\ttype=char\tdevice=5").find("MAJOR:MINOR as decimal numbers, like 5:1, got 5") !=
        std::string::npos);
  CHECK(refused_manifest("a\ttype=char\tdevice=x:1").find("got x:1") != std::string::npos);
  CHECK(refused_manifest("a\ttype=char").find("a device needs its device=MAJOR:MINOR") != std::string::npos);
  CHECK(refused_manifest("a\ttype=block").find("a device needs") != std::string::npos);
  CHECK(refused_manifest("a\nb\tmode=0755\tmode=0644").starts_with("manifest record 2: mode is given twice"));
  CHECK(refused_manifest("a\\x").find("backslash") != std::string::npos);
  CHECK(refused_manifest("\tmode=1").find("a name is missing") != std::string::npos);
}

TEST("a NUL in lines, and a target that no kernel makes a symlink of, are refused") {
  const std::string nul(1, '\0');
  CHECK(refused_manifest("a\nb\tsource=/etc/x" + nul + "y").starts_with("manifest record 2: a NUL; give"));
  CHECK(refused_manifest("a\tsource=x\\000y").find("can hold a NUL") != std::string::npos);
  CHECK(refused_spec("file /a /etc/x" + nul + "y 0644 0 0").find("a NUL") != std::string::npos);
  CHECK(refused_spec("dir /a" + nul + " 0755 0 0").find("a NUL") != std::string::npos);
  const std::string longest(4095, 't');
  EQUAL(read_manifest("l\ttype=symlink\ttarget=" + longest, false).size(), 1U);
  EQUAL(read_spec("slink l " + longest + " 0777 0 0").size(), 1U);
  CHECK(refused_manifest("l\ttype=symlink\ttarget=" + longest + "t").find("longer") != std::string::npos);
  CHECK(refused_spec("slink l " + longest + "t 0777 0 0").find("longer") != std::string::npos);
}

TEST("a tree is walked by name, itself first") {
  const Directory directory;
  ::mkdir((directory / "b").c_str(), 0755);
  ::symlink("b", (directory / "a").c_str());
  testing::write_file(directory / "b/c", "");
  testing::write_file(directory / "b-", "");
  std::string output;
  for (const Request& request : walked(directory.path)) output += request.name + " ";
  EQUAL(output, ". a b b- b/c ");
}

TEST("an entry takes what the request overrides, and the rest from its source") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  const auto entries =
      scanned(directory, read_manifest("x\tsource=f\tmode=0700\tuid=7\ny\ttype=dir\nz\ttype=file", false));
  EQUAL(entries[0].name, "x");
  EQUAL(entries[0].source(), "f");
  EQUAL(entries[0].mode, static_cast<std::uint32_t>(S_IFREG | 0700));
  EQUAL(entries[0].uid, 7U);
  EQUAL(entries[0].size, 4U);
  EQUAL(entries[1].mode, static_cast<std::uint32_t>(S_IFDIR | 0755));
  EQUAL(entries[2].size, 0U);
}

TEST("later times become the latest; what has no source has it") {
  const Directory directory;
  testing::write_file(directory / "f", "");
  ScanOptions options;
  options.latest = 1000;
  const auto entries =
      scanned(directory, read_manifest("f\ng\ttype=dir\nh\tsource=f\tmtime=1001", false), options);
  EQUAL(entries[0].mtime, 1000U);
  EQUAL(entries[1].mtime, 1000U);
  EQUAL(entries[2].mtime, 1001U);
}

TEST("times that newc cannot hold become the nearest, and are counted") {
  const Directory directory;
  testing::write_file(directory / "f", "");
  const auto at = [&](time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    if (::utimensat(AT_FDCWD, (directory / "f").c_str(), times, 0) < 0) throw std::runtime_error("utimensat");
    struct stat status {};
    ::stat((directory / "f").c_str(), &status);
    if (status.st_mtim.tv_sec != seconds) throw testing::Skipped("the file system cannot hold the time");
  };
  const auto time_of = [&](const ScanOptions& options, std::uint64_t changed) {
    Lookup lookup(directory.path);
    Losses losses;
    const std::uint32_t time = scan(lookup, read_names("f", '\n'), options, &losses)[0].mtime;
    EQUAL(losses.times.count, changed);
    return time;
  };
  ScanOptions clamped;
  clamped.latest = 1000;
  ScanOptions given;
  given.mtime = 7;
  at(-1);
  EQUAL(time_of({}, 1), 0U);
  EQUAL(time_of(clamped, 1), 0U);
  EQUAL(time_of(given, 0), 7U);
  at(time_t{1} << 33);
  EQUAL(time_of({}, 1), UINT32_MAX);
  EQUAL(time_of(clamped, 0), 1000U);
  EQUAL(scanned(directory, read_manifest("f\tmtime=7", false))[0].mtime, 7U);
}

TEST("files of /proc and /sys are archived with the data that they give") {
  const Directory directory;
  const std::string version = testing::read_file("/proc/version");
  const auto entries =
      scanned(directory, read_manifest("v\tsource=/proc/version\nw\tsource=/proc/version\ttype=file", false));
  for (const Entry& entry : entries) EQUAL(entry.size, version.size());
  write_archive(directory.path, read_manifest("v\tsource=/proc/version", false), directory / "a", {});
  CHECK(testing::read_file(directory / "a").find(version) != std::string::npos);
}

TEST("names that no archive can hold are refused, slashes behind a name are left out") {
  const Directory directory;
  ::mkdir((directory / "d").c_str(), 0755);
  ::symlink("d", (directory / "l").c_str());
  const auto refused = [&](std::string_view names) {
    return testing::thrown<InputError>([&] { scanned(directory, read_names(names, '\n')); });
  };
  CHECK(refused(std::string_view("./d\0./l\0", 8)).find("give --null") != std::string::npos);
  CHECK(refused("TRAILER!!!").find("ends an archive") != std::string::npos);
  CHECK(refused("./TRAILER!!!").find("ends an archive") != std::string::npos);
  const auto entries = scanned(directory, read_names("d/\n./l//\n", '\n'));
  EQUAL(entries[0].name, "d");
  CHECK(entries[1].is_symlink());
}

TEST("each path has one name in the archive, an absolute one below its root") {
  const Directory directory;
  ::mkdir((directory / "d").c_str(), 0755);
  testing::write_file(directory / "d/f", "data");
  std::string names;
  for (const Entry& entry : scanned(
           directory, read_names("d\nd//f\nd/./f\n.//d/././/f\n./\n.\n" + directory.path + "//d/f", '\n')))
    names += entry.name + ":" + std::to_string(entry.size) + " ";
  EQUAL(names, "d:0 d/f:4 d/f:4 d/f:4 .:0 .:0 " + directory.path.substr(1) + "/d/f:4 ");
  for (const char* name : {"/TRAILER!!!", "d/../f", "//..", "/../x"})
    testing::thrown<InputError>([&] { scanned(directory, read_names(name, '\n')); });
}

TEST("a linked file whose name is spelled in several ways keeps its data, on each road into the archive") {
  const Directory directory;
  ::mkdir((directory / "t").c_str(), 0755);
  testing::write_file(directory / "t/f", "data");
  ::link((directory / "t/f").c_str(), (directory / "g").c_str());
  const std::string spellings[] = {"t//f", "t/./f", "./t/f", ".//t/f", directory.path + "/t/f", "/t/f"};
  const auto data_in = [&](std::vector<Request> requests) {
    std::string data;
    for (const Entry& entry : scanned(directory, std::move(requests)))
      if (entry.is_regular()) data += entry.name + ":" + std::to_string(entry.size) + " ";
    return data;
  };
  for (const std::string& name : spellings) {
    const bool is_elsewhere = name == directory.path + "/t/f";
    const std::string same = is_elsewhere ? "t/f:4 " + name.substr(1) + ":4 " : "t/f:4 ";
    if (name != "/t/f") EQUAL(data_in(read_names("t\nt/f\n" + name, '\n')), same);
    EQUAL(data_in(read_manifest("t\ttype=dir\nt/f\n" + name + "\tsource=g", false)), same);
    EQUAL(data_in(read_spec("dir t 0755 0 0\nfile " + name + " t/f 0644 0 0 t/f")), same);
  }
  EQUAL(data_in(walked(directory.path + "//.")), "g:4 t/f:4 ");
}

TEST("a name of a hard-linked file that is given twice is archived once") {
  const Directory directory;
  testing::write_file(directory / "a", "x");
  ::link((directory / "a").c_str(), (directory / "b").c_str());
  EQUAL(scanned(directory, read_names("a\nb\n./a\na", '\n')).size(), 2U);
}

TEST("no text crashes a parser") {
  std::mt19937 random(11);
  const std::string pieces[] = {"a",    "/",     "\t",    "\n",      "=",   "mode=", "type=",
                                "dir ", "file ", "0755 ", "\\",      "${",  "}",     std::string(1, '\0'),
                                "nod ", "c ",    "1:",    "source=", "\377"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += pieces[random() % std::size(pieces)];
    for (const auto& read : {+[](const std::string& t) { read_manifest(t, false); },
                             +[](const std::string& t) { read_manifest(t, true); },
                             +[](const std::string& t) { read_spec(t); }}) {
      try {
        read(text);
      } catch (const InputError&) {  // what it has to do
      }
    }
  }
}
