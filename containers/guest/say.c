#include "say.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static int open_below(const char* dev, const char* name) {
  char path[64];
  snprintf(path, sizeof path, "%s/%s", dev, name);
  return open(path, O_WRONLY | O_NOCTTY);
}

void say(const char* dev, const char* format, ...) {
  char line[1024] = "<5>";
  va_list values;
  va_start(values, format);
  int length = 3 + vsnprintf(line + 3, sizeof line - 4, format, values);
  va_end(values);
  if (length > (int)sizeof line - 2) length = sizeof line - 2;

  /* One write is one line of the kernel's log. */
  int log = open_below(dev, "kmsg");
  if (log >= 0) {
    if (write(log, line, (size_t)length) < 0) perror("kmsg");
    close(log);
  }
  int port = open_below(dev, SECOND_PORT);
  if (port >= 0) {
    line[length] = '\n';
    if (write(port, line + 3, (size_t)length - 2) < 0) perror(SECOND_PORT);
    tcdrain(port);
    close(port);
  }
}
