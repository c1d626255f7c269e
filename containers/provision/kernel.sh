#!/bin/sh
# kernel.sh SUITE PACKAGE: a tar archive of a Debian kernel on standard output:
#   kernel      three lines: version (uname -r), package and its version, sha256 of the package
#   boot/       vmlinuz-VERSION
#   lib/modules/VERSION/
# PACKAGE may be a metapackage such as linux-image-cloud-amd64; the kernel it depends on is taken.
# apt checks the package against the suite's signed release. Status 4: there is no such suite or package; what could not be
# looked up, as without a network, ends with another.
set -eu
suite=$1
package=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/tree"

# The image's own mirrors, with the suite exchanged: trixie, trixie-updates, trixie-security. sid is alone, and a mirror
# of it that lags behind is out of date, not wrong: its signature is checked all the same.
cp -r /etc/apt "$work/apt"
[ "$suite" = sid ] && alone='/trixie-/d;' || alone=
find "$work/apt" \( -name '*.list' -o -name '*.sources' \) -exec sed -i "$alone s/\btrixie\b/$suite/g" {} +
[ "$suite" = sid ] && valid=false || valid=true
apt() {
  tool=$1
  shift
  "apt-$tool" -q -o "Dir::Etc=$work/apt" -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work" \
    -o Dir::State::status=/dev/null -o APT::Sandbox::User=root -o "Acquire::Check-Valid-Until=$valid" "$@" </dev/null
}

none() {
  echo "$1" >&2
  exit 4
}
# apt-get update ends with 0 where the network fails, and otherwise where the mirror has no such suite.
if ! updated=$(apt get update 2>&1); then
  echo "$updated" >&2
  case $updated in *" 404 "*"does not have a Release file"*) none "Debian's mirror lacks the suite $suite, its -updates or its -security" ;; esac
  exit 1
fi
echo "$updated" >&2
if ! apt cache show "$package" >/dev/null 2>&1; then
  case $updated in *"Failed to fetch"*) exit 1 ;; esac
  none "Debian $suite has no package $package"
fi
depends=$(apt cache depends "$package" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
[ -n "$depends" ] && package=$depends
cd "$work/tree"
# Debian 14 splits it: linux-binary-VERSION has the kernel, in usr/lib/modules/VERSION/vmlinuz, linux-base-VERSION its modules.builtin.
parts=$(apt cache depends "$package" | sed -n 's/^ *Depends: \(linux-\(binary\|modules\|base\)-[0-9].*\)$/\1/p')
# shellcheck disable=SC2086 # names of packages have no blanks
apt get download "$package" $parts >&2
for part in "$package" $parts; do
  deb=$(echo "./$part"_*.deb)
  [ -f "$deb" ] || { echo "kernel.sh: $suite has no package $part" >&2; exit 1; }
  dpkg-deb --extract "$deb" x
done

for image in x/usr/lib/modules/*/vmlinuz; do
  [ -f "$image" ] || continue
  mkdir -p x/boot
  mv "$image" "x/boot/vmlinuz-$(basename "$(dirname "$image")")"
done
version=$(basename x/boot/vmlinuz-*)
version=${version#vmlinuz-}
mkdir -p "$work/out/boot" "$work/out/lib/modules"
cp "x/boot/vmlinuz-$version" "$work/out/boot/"
# merged /usr since Debian 13
for modules in "x/usr/lib/modules/$version" "x/lib/modules/$version"; do
  [ -d "$modules" ] && cp -r --preserve=mode,timestamps "$modules" "$work/out/lib/modules/"
done
rm -f "$work/out/lib/modules/$version/build" "$work/out/lib/modules/$version/source"
# Of one package its own digest, of several that of them behind one another.
printf '%s\n%s %s\n%s\n' "$version" "$package" "$(dpkg-deb --field "./$package"_*.deb Version)" \
  "$(for part in "$package" $parts; do cat "./$part"_*.deb; done | sha256sum | cut -d' ' -f1)" >"$work/out/kernel"
tar --create --file=- --directory="$work/out" --sort=name --owner=0 --group=0 --numeric-owner kernel boot lib
