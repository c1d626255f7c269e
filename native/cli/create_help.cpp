#include "commands.hpp"

namespace cowpio::cli {

const char* const create_help =
    R"(cowpio create [OPTIONS] OUTPUT < NAMES
dracut-cpio [OPTIONS] OUTPUT < NAMES

Writes a newc archive to OUTPUT, behind what it holds. The data of files of at least a block lies on the grid, and
its whole blocks are cloned; what cannot be cloned is copied, and why is told. OUTPUT appears whole or not at all,
and is as it was when something fails. A new one is its owner's alone (0600 less the umask); one that was there keeps
owner, mode, ACL and SELinux label. To -, which is standard output, to /dev/fd/N, pipes and devices it is written as
it comes, and nothing is cloned.

What to archive, one of:
  (nothing)               names on standard input, below --directory
  --null, -0              names, or the fields of --manifest, end with NUL instead of newline or tab
  --tree DIR              everything below DIR, by name
  --manifest FILE         a record for each entry: NAME, then any of source=PATH, mode=OCTAL, uid=N, gid=N,
                          mtime=SECONDS, and for what is made from nothing type=dir|symlink|fifo|socket|char|block,
                          target=TEXT, device=MAJOR:MINOR; parted by tabs, bytes as \t \n \\ \ooo; with --null each
                          field ends with NUL, a record with an empty one. - is standard input. A source that is a
                          symlink is archived as one; with type=file, the file it leads to. Names of one
                          hard-linked source stay links of one file where mode, owner and time are the same, and
                          become files of their own where they are not
  --spec FILE             a list as the kernel's gen_init_cpio reads it: a `file` is what its location leads to
  --directory DIR         what names and relative sources are below. Default: .

Where data lies:
  --data-align BYTES      alignment of file data, 0 for none or a multiple of 4; to share, a multiple of the file
                          system's block (stat --file-system --format=%s DIR); auto is that block. Called as
                          dracut-cpio, a larger alignment is kept where it costs at most 5 %, else the block's is
                          used. Default: auto, but 4 when called as dracut-cpio
  --order pack|given      pack fills the gaps before aligned data with folders, links and small files, folders
                          before what is in them; given keeps the order of the input. Default: pack
  --pad name|file         pad with NULs in names and repeated `.` entries, without a `.` those of another directory,
                          without one with files; or always, for readers that take no NULs in names (3cpio), with
                          files of NULs in .cowpio-pad/, which show up in the rootfs. Default: name
  --min-clone BYTES       files below BYTES are copied; auto: those that are copied about as fast as cloned
                          (16 KiB on Btrfs, 64 KiB on XFS, 256 KiB on XFS with rmapbt=1). Default: 0
  --fill-holes            write holes as zeros, for GRUB's Btrfs driver before December 2021

What entries look like:
  --owner UID:GID         owner of every entry, as numbers. Default: each file's
  --mtime SECONDS         time of every entry, since 1970. Default: each file's, but at most SOURCE_DATE_EPOCH
                          where the environment has one
  --format newc|crc       070701, or 070702 with sums, which kernels check from 5.19 on. Default: newc

What is told:
  --require-reflink[=PERCENT]
                          fail when less of what can be cloned was, or when nothing can be cloned of files of a
                          block or more, naming each file and why. Default of PERCENT: 100
  --verbose, -v           a line on standard error for each member with data, and the sums
  --report FILE           append lines of JSON: one for the call, with the program, its version and its arguments,
                          also when the call fails; then one for each member with data: name, size, dataOffset,
                          cloneable, cloned, copied (bytes) and the reason for copying more than the last partial
                          block; last the sums, with the numbers of files whose extended attributes are lost and
                          whose times were changed. FILE is neither OUTPUT nor below --tree. Default: $COWPIO_REPORT, since dracut
                          passes no options through
  --truncate-existing     replace what OUTPUT holds

Exit status: 0 written, 1 failed, 2 wrong use, 3 less shared than --require-reflink asks for.
)";

}  // namespace cowpio::cli
