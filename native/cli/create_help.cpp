#include "commands.hpp"

namespace cowpio::cli {

const char* const create_help =
    R"(cowpio create [OPTIONS] OUTPUT < NAMES
dracut-cpio [OPTIONS] OUTPUT < NAMES

Appends a newc archive to OUTPUT. The data of every file of at least one block is aligned, and its whole blocks are
cloned; data that cannot be cloned is copied, and the reason is reported. OUTPUT is replaced atomically: it is complete,
or unchanged after an error. A new file has mode 0600 less the umask; an existing one keeps its owner, mode, ACL and
SELinux label. Standard output (-) and /dev/fd/N are written in place at the end of a regular file. Pipes and devices are
written sequentially, without cloning.

Input, one of:
  (nothing)               names on standard input, relative to --directory
  --null, -0              names, or fields of --manifest, end with NUL instead of newline or tab
  --tree DIR              everything below DIR, sorted by name
  --manifest FILE         one record for each entry: NAME, then any of source=PATH, mode=OCTAL, uid=N, gid=N,
                          mtime=SECONDS, and for entries without a source type=dir|symlink|fifo|socket|char|block,
                          target=TEXT, device=MAJOR:MINOR; separated by tabs, bytes as \t \n \\ \ooo. With --null each
                          field ends with NUL, and each record with an empty field. - is standard input. A source that
                          is a symlink is archived as a symlink; with type=file, as the file it leads to. Names of one
                          hard-linked source remain links of one file if mode, owner and time are the same, and become
                          separate files otherwise
  --spec FILE             list in the syntax of the kernel's gen_init_cpio: a `file` is what its location leads to
  --directory DIR         directory of relative names and sources. Default: .

Layout:
  --data-align BYTES      alignment of file data: 0 for none, a multiple of 4, or auto (the file system's block size). To
                          share blocks, use a multiple of the block size (stat --file-system --format=%s DIR). Called as
                          dracut-cpio, a larger alignment is kept if it adds at most 5 %, otherwise the block size is
                          used. Default: auto, but 4 when called as dracut-cpio
  --order pack|given      pack fills the gaps before aligned data with directories, links and small files, directories
                          before their contents; given keeps the order of the input. Default: pack
  --pad name|file         name pads with NULs in names and repeated `.` entries (without a `.`, of another directory;
                          without any directory, with files). file pads with files of NULs in .cowpio-pad/, which appear
                          in the rootfs, for readers that reject NULs in names (3cpio). Default: name
  --min-clone BYTES       minimum size of files that are cloned; auto: the size below which copying is about as fast
                          (16 KiB on Btrfs, 64 KiB on XFS, 256 KiB on XFS with rmapbt=1). Default: 0
  --fill-holes            write holes as zeros, for GRUB's Btrfs driver before December 2021

Metadata:
  --owner UID:GID         owner of every entry, as numbers. Default: each file's owner
  --mtime SECONDS         time of every entry, in seconds since 1970. Default: each file's time, at most
                          SOURCE_DATE_EPOCH if the environment sets it
  --format newc|crc       070701, or 070702 with checksums, which kernels verify from 5.19 on. Default: newc

Reporting:
  --require-reflink[=PERCENT]
                          fail if less than PERCENT of the data that can be cloned was cloned, or if no file of at
                          least a block can be cloned; lists each file with the reason. Default of PERCENT: 100
  --verbose, -v           print a line on standard error for each member with data, and totals
  --report FILE           append lines of JSON: one for the call (program, version, arguments), also if it fails; one
                          for each member with data (name, size, dataOffset, cloneable, cloned and copied bytes, and
                          the reason for copying more than the last partial block); totals last, with the numbers of
                          files that lost extended attributes or have another time. FILE is neither OUTPUT nor below
                          --tree. Default: $COWPIO_REPORT, since dracut passes no options through
  --truncate-existing     replace the contents of OUTPUT

Exit status: 0 written, 1 failed, 2 usage error, 3 less shared than --require-reflink demands.
)";

}  // namespace cowpio::cli
