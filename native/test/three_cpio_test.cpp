#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "core/input/request.hpp"
#include "core/input/scan.hpp"
#include "core/read/read.hpp"
#include "core/unpack/verify.hpp"
#include "core/write/compress.hpp"
#include "core/write/write.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

std::vector<Request> requests_of(const std::string& text) {
  return std::move(read_three_cpio_manifest(text).parts.at(0).requests);
}

std::string refused(const std::string& text) {
  return testing::thrown<InputError>([&] { read_three_cpio_manifest(text); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

std::vector<Entry> scanned(const Directory& directory, const std::string& manifest) {
  Lookup lookup(directory.path);
  return scan(lookup, requests_of(manifest), {});
}

WriteOptions plain() {
  WriteOptions options;
  options.align_only_to_share = true;
  options.encoder_of = encoder_of;
  options.append = false;
  options.scan = {Owner{0, 0}, 0, std::nullopt};
  return options;
}

WriteResult written(const Directory& directory, const std::string& manifest, const std::string& output) {
  Lookup lookup(directory.path);
  return write_archives(lookup, read_three_cpio_manifest(manifest).parts, output, plain());
}

/// `part:name` of each member.
std::string members_of(const std::string& archive) {
  Reader reader(archive, Compressed::read);
  std::string names;
  while (const auto member = reader.next()) names += std::to_string(member->part) + ":" + member->name + " ";
  return names;
}

}  // namespace

TEST("a line of 3cpio's manifest that gives all fields is not looked up") {
  const auto requests = requests_of(
      "/gone\tusr\tdir\t755\t1\t2\t3\n"
      "-\tdev/console\tchar\t600\t0\t5\t6\t5\t1\n"
      "\tdev/sda\tblock\t660\t0\t0\t0\t8\t0\n"
      "/bin\tbin\tlink\t777\t0\t0\t7\tusr/bin\n"
      "\tempty\tfile\t644\t0\t0\t0\t0\n"
      "\trun/initctl\tfifo\t0600\t0\t0\t1\n"
      "\trun/notify\tsock\t777\t0\t0\t1\n");
  EQUAL(requests.size(), 7U);
  for (const Request& request : requests) CHECK(request.overrides->type && request.overrides->source.empty());
  EQUAL(*requests[0].overrides->permissions, 0755U);
  EQUAL(*requests[0].overrides->uid + *requests[0].overrides->gid + *requests[0].overrides->mtime, 6U);
  CHECK(requests[1].overrides->device == (Device{5, 1}));
  CHECK(requests[2].overrides->device == (Device{8, 0}));
  EQUAL(requests[3].overrides->target, "usr/bin");
  EQUAL(*requests[4].overrides->type, static_cast<std::uint32_t>(S_IFREG));
}

TEST("a field of 3cpio's manifest that is empty, `-` or missing is that of the location") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  ::chmod((directory / "f").c_str(), 0640);
  ::symlink("f", (directory / "l").c_str());
  const auto entries =
      scanned(directory, "./f\nf\tother\t\t600\t-\t\t5\nl\tlink\tlink\nl\tfile\tfile\nf\tall\t\t\t\n");
  EQUAL(entries.size(), 5U);
  EQUAL(entries[0].name, "f");
  EQUAL(entries[0].mode, S_IFREG | 0640U);
  EQUAL(entries[1].mode, S_IFREG | 0600U);
  EQUAL(entries[1].mtime, 5U);
  EQUAL(entries[1].uid, ::getuid());
  EQUAL(entries[2].origin, "f");
  EQUAL(entries[3].mode, S_IFREG | 0640U);
  EQUAL(entries[4].size, 4U);
}

TEST("names of one location are links of one file in 3cpio's manifest") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  ::mkdir((directory / "d").c_str(), 0755);
  const auto entries = scanned(directory, "f\ta\nf\tb\nd\tc\nd\te\n");
  CHECK(entries[0].linked && entries[1].linked);
  CHECK(!entries[2].linked && !entries[3].linked);
}

TEST("#cpio begins an archive, other lines with # are comments, and an archive without entries is replaced") {
  const ThreeCpioManifest manifest =
      read_three_cpio_manifest("# list\n#cpio\na\n\n#cpio: xz\n#cpio:  zstd \t -9 \nb\nc\n#cpio: gzip\n");
  EQUAL(manifest.parts.size(), 3U);
  CHECK(manifest.parts[0].packing.codec == Codec::none);
  EQUAL(manifest.parts[0].requests.size(), 1U);
  CHECK(manifest.parts[1].packing.codec == Codec::zstd);
  EQUAL(manifest.parts[1].packing.level, 9);
  EQUAL(manifest.parts[1].requests.size(), 2U);
  CHECK(manifest.parts[2].packing.codec == Codec::gzip);
  EQUAL(manifest.parts[2].packing.level, 6);
  EQUAL(read_three_cpio_manifest("").parts.size(), 1U);
}

TEST("a level beyond those of a compression is changed to the nearest, and other parameters are ignored") {
  const ThreeCpioManifest manifest = read_three_cpio_manifest("#cpio: zstd -42 --long -T0\n");
  EQUAL(manifest.parts[0].packing.level, 19);
  EQUAL(manifest.notes.size(), 3U);
  EQUAL(manifest.notes[0], "manifest record 1: zstd has levels from 1 to 19: 19 is used instead of 42");
  CHECK(contains(manifest.notes[1], "--long is ignored"));
}

TEST("errors in 3cpio's manifest name the line") {
  CHECK(refused("a\n#cpio: brotli\n").starts_with("manifest record 2: compression: expected bzip2, gzip"));
  CHECK(contains(refused("#cpio: lzop -9"), "got lzop"));
  CHECK(contains(refused("#cpio-2"), "expected #cpio or #cpio: COMPRESSION"));
  CHECK(contains(refused("a\nb\tb\tsymlink"), "record 2: type: expected one of file, dir, link, fifo"));
  CHECK(contains(refused("a\ta\t\t9"), "mode: expected an octal number"));
  CHECK(contains(refused("\t\tdir"), "a location or a name is missing"));
  CHECK(contains(refused("\ta\tdir\t755"), "a field is missing, and so is the location"));
  CHECK(contains(refused("-\ta\tfile\t644\t0\t0\t0\t5"), "a file with a size needs its location"));
  CHECK(contains(refused("/a\ta\tlink\t\t\t\t\ttarget"), "Add them, or leave target"));
  CHECK(contains(refused("a\ta\tdir\t755\t0\t0\t0\tmore"), "unexpected field more"));
  CHECK(contains(refused(std::string("a\0b", 3)), "a NUL"));
  CHECK(contains(refused("\tl\tlink\t777\t0\t0\t0\t" + std::string(4096, 't')), "longer than the kernel"));
}

TEST("a source that is not what 3cpio's manifest says is refused") {
  const Directory directory;
  testing::write_file(directory / "f", "data");
  const auto refused_scan = [&](const std::string& text) {
    return testing::thrown<InputError>([&] { scanned(directory, text); });
  };
  EQUAL(refused_scan("f\tf\tfile\t644\t0\t0\t0\t3"), "f: has 4 bytes, and the manifest says 3");
  EQUAL(refused_scan("f\tf\tdir"), "f: has another type than the manifest says");
}

TEST("each compression gives a stream that the kernel's rules and the decoders here accept") {
  std::mt19937 random(7);
  const Directory directory;
  std::string data(9 << 20, '\0');
  for (std::size_t i = 0; i < data.size(); i += 1 + random() % 64) data[i] = static_cast<char>(random());
  testing::write_file(directory / "f", data);
  testing::write_file(directory / "g", "g");
  for (const CodecRow& codec : codecs) {
    const std::string level = std::to_string(codec.level_min);
    const WriteResult result = written(
        directory, std::string("g\n#cpio: ") + codec.name + " -" + level + "\nf\n", directory / "out");
    EQUAL(members_of(directory / "out"), "1:g 2:f ");
    CHECK(result.size < data.size());
    EQUAL(result.copied, data.size() + 1);
    EQUAL(result.cloneable, 0U);
    VerifyOptions how;
    how.tree = directory.path;
    how.ignore_owner = how.ignore_time = true;
    for (const Finding& finding : verify(directory / "out", how).findings)
      if (finding.rule != Rule::tree_missing && finding.rule != Rule::tree_extra)
        throw std::runtime_error(std::string(codec.name) + ": " + finding.name + ": " + finding.what);
  }
}

TEST("an lz4 stream has blocks of at most 8 MiB, and an empty archive is one, too") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(20 << 20, 'x'));
  for (const char* level : {"1", "9"}) {
    written(directory, std::string("#cpio: lz4 -") + level + "\nf\n#cpio: lz4\n", directory / "out");
    EQUAL(members_of(directory / "out"), "1:f ");
    EQUAL(verify(directory / "out", {}).found, 0U);
  }
}

TEST("a stream does not depend on the sizes of the pieces that are added") {
  std::string one;
  std::string other;
  const std::string bytes(300000, 'b');
  for (const CodecRow& codec : codecs) {
    one.clear();
    other.clear();
    const Packing packing{codec.codec, codec.level_default};
    Compressor whole(encoder_of(packing, bytes.size()),
                     [&](std::span<const char> part) { one.append(part.data(), part.size()); });
    whole.add(bytes);
    whole.finish();
    Compressor pieces(encoder_of(packing, bytes.size()),
                      [&](std::span<const char> part) { other.append(part.data(), part.size()); });
    for (std::size_t at = 0; at < bytes.size(); at += 1000) pieces.add(std::span(bytes).subspan(at, 1000));
    pieces.finish();
    CHECK(one == other);
  }
}

TEST("an archive after a compressed one is separated by NULs, and is read") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  testing::write_file(directory / "g", "g");
  written(directory, "#cpio: lz4\ng\n#cpio\nf\n#cpio: xz\ng\n", directory / "out");
  EQUAL(members_of(directory / "out"), "1:g 2:f 3:g ");
}

TEST("parts are numbered, and those after the last that is wanted are not read") {
  const Directory directory;
  testing::write_file(directory / "f", "f");
  written(directory, "f\ta\n#cpio\nf\tb\n#cpio: zstd\nf\tc\n", directory / "out");
  testing::write_file(directory / "damaged", testing::read_file(directory / "out").substr(0, 1024) + "junk");
  Reader reader(directory / "damaged");
  std::vector<std::uint64_t> starts;
  reader.on_part = [&](std::uint64_t offset, const char*) { starts.push_back(offset); };
  reader.last_part = 2;
  while (reader.next()) continue;
  EQUAL(starts.size(), 2U);
  EQUAL(starts[1], 512U);
}

TEST("a descriptor at the end of its file is written in place, and left after the archive") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  testing::write_file(directory / "out", "0123");
  const Fd file = open_or_fail(directory / "out", O_WRONLY);
  ::lseek(file.get(), 0, SEEK_END);
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  const WriteResult result = written(directory, "f\n#cpio: zstd\nf\n", name);
  CHECK(!result.in_place);  // nothing to warn of
  struct stat status {};
  ::fstat(file.get(), &status);
  EQUAL(static_cast<std::uint64_t>(status.st_size), result.size);
  EQUAL(::lseek(file.get(), 0, SEEK_CUR), status.st_size);
  EQUAL(testing::read_file(directory / "out").substr(0, 4), "0123");
}

TEST("a failure leaves the file of a descriptor, and its place in it, as they were") {
  const Directory directory;
  testing::write_file(directory / "f", std::string(9000, 'f'));
  const Fd file = open_or_fail(directory / "out", O_WRONLY | O_CREAT, 0600);
  CHECK(::write(file.get(), "before", 6) == 6);
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  Lookup lookup(directory.path);
  WriteOptions options = plain();
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  testing::thrown<Aborted>(
      [&] { write_archives(lookup, read_three_cpio_manifest("f\n").parts, name, options); });
  EQUAL(testing::read_file(directory / "out"), "before");
  EQUAL(::lseek(file.get(), 0, SEEK_CUR), 6);
}

TEST("a descriptor in the middle of its file is written in order, and what follows stays") {
  const Directory directory;
  testing::write_file(directory / "f", "f");
  testing::write_file(directory / "out", std::string(5000, 'x'));
  const Fd file = open_or_fail(directory / "out", O_RDWR);
  written(directory, "f\n", "/proc/self/fd/" + std::to_string(file.get()));
  EQUAL(testing::read_file(directory / "out").size(), 5000U);
  EQUAL(testing::read_file(directory / "out").substr(4000), std::string(1000, 'x'));
}
