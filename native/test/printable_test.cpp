#include "core/format/printable.hpp"

#include "testing.hpp"

using namespace cowpio;

TEST("names cannot affect a terminal or a reader of lines") {
  EQUAL(printable("usr/lib/ä b\\"), "usr/lib/ä b\\");
  EQUAL(printable("\x1b[31m\n\x7f"), "\\033[31m\\012\\177");
  EQUAL(printable("\x9b\xff\xc2\x9b"), "\\233\\377\\302\\233");
  EQUAL(printable("\u202etxt.exe\u2028"), "\\342\\200\\256txt.exe\\342\\200\\250");
  EQUAL(printable("\u2013\u2069\u206a"), "\u2013\\342\\201\\251\u206a");
}
