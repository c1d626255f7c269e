# Unproven: this image could not be pulled where cowpio is developed. Try it: docs/distros.md.
FROM registry.fedoraproject.org/fedora:latest
RUN dnf install --assumeyes --setopt=install_weak_deps=False \
      bash btrfs-progs cpio dracut e2fsprogs elfutils gcc gzip kmod kmod-devel make pkgconf-pkg-config \
      systemd systemd-devel systemd-udev xfsprogs zstd \
  && dnf clean all
