#include "../core/read.hpp"

#include "memory_file.hpp"

/// Any bytes: members inside the file, or a refusal that tells the place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MemoryFile file;
  try {
    cowpio::Reader reader(file.hold({reinterpret_cast<const char*>(data), size}));
    while (const auto member = reader.next())
      if (member->data_offset + member->size > size) __builtin_trap();
  } catch (const cowpio::Refusal&) {  // what it has to do
  }
  return 0;
}
