#include "../core/request.hpp"

/// Any bytes: named requests, or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool null : {false, true}) {
    try {
      for (const cowpio::Request& request : cowpio::read_manifest(text, null))
        if (request.name.empty()) __builtin_trap();
    } catch (const cowpio::Refusal&) {  // what it has to do
    }
  }
  return 0;
}
