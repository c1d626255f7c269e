/// Any text as a list for gen_init_cpio.
#include "core/fs/fd.hpp"
#include "requests.hpp"

using namespace cowpio;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int set = ::setenv("A", "/from", 1);
  REQUIRE(set == 0);
  try {
    for (const Request& request : read_spec(fuzz::text_of(data, size))) {
      fuzz::check(request);
      REQUIRE(!request.name.starts_with('/'));
      REQUIRE(!fuzz::has_nul(request.name));
      REQUIRE(request.overrides != nullptr);
      REQUIRE(request.overrides->permissions && request.overrides->uid && request.overrides->gid);
      REQUIRE(request.overrides->type.has_value() == request.overrides->source.empty());
      REQUIRE(!request.overrides->hard_link || !request.overrides->source.empty());
    }
  } catch (const InputError&) {  // what it has to do
  }
  return 0;
}
