/* PID 1 of the real root: says the run's nonce and ends the machine.
 *
 * The nonce lies in a file of the real root, put there beside the archive, not into it. It is not on the kernel's
 * command line either, which the kernel itself prints: only who mounted this root and executed this program on
 * it can say it.
 */
#include <fcntl.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"

int main(void) {
  char nonce[65] = {0};
  int file = open("/.cowpio/nonce", O_RDONLY);
  ssize_t length = file < 0 ? -1 : read(file, nonce, sizeof nonce - 1);

  /* devtmpfs has been moved here by the initramfs. */
  say("/dev", "cowpio: real root %s", length > 0 ? nonce : "without its nonce");

  /* Is there only where this guest is to clone. */
  pid_t child = fork();
  if (child == 0) {
    execl("/.cowpio/clone", "clone", (char*)0);
    _exit(127);
  }
  if (child > 0) waitpid(child, 0, 0);

  reboot(RB_POWER_OFF);
  return 1;
}
