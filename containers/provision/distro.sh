#!/bin/sh
# distro.sh SUITE [build]: a tar archive of a Debian root file system with dracut on standard output; with build, also
# what it takes to build a checkout of dracut in it.
# Two builds of the same packages are the same bytes: SOURCE_DATE_EPOCH clamps the times, and what only
# this build would know (machine id, logs, caches) is left out.
set -eu
suite=$1
packages=dracut-core,systemd-sysv,udev,kmod,btrfs-progs,xfsprogs,e2fsprogs,cpio,gzip,zstd,libarchive-tools,elfutils
[ "${2-}" = build ] && packages=$packages,gcc,libc6-dev,make,pkgconf,libkmod-dev,libsystemd-dev

export SOURCE_DATE_EPOCH=0
# A mirror of sid that lags behind is out of date, not wrong: its signature is checked all the same.
late='Acquire::Check-Valid-Until "false"'

# 3cpio is in sid alone: elsewhere it comes with sid's C library, which is newer than the distro's.
if [ "$suite" = sid ]; then
  set -- --aptopt="$late"
  packages=$packages,3cpio
else
  sid=$(mktemp -d)
  trap 'rm -rf "$sid"' EXIT
  mmdebstrap --mode=root --variant=extract --aptopt="$late" --include=3cpio sid "$sid/root"
  mkdir -p "$sid/opt/3cpio" "$sid/usr/bin"
  cp "$sid"/root/usr/bin/3cpio "$sid"/root/usr/lib/*/libc.so.6 "$sid"/root/usr/lib/*/libgcc_s.so.1 \
    "$sid"/root/usr/lib/*/ld-linux-*.so.? "$sid/opt/3cpio/"
  printf '#!/bin/sh\nexec /opt/3cpio/ld-linux-*.so.? --library-path /opt/3cpio /opt/3cpio/3cpio "$@"\n' >"$sid/usr/bin/3cpio"
  chmod 755 "$sid/usr/bin/3cpio"
  set -- --customize-hook="cp -r '$sid/opt' '$sid/usr' \"\$1\"/"
fi

# shellcheck disable=SC2016 # mmdebstrap's hooks get the root as their $1
mmdebstrap --mode=root --variant=minbase --format=tar --include="$packages" "$@" \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='rm -f "$1"/etc/machine-id "$1"/var/lib/dbus/machine-id; : >"$1"/etc/machine-id' \
  --customize-hook='rm -rf "$1"/var/log/* "$1"/var/cache/ldconfig "$1"/var/lib/apt/lists "$1"/etc/hostname "$1"/etc/resolv.conf' \
  --customize-hook='mkdir -p "$1"/proc "$1"/sys "$1"/dev "$1"/run "$1"/boot "$1"/var/tmp' \
  "$suite" -
