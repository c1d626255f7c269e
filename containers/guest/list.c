/* cowpio-list ROOT: the list of a tree on standard output, for the guest's verifier: of each entry a line as
 * describe() gives it, a NUL, its path below ROOT, a NUL, and of a further name of a file that one's first path; a NUL.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

struct linked {
  dev_t device;
  ino_t inode;
  char* first;
};
static struct linked* known;
static size_t count;

static const char* first_name(const struct stat* status, const char* path) {
  if (S_ISDIR(status->st_mode) || status->st_nlink < 2) return "";
  for (size_t i = 0; i < count; i++)
    if (known[i].inode == status->st_ino && known[i].device == status->st_dev) return known[i].first;
  known = realloc(known, (count + 1) * sizeof *known);
  known[count++] = (struct linked){status->st_dev, status->st_ino, strdup(path)};
  return "";
}

static int print(const char* path, const struct stat* status, int type, struct FTW* place) {
  (void)type;
  (void)place;
  char line[256];
  describe(path, line, sizeof line);
  const char* first = first_name(status, path);
  printf("%s%c%s%c%s%c", line, 0, path, 0, first, 0);
  return 0;
}

int main(int argc, char** argv) {
  if (argc != 2 || chdir(argv[1]) != 0) {
    fprintf(stderr, "usage: cowpio-list ROOT\n");
    return 2;
  }
  if (nftw(".", print, 64, FTW_PHYS) != 0 || fflush(stdout) != 0) {
    perror(argv[1]);
    return 1;
  }
  return 0;
}
