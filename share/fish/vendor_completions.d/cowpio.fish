# Written by scripts/manual.ts from cowpio's --help. Commands: create doctor extents list verify extract
complete -c cowpio -n __fish_use_subcommand -a create
complete -c cowpio -n '__fish_seen_subcommand_from create' -l null -s 0 -d 'names, or fields of --manifest, end with NUL instead of newline or tab'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l tree -r -d 'everything below DIR, sorted by name'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l manifest -r -d 'one record for each entry'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l spec -r -d 'list in the syntax of the kernel'\''s gen_init_cpio'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l directory -r -d 'directory of relative names and sources'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l data-align -x -d 'alignment of file data'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l order -x -a 'pack given' -d 'pack fills the gaps before aligned data with directories, links and small files, directories before their contents'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l pad -x -a 'name file' -d 'name pads with NULs in names and repeated `.` entries (without a `.`, of another directory; without any directory, with files)'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l min-clone -x -d 'minimum size of files that are cloned'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l fill-holes -d 'write holes as zeros, for GRUB'\''s Btrfs driver before December 2021'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l owner -x -d 'owner of every entry, as numbers'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l mtime -x -d 'time of every entry, in seconds since 1970'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l format -x -a 'newc crc' -d '070701, or 070702 with checksums, which kernels verify from 5.19 on'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l require-reflink -d 'fail if less than PERCENT of the data that can be cloned was cloned, or if no file of at least a block can be cloned'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l verbose -s v -d 'print a line on standard error for each member with data, and totals'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l report -r -d 'append lines of JSON'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l truncate-existing -d 'replace the contents of OUTPUT'
complete -c cowpio -n __fish_use_subcommand -a doctor
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l tmpdir -r -d 'dracut'\''s --tmpdir'
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l output -r -d 'folder of the archive'
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l dracut -d 'also read the configuration of the dracut that is installed below ROOT, /etc/dracut.conf and the folders dracut.conf.d, and report which program it will write with and whether its archive can share'
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l json -d 'print one JSON object'
complete -c cowpio -n __fish_use_subcommand -a extents
complete -c cowpio -n '__fish_seen_subcommand_from extents' -l source -r -d 'tree that the archive was made from'
complete -c cowpio -n '__fish_seen_subcommand_from extents' -l json -d 'print one JSON object'
complete -c cowpio -n __fish_use_subcommand -a list
complete -c cowpio -n '__fish_seen_subcommand_from list' -l long -d 'print mode, links, owner, size or device, time (UTC), offset of the data (in a compressed segment: in the unpacked segment), name and target'
complete -c cowpio -n '__fish_seen_subcommand_from list' -l null -d 'end names with NUL instead of newline'
complete -c cowpio -n __fish_use_subcommand -a verify
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l tree -r -d 'compare type, mode, owner, size, time, target, device and all bytes with the files below DIR'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l ignore -x -d 'properties that are not compared'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l align -x -d 'require data of files of at least BYTES to start at a multiple of BYTES, a power of two'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l json -d 'print one JSON object'
complete -c cowpio -n __fish_use_subcommand -a extract
complete -c cowpio -n '__fish_seen_subcommand_from extract' -l devices -d 'create device nodes too'
