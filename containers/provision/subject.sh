#!/bin/sh
# subject.sh SUITE: a tar archive of a Debian root file system with dracut on standard output.
# Two builds of the same packages are the same bytes: SOURCE_DATE_EPOCH clamps the times, and what only
# this build would know (machine id, logs, caches) is left out.
set -eu
suite=$1

export SOURCE_DATE_EPOCH=0
# shellcheck disable=SC2016 # mmdebstrap's hooks get the root as their $1
exec mmdebstrap --mode=root --variant=minbase --format=tar \
  --include=dracut-core,systemd-sysv,udev,kmod,btrfs-progs,xfsprogs,e2fsprogs,cpio,gzip,zstd \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='rm -f "$1"/etc/machine-id "$1"/var/lib/dbus/machine-id; : >"$1"/etc/machine-id' \
  --customize-hook='rm -rf "$1"/var/log/* "$1"/var/cache/ldconfig "$1"/var/lib/apt/lists "$1"/etc/hostname "$1"/etc/resolv.conf' \
  --customize-hook='mkdir -p "$1"/proc "$1"/sys "$1"/dev "$1"/run "$1"/boot "$1"/var/tmp' \
  "$suite" -
