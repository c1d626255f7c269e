#!/bin/sh
# setup.sh matrix|test|bench: makes a fresh Debian or Ubuntu with Node, npm and root ready for that job.
# What is there already is left alone; every step says what it does. Without root, says what is missing.
set -eu
job=${1:?usage: setup.sh matrix|test|bench}
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

# --- packages of npm, by the lock file's digest -------------------------------------------------------------
stamp=node_modules/.lock-digest
digest=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$digest" ]; then
  say "installing the packages of package-lock.json"
  npm ci --no-audit --no-fund --loglevel=error >&2
  echo "$digest" >"$stamp"
fi
if ! node_modules/.bin/node --version 2>/dev/null | grep -q '^v24\.'; then
  say "node_modules/.bin/node is not Node 24: its install script did not run. Allow scripts of the package node, and run npm ci again"
  exit 1
fi

# --- packages of Debian -------------------------------------------------------------------------------------
engine_answers() {
  [ -n "${DOCKER_HOST:-}" ] || socket_answers /var/run/docker.sock
}
# Asks with Node: neither curl nor the docker command need be there.
socket_answers() {
  node -e '
    require("node:http").get({ socketPath: process.argv[1], path: "/_ping", timeout: 3000 }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
      .on("error", () => process.exit(1)).on("timeout", () => process.exit(1));' "$1"
}

case $job in
  matrix) wanted="mmdebstrap debian-archive-keyring util-linux" ;;
  test)
    wanted="mmdebstrap debian-archive-keyring util-linux g++ make clang-format clang-tidy shellcheck cpio
      libarchive-tools busybox-static btrfs-progs xfsprogs e2fsprogs chromium"
    ;;
  bench) wanted="mmdebstrap debian-archive-keyring util-linux g++ make cpio libarchive-tools btrfs-progs xfsprogs" ;;
  *)
    say "unknown job $job; there are matrix, test, bench"
    exit 2
    ;;
esac
if ! engine_answers && ! command -v dockerd >/dev/null; then wanted="$wanted docker.io"; fi

missing=
for package in $wanted; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" -ne 0 ]; then
    say "these packages are missing; install them as root: apt-get install -y --no-install-recommends$missing"
    exit 1
  fi
  say "installing with apt-get:$missing"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # shellcheck disable=SC2086 # the list is split on purpose
  if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    say "apt-get failed; its last lines are above"
    exit 1
  fi
  rm -f "$log"
fi

# --- Docker Engine ------------------------------------------------------------------------------------------
engine_answers && exit 0
if [ "$(id -u)" -ne 0 ]; then
  say "no Docker engine answers at /var/run/docker.sock; start it as root, or add yourself to the group docker"
  exit 1
fi
if [ -d /run/systemd/system ]; then
  say "starting the Docker engine with systemctl"
  systemctl start docker
else
  # Without an init system. No bridge and no iptables: cells have no network, and builds use the host's.
  say "starting the Docker engine: dockerd --iptables=false --bridge=none, log in /var/log/dockerd.log"
  setsid dockerd --iptables=false --bridge=none >/var/log/dockerd.log 2>&1 </dev/null &
fi
for _ in $(seq 60); do
  engine_answers && exit 0
  sleep 0.5
done
tail -n 20 /var/log/dockerd.log >&2 2>/dev/null || true
say "the Docker engine does not answer after 30 s"
exit 1
