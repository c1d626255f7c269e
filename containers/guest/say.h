/* What a guest's programs say: one line on the kernel's log, and the same on the second serial port. */
#ifndef SAY_H
#define SAY_H

/* The second serial port of a PC, in devtmpfs. */
#define SECOND_PORT "ttyS1"

/* `dev` is where devtmpfs is mounted. What cannot be said on one of the two is still said on the other. */
void say(const char* dev, const char* format, ...) __attribute__((format(printf, 2, 3)));

#endif
