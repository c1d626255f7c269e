#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "core/read/decompress.hpp"
#include "core/read/read.hpp"
#include "core/read/stream_end.hpp"
#include "made.hpp"

using namespace testing;

namespace {

/// Returns the tool's output for bytes; nothing if it is not installed.
std::optional<std::string> packed(const std::string& tool, const std::string& bytes) {
  const Folder folder;
  write_file(folder / "plain", bytes);
  const std::string command =
      tool + " -c < '" + folder / "plain" + "' > '" + folder / "packed" + "' 2> /dev/null";
  if (std::system(command.c_str()) != 0) return std::nullopt;
  return read_file(folder / "packed");
}

std::string names_in(const std::string& archive) {
  Reader reader(archive, Compressed::read);
  std::string names;
  while (const auto member = reader.next()) names += member->name + std::to_string(member->segment) + " ";
  return names;
}

/// Compresses in part, as files do: stored, repeated and random runs.
std::string mixture(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes;
  while (bytes.size() < size) {
    const std::size_t run = random() % 5000;
    const auto kinds = random() % 3;
    for (std::size_t i = 0; i < run; ++i)
      bytes += kinds == 0 ? 'x' : static_cast<char>(kinds == 1 ? random() : 'a' + random() % 7);
  }
  bytes.resize(size);
  return bytes;
}

void pad(std::string& bytes) { bytes.resize((bytes.size() + 3) / 4 * 4 + 8, '\0'); }

constexpr const char* tools[] = {"gzip -1", "gzip -9",           "zstd",   "zstd --no-check",
                                 "xz -1",   "xz --check=sha256", "lz4 -l", "bzip2"};

}  // namespace

TEST("the end of a stream is found by its format, whatever lies behind it") {
  int tried = 0;
  for (const char* tool : tools)
    for (const std::size_t size : {0, 1, 300, 70'000, 1'000'000}) {
      const auto stream = packed(tool, mixture(size, static_cast<unsigned>(size)));
      if (!stream || stream->empty()) continue;
      ++tried;
      const Folder folder;
      // The following bytes must not look like more of it.
      write_file(folder / "file", "before" + *stream + std::string(9, '\0') + *stream);
      const Fd file = open_or_fail(folder / "file", O_RDONLY);
      const Compression* compression = compression_of(*stream);
      CHECK(compression != nullptr);
      const auto end = end_of_stream(file, 6, 15 + 2 * stream->size(), *compression, "file");
      check(end == 6 + stream->size(), tool, __LINE__);
    }
  CHECK(tried > 0);
}

TEST("streams and plain archives in any order are read as the kernel reads them") {
  int tried = 0;
  for (const char* tool : tools) {
    const auto first = packed(tool, archive_of({{"b", S_IFREG | 0644, mixture(9000, 1)}}));
    const auto second = packed(tool, archive_of({{"d"}}));
    if (!first || !second) continue;
    ++tried;
    std::string bytes = archive_of({{"a"}}) + *first;
    pad(bytes);
    bytes += archive_of({{"c"}}) + *second;
    pad(bytes);
    const Unpacked one(bytes + archive_of({{"e"}}));
    EQUAL(names_in(one.archive), "a0 b1 c0 d2 e0 ");
    extract(one.archive, one.out, {});
    EQUAL(read_file(one.out + "/b"), mixture(9000, 1));
  }
  CHECK(tried > 0);
}

TEST("an archive that a stream cuts off, or that starts within one, is refused with both places") {
  const std::string whole = archive_of({{"a"}});
  const Unpacked cut(archive_of({{"b"}}) + packed("gzip", whole.substr(0, 100)).value());
  CHECK(cut.refused().find("in the stream at byte 236, at byte 0: the file ends within a header") !=
        std::string::npos);
  const Unpacked nested(packed("gzip", packed("gzip", whole).value()).value());
  CHECK(nested.refused().find("a gzip stream within a stream") != std::string::npos);
}

TEST("a stream that holds more than there is room for is not unpacked to its end") {
  const Folder folder;
  write_file(folder / "bomb", packed("gzip", std::string(4 << 20, '\0')).value());
  const Fd file = open_or_fail(folder / "bomb", O_RDONLY);
  struct stat status {};
  CHECK(::fstat(file.get(), &status) == 0);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const Compression* gzip = compression_of("\x1f\x8b");
  EQUAL(decompress(file, 0, size, *gzip, "bomb", 4 << 20).end, size);
  CHECK(thrown<SystemError>([&] {
          decompress(file, 0, size, *gzip, "bomb", (4 << 20) - 1);
        }).find("unpacks to more than 4194303 bytes") != std::string::npos);
}

TEST("the streams of a file share one limit of bytes, which grows with the file, and one of streams") {
  CHECK(unpacked_max(60'000) < 64 << 20);
  EQUAL(unpacked_max(0), 48ULL << 20);
  EQUAL(unpacked_max(UINT64_MAX), 8ULL << 30);
  const std::string nuls = packed("gzip -9", std::string(40 << 20, '\0')).value();
  const std::string empty = packed("gzip", "").value();
  std::string many;
  for (std::size_t i = 0; i <= streams_max; ++i) many += empty;
  for (const std::string& bytes : {nuls + nuls, many}) {
    const Unpacked one(bytes);
    CHECK(!thrown<SystemError>([&] { names_in(one.archive); }).empty());
  }
  std::string within = nuls;
  pad(within);
  const Unpacked one(within + archive_of({{"a"}}) + many.substr(empty.size() * 2));
  EQUAL(names_in(one.archive), "a0 ");
}

TEST("a pipe is refused with what to do") {
  const Folder folder;
  CHECK(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(thrown<InputError>([&] { const Reader reader(folder / "pipe"); }).find("write a pipe to one first") !=
        std::string::npos);
}
