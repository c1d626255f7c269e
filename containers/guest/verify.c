/* The first program of the initramfs under test (rdinit=): compares what the kernel unpacked with the list that was made
 * of the archive by another reader, says so, and becomes the real /init.
 *
 * It came in a small archive behind a copy of the one under test, in a folder of its own, which it removes before it goes.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"
#include "tree.h"

#define OURS "/.cowpio-verify"
static const char* const dev = OURS "/dev";
static const int most_said = 5;

static size_t read_file(const char* path, char** text) {
  struct stat status;
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &status) != 0) return 0;
  *text = malloc((size_t)status.st_size + 1);
  size_t length = 0;
  for (ssize_t more; *text && (more = read(file, *text + length, (size_t)status.st_size - length)) > 0;)
    length += (size_t)more;
  if (*text) (*text)[length] = 0;
  close(file);
  return length;
}

static int same_file(const char* one, const char* other) {
  struct stat a, b;
  return lstat(one, &a) == 0 && lstat(other, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

static unsigned long found;
static int count_entry(const char* path, const struct stat* status, int type, struct FTW* place) {
  (void)status;
  (void)type;
  (void)place;
  if (strncmp(path, "." OURS, sizeof OURS) != 0) found++;
  return 0;
}

/* The root, and what the kernel's own initramfs has (usr/default_cpio_list); what the archive has of them is in its list. */
static const char* const built_in[] = {".", "./dev", "./dev/console", "./root"};

static void compare(const char* list, size_t length, const char* nonce) {
  unsigned long right = 0, wrong = 0, extra = 0;
  int listed[sizeof built_in / sizeof *built_in] = {0};
  for (const char* at = list; at < list + length;) {
    const char* expected = at;
    const char* path = expected + strlen(expected) + 1;
    const char* first = path + strlen(path) + 1;
    at = first + strlen(first) + 1;
    char seen[256];
    describe(path, seen, sizeof seen);
    const int linked = *first == 0 || same_file(path, first);
    if (strcmp(expected, seen) == 0 && linked) {
      right++;
    } else if (++wrong <= (unsigned long)most_said) {
      say(dev, "cowpio: unpacked otherwise: %s: %s, not %s", path, linked ? seen : "no hard link", linked ? expected : first);
    }
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
      if (strcmp(path, built_in[i]) == 0) listed[i] = 1;
  }
  nftw(".", count_entry, 64, FTW_PHYS);
  unsigned long expected = right + wrong;
  for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
    if (!listed[i] && access(built_in[i], F_OK) == 0) expected++;
  if (found > expected) extra = found - expected;
  say(dev, "cowpio: unpacked %lu right, %lu wrong, %lu more %s", right, wrong, extra, nonce);
}

static void say_memory(void) {
  char* text = NULL;
  mount("none", OURS "/proc", "proc", 0, NULL);
  int file = open(OURS "/proc/meminfo", O_RDONLY);
  char bytes[512] = {0};
  if (file >= 0 && read(file, bytes, sizeof bytes - 1) > 0 && (text = strstr(bytes, "MemAvailable:")))
    say(dev, "cowpio: memory available %s", strtok(text + strlen("MemAvailable:"), "\n"));
  close(file);
  umount(OURS "/proc");
}

static int remove_entry(const char* path, const struct stat* status, int type, struct FTW* place) {
  (void)status;
  (void)type;
  (void)place;
  return remove(path);
}

int main(int argc, char** argv, char** environment) {
  (void)argc;
  if (chdir("/") != 0) return 1;
  mount("none", dev, "devtmpfs", 0, NULL);
  char *list = NULL, *nonce = NULL;
  const size_t length = read_file(OURS "/list", &list);
  read_file(OURS "/nonce", &nonce);
  say_memory();
  compare(list ? list : "", length, nonce ? nonce : "without its nonce");

  char init[] = "/init";
  argv[0] = init;
  if (access(init, X_OK) != 0) {
    say(dev, "cowpio: no /init that runs: %s", strerror(errno));
    reboot(RB_POWER_OFF);
  }
  umount(dev);
  nftw(OURS, remove_entry, 64, FTW_PHYS | FTW_DEPTH);
  execve(init, argv, environment);

  const int error = errno;
  mkdir(OURS, 0700);
  mkdir(OURS "/dev", 0700);
  mount("none", dev, "devtmpfs", 0, NULL);
  say(dev, "cowpio: no /init that runs: %s", strerror(error));
  reboot(RB_POWER_OFF);
  return 1;
}
