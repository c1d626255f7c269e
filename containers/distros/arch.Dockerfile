# Unproven: this image could not be pulled where cowpio is developed. Try it: docs/distros.md.
FROM docker.io/library/archlinux:latest
RUN pacman --sync --refresh --sysupgrade --noconfirm \
      bash btrfs-progs cpio dracut e2fsprogs elfutils gcc gzip kmod make pkgconf systemd xfsprogs zstd \
  && pacman --sync --clean --clean --noconfirm
