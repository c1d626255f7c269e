/* One entry of a tree as a line: what the kernel has to make of an archive's entry. */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

/*
 * Kind (d f l c b p s), mode in octal, owner, group, then of a file its size and the hash of its bytes, of a symlink
 * the hash of its target, of a device its numbers; for what cannot be looked at, why. Times are left out: kernels keep
 * them only where they are configured to (CONFIG_INITRAMFS_PRESERVE_MTIME). Gives the length of the line.
 */
size_t describe(const char* path, char* line, size_t size);

#endif
