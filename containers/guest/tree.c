#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/*
 * FNV-1a over words of eight bytes, the last one filled with zeros: fast enough for an emulated processor. Each step is a
 * bijection of the state, so that contents that differ in one word never have the same hash.
 */
static uint64_t hash_of(uint64_t hash, const unsigned char* bytes, size_t count) {
  for (size_t at = 0; at < count; at += 8) {
    uint64_t word = 0;
    memcpy(&word, bytes + at, count - at < 8 ? count - at : 8);
    hash = (hash ^ word) * UINT64_C(1099511628211);
  }
  return hash;
}

static const uint64_t offset_basis = UINT64_C(14695981039346656037);

/* Reads are whole words but for the last: a multiple of eight is asked for, and a regular file gives it. */
static int hash_file(const char* path, uint64_t* hash) {
  static unsigned char bytes[1 << 17];
  int file = open(path, O_RDONLY | O_NOFOLLOW);
  if (file < 0) return -1;
  ssize_t count;
  while ((count = read(file, bytes, sizeof bytes)) > 0) *hash = hash_of(*hash, bytes, (size_t)count);
  close(file);
  return count < 0 ? -1 : 0;
}

size_t describe(const char* path, char* line, size_t size) {
  struct stat status;
  char kind = '?';
  char data[64] = "";
  uint64_t hash = offset_basis;
  if (lstat(path, &status) != 0) return (size_t)snprintf(line, size, "%s", strerror(errno));
  switch (status.st_mode & S_IFMT) {
    case S_IFDIR: kind = 'd'; break;
    case S_IFIFO: kind = 'p'; break;
    case S_IFSOCK: kind = 's'; break;
    case S_IFREG:
      kind = 'f';
      if (hash_file(path, &hash) != 0) return (size_t)snprintf(line, size, "%s", strerror(errno));
      snprintf(data, sizeof data, " %jd %" PRIx64, (intmax_t)status.st_size, hash);
      break;
    case S_IFLNK: {
      unsigned char target[4096];
      const ssize_t length = readlink(path, (char*)target, sizeof target);
      kind = 'l';
      snprintf(data, sizeof data, " %" PRIx64, hash_of(hash, target, length < 0 ? 0 : (size_t)length));
      break;
    }
    case S_IFCHR:
    case S_IFBLK:
      kind = S_ISCHR(status.st_mode) ? 'c' : 'b';
      snprintf(data, sizeof data, " %u:%u", major(status.st_rdev), minor(status.st_rdev));
      break;
  }
  return (size_t)snprintf(line, size, "%c %o %u %u%s", kind, status.st_mode & 07777, status.st_uid, status.st_gid, data);
}
