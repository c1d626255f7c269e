/// Any bytes as a compressed stream of each format: its end is within them, and it unpacks to the same,
/// whatever follows it.
#include <sys/mman.h>

#include <optional>

#include "core/read/decompress.hpp"
#include "fuzz.hpp"

using namespace cowpio;

namespace {

constexpr std::uint64_t max_size = 1 << 20;
constexpr std::string_view starts[] = {
    "\x1f\x8b\x08",
    "\x28\xb5\x2f\xfd",
    std::string_view("\xfd\x37zXZ\0", 6),
    "BZh",
    "\x02\x21\x4c\x18",
    std::string_view("\x89LZO\0\r\n\x1a\n\x10\x40\x20\xa0\x09\x40\x01\x05\0\0\0\x01", 22),
    std::string_view("\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff", 13)};

struct Result {
  std::uint64_t end;
  std::string plain;
  bool operator==(const Result&) const = default;
};

std::optional<Result> unpacked(const std::string& bytes) {
  static const Fd file(::memfd_create("stream", MFD_CLOEXEC));
  REQUIRE(::ftruncate(file.get(), 0) == 0);
  REQUIRE(::pwrite(file.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  const Compression* compression = compression_of(bytes);
  REQUIRE(compression != nullptr);
  try {
    const Stream stream = decompress(file, 0, bytes.size(), *compression, "stream", max_size);
    struct stat status {};
    REQUIRE(::fstat(stream.file.get(), &status) == 0);
    Result result{stream.end, std::string(static_cast<std::size_t>(status.st_size), '\0')};
    read_fully(stream.file, result.plain, 0, "plain");
    return result;
  } catch (const Damage&) {
    return std::nullopt;
  } catch (const SystemError& error) {
    REQUIRE(error.code().value() == EFBIG);
    return std::nullopt;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::string_view start : starts) {
    const std::string bytes = std::string(start) + std::string(fuzz::text_of(data, size));
    const auto result = unpacked(bytes);
    if (!result) continue;
    REQUIRE(result->end > 4 - 1 && result->end <= bytes.size() && result->plain.size() <= max_size);
    // lz4's padding is part of the end mark.
    if (start[0] != '\x02')
      REQUIRE(unpacked(bytes.substr(0, result->end)) == result && unpacked(bytes + "070701") == result);
  }
  return 0;
}
