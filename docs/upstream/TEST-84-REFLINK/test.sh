#!/usr/bin/env bash
# This file is part of dracut.
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

# shellcheck disable=SC2034
TEST_DESCRIPTION="--enhanced-cpio shares the blocks of files with the initramfs (reflink)"

has_writer() {
    [[ -x "$PKGLIBDIR/dracut-cpio" || -x /usr/lib/dracut/dracut-cpio ]] \
        || command -v dracut-cpio > /dev/null \
        || { command -v 3cpio > /dev/null && [[ "$(3cpio --help)" == *--data-align* ]]; }
}

# File systems with reflinks that can be made and mounted here
filesystems() {
    local fstype
    for fstype in btrfs xfs; do
        modprobe -q "$fstype" 2> /dev/null || :
        grep -qw "$fstype" /proc/filesystems && command -v "mkfs.$fstype" > /dev/null && echo "$fstype"
    done || :
}

test_check() {
    if ! has_writer; then
        echo "Test needs dracut-cpio or 3cpio >= 0.10... Skipping"
        return 1
    fi
    local loop
    if ! loop=$(losetup --find --show --read-only "$0"); then
        echo "Test needs root and loop devices... Skipping"
        return 1
    fi
    losetup --detach "$loop"
    if ! command -v filefrag > /dev/null || [[ -z "$(filesystems)" ]]; then
        echo "Test needs filefrag, and Btrfs or XFS with its mkfs... Skipping"
        return 1
    fi
}

# The numbers of all 4 KiB blocks on disk that hold data of these files
blocks() {
    filefrag -v -b4096 "$@" \
        | awk '/^ *[0-9]+:/ { gsub(/[^0-9]+/, " "); for (i = $4; i <= $5; i++) print i }' \
        | sort
}

# Makes an initramfs with the files, and prints how many of their blocks it shares
shared_blocks() {
    rm -f "$TESTDIR/initramfs.testing"
    test_dracut --no-kernel --drivers "" --no-compress --nostrip --include "$TESTDIR/files" /files "$@" >&2 \
        || return
    sync -f "$TESTDIR"
    comm -12 <(blocks "$TESTDIR"/files/*) <(blocks "$TESTDIR/initramfs.testing") | wc -l
}

# expect NUMBER [dracut options]
expect() {
    local expected="$1" shared
    shift
    shared=$(shared_blocks "$@")
    echo "${TESTDIR##*/} ${*:-without --enhanced-cpio}: $shared blocks are shared, expected $expected"
    [[ $shared -eq $expected ]]
}

# Everything happens on the new file system: sources, dracut's tmpdir and the output
test_on() (
    local fstype="$1" mnt="$TESTDIR/$1" i whole=0
    truncate -s 1G "$TESTDIR/$fstype.img"
    "mkfs.$fstype" -q "$TESTDIR/$fstype.img"
    mkdir "$mnt"
    mount -o loop "$TESTDIR/$fstype.img" "$mnt"
    # shellcheck disable=SC2064
    trap "umount '$mnt'" EXIT
    TESTDIR="$mnt"

    mkdir "$mnt/files"
    for i in {1..50}; do
        head -c $((i * 10000)) /dev/urandom > "$mnt/files/$i"
        whole=$((whole + i * 10000 / 4096))
    done
    sync -f "$mnt"

    expect 0
    expect "$whole" --enhanced-cpio
)

test_setup() {
    return 0
}

test_run() {
    local fstype
    for fstype in $(filesystems); do
        test_on "$fstype"
    done
}

# shellcheck disable=SC1090,SC1091,SC2154
. "$testdir"/test-functions
