#include "core/format/mode.hpp"

#include <sys/stat.h>

namespace cowpio {

std::string mode_text(std::uint32_t mode) {
  std::string text = "?rwxrwxrwx";
  text[0] = S_ISREG(mode)    ? '-'
            : S_ISDIR(mode)  ? 'd'
            : S_ISLNK(mode)  ? 'l'
            : S_ISCHR(mode)  ? 'c'
            : S_ISBLK(mode)  ? 'b'
            : S_ISFIFO(mode) ? 'p'
            : S_ISSOCK(mode) ? 's'
                             : '?';
  for (unsigned i = 0; i < 9; ++i)
    if ((mode >> (8 - i) & 1u) == 0) text[i + 1] = '-';
  const auto mark = [&](std::uint32_t bit, std::size_t at, char both, char alone) {
    if ((mode & bit) != 0) text[at] = text[at] == 'x' ? both : alone;
  };
  mark(S_ISUID, 3, 's', 'S');
  mark(S_ISGID, 6, 's', 'S');
  mark(S_ISVTX, 9, 't', 'T');
  return text;
}

}  // namespace cowpio
