# Written by scripts/manual.ts from cowpio's --help. Commands: create doctor extents list verify extract
complete -c cowpio -n __fish_use_subcommand -a create
complete -c cowpio -n '__fish_seen_subcommand_from create' -l null -s 0 -d 'names, or the fields of --manifest, end with NUL instead of newline or tab'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l tree -r -d 'everything below DIR, by name'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l manifest -r -d 'a record for each entry'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l spec -r -d 'a list as the kernel'\''s gen_init_cpio reads it'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l directory -r -d 'what names and relative sources are below'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l data-align -x -d 'alignment of file data, 0 for none or a multiple of 4'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l order -x -a 'pack given' -d 'pack fills the gaps before aligned data with folders, links and small files, folders before what is in them'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l pad -x -a 'name file' -d 'pad with NULs in names and repeated `.` entries, without a `.` those of another directory, without one with files'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l min-clone -x -d 'files below BYTES are copied'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l fill-holes -d 'write holes as zeros, for GRUB'\''s Btrfs driver before December 2021'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l owner -x -d 'owner of every entry, as numbers'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l mtime -x -d 'time of every entry, since 1970'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l format -x -a 'newc crc' -d '070701, or 070702 with sums, which kernels check from 5.19 on'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l require-reflink -d 'fail when less of what can be cloned was, or when nothing can be cloned of files of a block or more, naming each file and why'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l verbose -s v -d 'a line on standard error for each member with data, and the sums'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l report -r -d 'append lines of JSON'
complete -c cowpio -n '__fish_seen_subcommand_from create' -l truncate-existing -d 'replace what OUTPUT holds'
complete -c cowpio -n __fish_use_subcommand -a doctor
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l tmpdir -r -d 'dracut'\''s --tmpdir'
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l output -r -d 'where the archive is to go'
complete -c cowpio -n '__fish_seen_subcommand_from doctor' -l json -d 'one JSON object'
complete -c cowpio -n __fish_use_subcommand -a extents
complete -c cowpio -n '__fish_seen_subcommand_from extents' -l source -r -d 'the tree that the archive was made of'
complete -c cowpio -n '__fish_seen_subcommand_from extents' -l json -d 'one JSON object'
complete -c cowpio -n __fish_use_subcommand -a list
complete -c cowpio -n '__fish_seen_subcommand_from list' -l long -d 'mode, links, owner, size or device, time (UTC), offset of the data (in a compressed part: in what it holds), name, target'
complete -c cowpio -n '__fish_seen_subcommand_from list' -l null -d 'names end with NUL instead of newline'
complete -c cowpio -n __fish_use_subcommand -a verify
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l tree -r -d 'compare type, mode, owner, size, time, target, device and all bytes with the files below DIR'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l ignore -x -d 'what not to compare'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l align -x -d 'files of at least BYTES have to lie on a multiple of it, a power of two'
complete -c cowpio -n '__fish_seen_subcommand_from verify' -l json -d 'one JSON object'
complete -c cowpio -n __fish_use_subcommand -a extract
complete -c cowpio -n '__fish_seen_subcommand_from extract' -l devices -d 'make device nodes too'
