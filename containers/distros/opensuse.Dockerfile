# Unproven: this image could not be pulled where cowpio is developed. Try it: docs/distros.md.
FROM registry.opensuse.org/opensuse/tumbleweed:latest
RUN zypper --non-interactive install --no-recommends \
      bash btrfsprogs cpio dracut e2fsprogs elfutils gcc gzip kmod libkmod-devel make pkgconf \
      systemd systemd-devel udev xfsprogs zstd \
  && zypper clean --all
