#include "made.hpp"

using namespace testing;

TEST("streams that the kernel's decoders refuse are found, by their headers") {
  std::string extra = gzip(archive_of({{"a"}}));
  CHECK(found_in(extra).empty());
  extra[3] = static_cast<char>(extra[3] | 2);
  CHECK(found_in(extra).contains(Rule::stream_refused));
  for (const auto& [tool, is_refused] : {std::pair{"gzip -9", false},
                                         {"xz --check=crc32", false},
                                         {"xz --check=none", false},
                                         {"xz --check=crc64", true},
                                         {"xz --check=sha256", true},
                                         {"xz --check=crc32 --x86 --lzma2", false},
                                         {"xz --check=crc32 --arm --lzma2", false},
                                         {"xz --check=crc32 --x86=start=4096 --lzma2", true},
                                         {"xz --check=crc32 --delta --lzma2", true},
                                         {"xz --check=crc32 --x86 --arm --lzma2", true},
                                         {"zstd", false},
                                         {"zstd -1 --zstd=wlog=27", false},
                                         {"zstd -1 --ultra --zstd=wlog=28", true},
                                         {"bzip2 -1", false},
                                         {"bzip2 -9", false},
                                         {"xz --format=lzma", false},
                                         {"xz --format=lzma --lzma1=dict=4KiB", false},
                                         {"lz4 -l", false},
                                         {"lzop -1", false},
                                         {"lzop -9", false},
                                         {"lzop --crc32", false},
                                         {"lzop -F", true},
                                         {"lzop -C -C", true}})
    check_equal(found_in(packed_by(tool, archive_of({{"a"}}))).contains(Rule::stream_refused), is_refused,
                tool, __LINE__);
}

TEST("a stream that the kernel does not know is damage: lz4 frames, other properties of lzma") {
  for (const char* tool : {"lz4", "xz --format=lzma --lzma1=lc=0"})
    check(found_in(packed_by(tool, archive_of({{"a"}}))).contains(Rule::damage), tool, __LINE__);
}

TEST("streams that no tool writes any more are refused by their headers, too") {
  const std::string lzop = packed_by("lzop", archive_of({{"a"}}));
  const auto with = [&](std::size_t at, char byte) {
    std::string bytes = lzop;
    bytes[at] = byte;
    return found_in(bytes).contains(Rule::stream_refused);
  };
  CHECK(!with(4, '\0'));
  CHECK(with(4, 'x'));          // its magic
  CHECK(with(15, '\x80'));      // its method: zlib
  CHECK(with(17 + 2, '\x08'));  // its flags: a filter
  std::string bzip2 = packed_by("bzip2", archive_of({{"a"}}));
  bzip2.at(14) = static_cast<char>(bzip2.at(14) | 0x80);
  CHECK(found_in(bzip2).contains(Rule::stream_refused));
}
