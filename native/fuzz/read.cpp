/// Any bytes, read as an archive to their end.
#include "core/read/read.hpp"

#include <sys/mman.h>

#include "core/format/newc.hpp"
#include "fuzz.hpp"

using namespace cowpio;

namespace {

/// One file for all runs, with these bytes in it.
const std::string& file_of(std::string_view bytes) {
  static const Fd file(::memfd_create("archive", MFD_CLOEXEC));
  static const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  REQUIRE(::ftruncate(file.get(), 0) == 0);
  REQUIRE(::pwrite(file.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return path;
}

void read_all(Reader& reader) {
  std::uint64_t behind = 0;
  std::uint64_t archive = 0;
  while (const auto member = reader.next()) {
    REQUIRE(member->header_offset >= behind);
    REQUIRE(member->archive >= archive);
    REQUIRE(member->data_offset >= member->header_offset + newc::header_bytes + member->name.size());
    REQUIRE(member->data_offset + member->size <= reader.size());
    REQUIRE(member->target.size() <= (S_ISLNK(member->mode) ? member->size : 0));
    behind = member->data_offset + member->size;
    archive = member->archive;
  }
  REQUIRE(!reader.next());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reader reader(file_of(fuzz::text_of(data, size)));
  try {
    read_all(reader);
  } catch (const InputError&) {  // what it has to do with damage
  }
  return 0;
}
