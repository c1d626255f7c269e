/* Has this guest's kernel clone: started by PID 1 of the real root when that has said its nonce. Where the kernel's
 * command line has cowpio.clone, the installed files are archived once more, under this kernel's own file system, and
 * what is shared of that archive is proven there and then. All of it is told on the second serial port, between lines
 * with this run's nonce:
 *
 *   cowpio-clone begin NONCE
 *   kernel RELEASE
 *   failed WHAT: WHY           or   proof, and one object of `cowpio extents --json`
 *   cowpio-clone end NONCE
 *
 * The disk is a snapshot: nothing that is written here reaches the image.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "say.h"

static const char names[] = "/.cowpio/clone.names";
static const char said[] = "/.cowpio/clone.said";
static const char archive[] = "/boot/initramfs-guest.img";

static int slurp(const char* path, char* into, size_t room) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, into, room - 1);
  if (file >= 0) close(file);
  if (length < 0) return -1;
  into[length] = 0;
  return 0;
}

/* The exit status; 128 and more for a signal. Standard error goes to `said`. */
static int run(char* const* command, const char* input, int output) {
  pid_t child = fork();
  if (child == 0) {
    int in = open(input, O_RDONLY);
    int errors = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(in, 0);
    dup2(output >= 0 ? output : errors, 1);
    dup2(errors, 2);
    execv(command[0], command);
    dprintf(2, "%s: %s\n", command[0], strerror(errno));
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The first line of what a program said as it failed. */
static void tell_failure(int port, const char* what, int status) {
  char why[1024] = "it said nothing";
  slurp(said, why, sizeof why);
  why[strcspn(why, "\n")] = 0;
  dprintf(port, "failed %s: exit status %d: %s\n", what, status, why);
}

static void clone_and_prove(int port) {
  char align[32] = {0};
  if (slurp("/.cowpio/clone.align", align, sizeof align) < 0) {
    dprintf(port, "failed to start: /.cowpio/clone.align: %s\n", strerror(errno));
    return;
  }
  if (mount(NULL, "/", NULL, MS_REMOUNT, NULL) < 0) {
    dprintf(port, "failed to mount the root writable: %s\n", strerror(errno));
    return;
  }
  char* create[] = {"/.cowpio/cowpio", "create", "--null", "--data-align", align, "--truncate-existing", (char*)archive, NULL};
  int status = run(create, names, -1);
  if (status != 0) {
    tell_failure(port, "to write", status);
    return;
  }
  dprintf(port, "proof\n");
  char* extents[] = {"/.cowpio/cowpio", "extents", (char*)archive, "--source", "/", "--json", NULL};
  status = run(extents, "/dev/null", port);
  if (status != 0) tell_failure(port, "to prove", status);
}

int main(void) {
  char nonce[65] = {0}, asked[4096] = {0};
  struct utsname kernel;
  if (access("/proc/self", F_OK) < 0) mount("proc", "/proc", "proc", 0, NULL);
  if (slurp("/proc/cmdline", asked, sizeof asked) < 0 || strstr(asked, " cowpio.clone") == NULL) return 0;
  if (slurp("/.cowpio/nonce", nonce, sizeof nonce) < 0 || uname(&kernel) < 0 || chdir("/") < 0) return 1;

  int port = open("/dev/" SECOND_PORT, O_RDWR | O_NOCTTY);
  struct termios raw;
  if (port < 0 || tcgetattr(port, &raw) < 0) return 1;
  cfmakeraw(&raw);
  tcsetattr(port, TCSANOW, &raw);

  int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
  dprintf(log, "<5>cowpio: the guest clones");
  dprintf(port, "cowpio-clone begin %s\nkernel %s\n", nonce, kernel.release);
  clone_and_prove(port);
  dprintf(port, "cowpio-clone end %s\n", nonce);
  tcdrain(port);
  dprintf(log, "<5>cowpio: the guest has cloned");
  return 0;
}
