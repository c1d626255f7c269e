/// Any bytes as a compressed stream of each format: its end is within them, and the same whatever follows it.
#include <sys/mman.h>

#include "core/read/stream_end.hpp"
#include "fuzz.hpp"

using namespace cowpio;

namespace {

constexpr std::string_view starts[] = {"\x1f\x8b\x08", "\x28\xb5\x2f\xfd",
                                       std::string_view("\xfd\x37zXZ\0", 6), "BZh", "\x02\x21\x4c\x18"};

std::optional<std::uint64_t> end_in(const std::string& bytes) {
  static const Fd file(::memfd_create("stream", MFD_CLOEXEC));
  REQUIRE(::ftruncate(file.get(), 0) == 0);
  REQUIRE(::pwrite(file.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  const Compression* compression = compression_of(bytes);
  REQUIRE(compression != nullptr);
  try {
    return end_of_stream(file, 0, bytes.size(), *compression, "stream");
  } catch (const InputError&) {  // what it has to do with an lz4 stream that something follows
    return std::nullopt;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::string_view start : starts) {
    const std::string bytes = std::string(start) + std::string(fuzz::text_of(data, size));
    const auto end = end_in(bytes);
    if (!end) continue;
    REQUIRE(*end >= start.size() && *end <= bytes.size());
    // lz4's padding is part of the end mark.
    if (start[0] != '\x02') REQUIRE(end_in(bytes.substr(0, *end)) == end && end_in(bytes + "070701") == end);
  }
  return 0;
}
