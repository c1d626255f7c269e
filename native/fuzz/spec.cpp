#include "../core/request.hpp"

/// Any bytes: named requests, each with what its line overrides, or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    for (const cowpio::Request& request : cowpio::read_spec({reinterpret_cast<const char*>(data), size}))
      if (request.name.empty() || !request.overrides) __builtin_trap();
  } catch (const cowpio::Refusal&) {  // what it has to do
  }
  return 0;
}
