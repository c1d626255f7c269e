#include "core/fs/errno_name.hpp"

#include <cstring>
#include <string>

#include "testing.hpp"

using namespace cowpio;

#ifdef __GLIBC__
TEST("the names of errno are the C library's") {
  for (int error = 1; error < 200; ++error) {
    const char* expected = ::strerrorname_np(error);
    const char* found = errno_name(error);
    EQUAL(std::string(found == nullptr ? "" : found), std::string(expected == nullptr ? "" : expected));
  }
  CHECK(errno_name(0) == nullptr && errno_name(-1) == nullptr);
}
#endif
