/* /init of an initramfs that is itself what is tested: compares what the kernel unpacked with a list, says so on the
 * kernel's log, and ends the machine.
 *
 * /list has a line for each entry: kind, style, mode (octal), size, FNV-1a of the bytes (hexadecimal), path; parted by
 * blanks, the path last. `f`: a file; `d`: a folder; `l`: a symlink, whose target is hashed; `h`: a file that has the
 * inode of the entry before.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t hash_of(uint64_t hash, const unsigned char* bytes, ssize_t count) {
  for (ssize_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
  return hash;
}

static uint64_t content(const char* path, char kind) {
  static unsigned char bytes[1 << 16];
  uint64_t hash = UINT64_C(14695981039346656037);
  if (kind == 'l') return hash_of(hash, bytes, readlink(path, (char*)bytes, sizeof bytes));
  int file = open(path, O_RDONLY);
  for (ssize_t count; (count = read(file, bytes, sizeof bytes)) > 0;) hash = hash_of(hash, bytes, count);
  close(file);
  return hash;
}

/* One write is one line of the kernel's log. dprintf of older C libraries seeks first, which /dev/kmsg refuses. */
static void say(const char* format, ...) {
  char line[512];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  int log = open("/dev/kmsg", O_WRONLY);
  if (write(log, line, (size_t)length) < 0) puts(line);
  close(log);
}

int main(void) {
  mkdir("/dev", 0755);
  mount("none", "/dev", "devtmpfs", 0, NULL);
  FILE* list = fopen("/list", "r");
  char kind, style[32] = "", current[32] = "", path[4200];
  unsigned mode;
  uint64_t size, hash;
  ino_t before = 0;
  int right = 0, wrong = 0;
  if (!list) say("<5>cowpio: no list");
  while (list && fscanf(list, "%c %31s %o %" SCNu64 " %" SCNx64 " %4199[^\n]\n", &kind, style, &mode, &size, &hash, path) == 6) {
    if (strcmp(style, current) != 0) {
      if (*current) say("<5>cowpio: style %s: %d right, %d wrong", current, right, wrong);
      strcpy(current, style);
      right = wrong = 0;
    }
    struct stat status;
    int good = lstat(path, &status) == 0 && (status.st_mode & 07777) == mode;
    if (good && kind != 'd') good = (uint64_t)status.st_size == size && content(path, kind) == hash;
    if (good && kind == 'h') good = status.st_ino == before;
    before = status.st_ino;
    if (!good && wrong < 3) say("<5>cowpio: style %s: wrong: %.200s", style, path);
    good ? right++ : wrong++;
  }
  if (*current) say("<5>cowpio: style %s: %d right, %d wrong", current, right, wrong);
  say("<5>cowpio: done");
  reboot(RB_POWER_OFF);
  return 1;
}
