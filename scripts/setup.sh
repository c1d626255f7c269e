#!/bin/sh
# setup.sh build|matrix|test|bench|packages: makes a Debian or Ubuntu with Node (20 or newer), npm and root ready for that job.
# Only what is missing is installed or started, and each step says what and why. Without root it says what to run.
set -eu
cd "$(dirname "$0")/.."
# dockerd, mkfs and losetup: on Debian not in every user's PATH.
PATH="$PATH:/usr/sbin:/sbin"

say() { echo "setup: $*" >&2; }
fail() {
  say "$*"
  exit 1
}
is_root() { [ "$(id -u)" -eq 0 ]; }

main() {
  case ${1-} in
    build)
      node_packages
      debian_packages "$native"
      ;;
    matrix)
      node_packages
      debian_packages "$bootstrap $(docker_packages)"
      engine
      ;;
    test)
      node_packages
      debian_packages "$bootstrap $(docker_packages) $native $file_systems $readers $lint $formats $others $other_processors $(fuzzer) $(browser)"
      # Newer Debians have the command that the tests look around with in a package of its own.
      command -v docker >/dev/null || debian_packages docker-cli
      engine
      ;;
    packages)
      node_packages
      debian_packages "$bootstrap $native $file_systems $packaging"
      ;;
    bench)
      node_packages
      debian_packages "$bootstrap $native $file_systems $readers"
      ;;
    *)
      say "usage: sh scripts/setup.sh build|matrix|test|bench|packages"
      exit 2
      ;;
  esac
}

# --- npm -----------------------------------------------------------------------------------------------------
# node_modules keeps the digest of the lock file that it was installed from; npm ci removes both first.
node_packages() {
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null ||
    fail "Node 20 or newer is needed; found $(node --version 2>/dev/null || echo none)"
  digest=$(sha256sum package-lock.json | cut -d' ' -f1)
  if [ "$(cat node_modules/.lock-digest 2>/dev/null)" != "$digest" ]; then
    say "npm ci: node_modules is not what package-lock.json says"
    npm ci --no-audit --no-fund --no-progress --loglevel=error >&2
    echo "$digest" >node_modules/.lock-digest
  fi
  # npm's scripts find Node 24 of the package node first. Its install script installs it: npm 12 runs the script because
  # package.json lists it in allowScripts, earlier ones unless ignore-scripts is set.
  case $(node_modules/.bin/node --version 2>/dev/null) in
    v24.*) ;;
    *)
      rm -f node_modules/.lock-digest
      fail "node_modules/.bin/node: not Node 24, because the install script of the package node did not run." \
        "Run npm rebuild node --ignore-scripts=false and try again; with npm 12, keep allowScripts in package.json"
      ;;
  esac
}

# --- Debian's packages ---------------------------------------------------------------------------------------
# Where the base image of cells cannot be pulled, mmdebstrap makes it; the benchmark gets a peer with it.
bootstrap="mmdebstrap debian-archive-keyring"
native="g++ make zlib1g-dev libzstd-dev liblzma-dev libbz2-dev liblz4-dev"
file_systems="mount btrfs-progs xfsprogs e2fsprogs"
readers="cpio libarchive-tools busybox bzip2 lz4 lzop xz-utils zstd"
formats="libxml2-utils python3-yaml perl"
others="file git strace docker-registry podman runc zsh fish"
other_processors="g++-aarch64-linux-gnu qemu-user-static"
packaging="debhelper dpkg-dev fakeroot lintian makepkg pacman-package-manager rpm rpmlint"
lint="clang-format clang-tidy shellcheck"

# libFuzzer lies in a package that has clang's version in its name.
fuzzer() {
  echo clang
  apt-cache depends clang 2>/dev/null | sed -n 's/^ *Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p'
}

# dockerd may also come from elsewhere, and the engine from another machine. Pulling takes certificates.
docker_packages() {
  command -v dockerd >/dev/null || [ -n "${DOCKER_HOST-}" ] || engine_answers 0 || echo docker.io ca-certificates
}

# Ubuntu's chromium is a snap, which a container cannot install: there the browser's tests take google-chrome, or skip.
browser() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || grep -q '^ID=ubuntu$' /etc/os-release ||
    echo chromium
}

debian_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian or Ubuntu: make sure that there is what these packages bring: $1"
    return
  fi
  # shellcheck disable=SC2086 # split on purpose
  installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' $1 2>/dev/null | sed -n 's/^installed //p')
  missing=
  for package in $1; do
    echo "$installed" | grep -qxF "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  is_root || fail "packages are missing; run as root: apt-get update && apt-get install --no-install-recommends$missing"

  say "apt-get install$missing"
  log=$(mktemp)
  # Package lists that are there may do; without them, or with old ones, the first try fails at once.
  # shellcheck disable=SC2086
  if ! { apt_get install $missing || { apt_get update && apt_get install $missing; }; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get failed: its last lines are above, all of them in $log"
  fi
  rm "$log"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# --- Docker Engine -------------------------------------------------------------------------------------------
# A killed daemon leaves its pid file, and the next one takes whatever has that number, even its own zombie, for it.
forget_dead() {
  pid=$(cat "$2" 2>/dev/null) || return 0
  if ! grep -qsx "$1" "/proc/$pid/comm" || grep -qs '^State:.Z' "/proc/$pid/status"; then rm -f "$2"; fi
}

engine() {
  engine_answers 0 && return
  [ -z "${DOCKER_HOST-}" ] || fail "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST"
  if ! is_root; then
    [ ! -S /var/run/docker.sock ] || fail "no Docker engine answers $(id -un) at /var/run/docker.sock; run as root:" \
      "usermod -aG docker $(id -un), and log in again; or, if none runs: systemctl start docker"
    fail "no Docker engine answers; run as root: systemctl start docker"
  fi

  if [ -d /run/systemd/system ]; then
    say "systemctl start docker: no engine answers"
    systemctl start docker || true
    log="journalctl --unit docker --lines 20 --no-pager"
  else
    # No bridge and no iptables, which take privileges that a container may lack: cells have no network, and
    # builds and pulls use the host's.
    say "starting dockerd, because systemd does not run; its log: /var/log/cowpio-dockerd.log"
    forget_dead dockerd /var/run/docker.pid
    forget_dead containerd /var/run/docker/containerd/containerd.pid
    setsid dockerd --iptables=false --bridge=none >/var/log/cowpio-dockerd.log 2>&1 </dev/null &
    log="tail -n 20 /var/log/cowpio-dockerd.log"
  fi
  engine_answers 30 && return
  $log >&2
  fail "the Docker engine does not answer after 30 s: the end of its log is above"
}

# Whether an engine answers within so many seconds. Asked with Node: neither curl nor docker need be there.
engine_answers() {
  node -e '
    const { hostname, port, pathname, protocol } = new URL(process.env.DOCKER_HOST || "unix:///var/run/docker.sock");
    const where = protocol === "unix:" ? { socketPath: pathname } : { hostname, port: port || 2375 };
    const end = Date.now() + 1000 * process.argv[1];
    (function ask() {
      const request = require("node:http").get({ ...where, path: "/_ping", timeout: 3000 }, () => process.exit(0));
      request.on("timeout", () => request.destroy());
      request.on("error", () => (Date.now() < end ? setTimeout(ask, 200) : process.exit(1)));
    })();' "$1" 2>/dev/null
}

main "$@"
