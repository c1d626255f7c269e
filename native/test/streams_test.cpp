#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "core/read/decompress.hpp"
#include "core/read/lzo.hpp"
#include "core/read/read.hpp"
#include "made.hpp"

using namespace testing;

namespace {

/// Returns the tool's output for bytes; nothing if it is not installed.
std::optional<std::string> packed(const std::string& tool, const std::string& bytes) {
  const Directory directory;
  write_file(directory / "plain", bytes);
  const std::string command =
      tool + " -c < '" + directory / "plain" + "' > '" + directory / "packed" + "' 2> /dev/null";
  if (std::system(command.c_str()) != 0) return std::nullopt;
  return read_file(directory / "packed");
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

constexpr const char* tools[] = {"gzip -1", "gzip -9",           "zstd",         "zstd --no-check",
                                 "xz -1",   "xz --check=sha256", "lz4 -l",       "bzip2",
                                 "lzop -1", "lzop -9",           "lzop --crc32", "xz --format=lzma"};

}  // namespace

TEST("a stream is unpacked up to its own end, whatever lies behind it") {
  int tried = 0;
  for (const char* tool : tools)
    for (const std::size_t size : {0, 1, 300, 70'000, 1'000'000, 9'000'000}) {
      const std::string plain = mixture(size, static_cast<unsigned>(size));
      const auto stream = packed(tool, plain);
      if (!stream || stream->empty()) continue;
      ++tried;
      const Directory directory;
      // The following bytes must not look like more of it.
      write_file(directory / "file", "before" + *stream + std::string(9, '\0') + *stream);
      const Fd file = open_or_fail(directory / "file", O_RDONLY);
      const Compression* compression = compression_of(*stream);
      CHECK(compression != nullptr);
      const Stream one = decompress(file, 6, 15 + 2 * stream->size(), *compression, "file", size);
      check(one.end == 6 + stream->size(), tool, __LINE__);
      std::string unpacked(size, 'x');
      read_fully(one.file, unpacked, 0, "unpacked");
      check(unpacked == plain, tool, __LINE__);
    }
  CHECK(tried > 0);
}

TEST("a stream that is cut off or damaged is damage") {
  int tried = 0;
  for (const char* tool : tools) {
    const auto stream = packed(tool, mixture(70'000, 2));
    // The end of lz4's legacy format is that of the file.
    if (!stream || std::string_view(tool).starts_with("lz4")) continue;
    ++tried;
    const Compression* compression = compression_of(*stream);
    const auto refused = [&](const std::string& bytes) {
      const Directory directory;
      write_file(directory / "file", bytes);
      const Fd file = open_or_fail(directory / "file", O_RDONLY);
      return thrown<Damage>([&] { decompress(file, 0, bytes.size(), *compression, "file", 1 << 20); });
    };
    for (const std::size_t missing : {std::size_t{1}, stream->size() / 2})
      check(!refused(stream->substr(0, stream->size() - missing)).empty(), tool, __LINE__);
    std::string damaged = *stream;
    for (std::size_t i = 0; i < 40; ++i) damaged[stream->size() / 2 + i] ^= '\x5a';
    // Without a sum, other bytes can come out.
    if (std::string_view(tool) != "zstd --no-check" && std::string_view(tool) != "xz --format=lzma")
      check(!refused(damaged).empty(), tool, __LINE__);
  }
  CHECK(tried > 0);
}

TEST("LZO's instructions: literals, the four kinds of matches, long lengths, and none beyond either end") {
  const auto decoded = [](std::string_view packed, std::size_t room) -> std::optional<std::string> {
    std::string out(room, '\0');
    const auto size = decode_lzo(packed, out);
    return size ? std::optional(out.substr(0, *size)) : std::nullopt;
  };
  using namespace std::string_view_literals;
  const auto end = "\x11\0\0"sv;
  const auto with_end = [&](std::string_view bytes) { return std::string(bytes) + std::string(end); };
  EQUAL(decoded(with_end("\x15"
                         "abcd"sv),
                4)
            .value(),
        "abcd");
  // 2 bytes from 2 before, with 1 literal; 3 bytes from 3 before.
  EQUAL(decoded(with_end("\x13"
                         "ab\x05\0z\x48\0"sv),
                8)
            .value(),
        "ababzabz");
  EQUAL(decoded(with_end("\x12"
                         "a\x20\0\x01\0\0"sv),
                300)
            .value(),
        std::string(290, 'a'));
  CHECK(!decoded(with_end("\x15"
                          "abcd"sv),
                 3));
  CHECK(
      !decoded("\x15"
               "abc"sv,
               4));
  CHECK(!decoded(with_end("\x13"
                          "ab\x48\x01"sv),
                 100));
  CHECK(!decoded(with_end("\x15"
                          "abcd"sv) +
                     "x",
                 100));
  CHECK(!decoded("", 100));
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
  const Directory directory;
  write_file(directory / "bomb", packed("gzip", std::string(4 << 20, '\0')).value());
  const Fd file = open_or_fail(directory / "bomb", O_RDONLY);
  struct stat status {};
  CHECK(::fstat(file.get(), &status) == 0);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const Compression* gzip = compression_of("\x1f\x8b");
  EQUAL(decompress(file, 0, size, *gzip, "bomb", 4 << 20).end, size);
  CHECK(thrown<SystemError>([&] {
          decompress(file, 0, size, *gzip, "bomb", (4 << 20) - 1);
        }).find("unpacks to more than 4194303 bytes") != std::string::npos);
}

TEST("the streams of a file share one limit of bytes, which grows with the file") {
  CHECK(unpacked_max(60'000) < 64 << 20);
  EQUAL(unpacked_max(0), 48ULL << 20);
  EQUAL(unpacked_max(UINT64_MAX), 8ULL << 30);
  const std::string nuls = packed("gzip -9", std::string(40 << 20, '\0')).value();
  CHECK(!thrown<SystemError>([&] { names_in(Unpacked(nuls + nuls).archive); }).empty());
  std::string within = nuls;
  pad(within);
  const Unpacked one(within + archive_of({{"a"}}));
  EQUAL(names_in(one.archive), "a0 ");
}

TEST("a dictionary that takes gigabytes is refused, whatever the stream holds") {
  std::string stream = packed("xz --format=lzma", archive_of({{"a"}})).value();
  EQUAL(names_in(Unpacked(stream).archive), "a1 ");
  stream.replace(1, 4, "\0\0\0\x90", 4);
  int error = 0;
  try {
    names_in(Unpacked(stream).archive);
  } catch (const SystemError& refusal) {
    error = refusal.code().value();
  }
  EQUAL(error, EFBIG);
}

TEST("a pipe is refused with what to do") {
  const Directory directory;
  CHECK(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  CHECK(thrown<InputError>([&] {
          const Reader reader(directory / "pipe");
        }).find("Write the output of a pipe to a file first") != std::string::npos);
}
