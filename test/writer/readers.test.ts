/** Every cell of the table in docs/readers.md, tried. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { run, scratch } from "../support/scratch.ts";
import { findThreeCpio } from "../support/threecpio.ts";

const cowpio = resolve("build/cowpio");
const folder = scratch();
after(() => folder[Symbol.dispose]());
const [tree, early] = [`${folder.path}/tree`, `${folder.path}/early`];

const own = resolve("build/readers");
const fetchOwn =
  "apt-get -q download dracut-core initramfs-tools-core && for deb in *.deb; do dpkg-deb --extract $deb .; done";
/** Packages of a later suite than this machine's, with the C library that their programs need. */
const fetchOf = (suite: string) => `
  mkdir -p etc lists/partial cache/archives/partial
  site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
  echo "deb $site ${suite} main" > etc/sources.list
  apt() { apt-get -q -o Dir::Etc::SourceList="$PWD/etc/sources.list" -o Dir::Etc::SourceParts=/dev/null \\
    -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o Acquire::Check-Valid-Until=false "$@"; }
  apt update && apt download dracut-core libc6 && for deb in *.deb; do dpkg-deb --extract $deb .; done && rm -rf lists cache
  for program in skipcpio extractinitrd; do
    [ -e usr/lib/dracut/$program ] || continue
    mv usr/lib/dracut/$program usr/lib/dracut/$program.bin
    printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$PWD"/usr/lib/*/ld-linux-*.so.* \\
      "$(dirname "$PWD"/usr/lib/*/libc.so.6)" "$PWD/usr/lib/dracut/$program.bin" > usr/lib/dracut/$program
    chmod +x usr/lib/dracut/$program
  done`;

/** Debian's packages as files, not installed: dracut would want to rebuild this machine's initramfs. */
function fetched(folder: string, script: string): string | undefined {
  if (existsSync(`${folder}/usr/bin/lsinitrd`)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" });
  return status === 0 ? undefined : `Debian's packages cannot be had: ${stderr.trim().split("\n").at(-1)}`;
}

const threeCpio = findThreeCpio();
const [trixie, sid] = [`${own}-trixie`, `${own}-sid`];
const [noOwn, noTrixie, noSid] = [
  fetched(own, fetchOwn),
  fetched(trixie, fetchOf("trixie")),
  fetched(sid, fetchOf("sid")),
];

/** As an installed one is found. */
const withThreeCpio = `${folder.path}/bin`;
mkdirSync(withThreeCpio);
if ("program" in threeCpio)
  writeFileSync(`${withThreeCpio}/3cpio`, `#!/bin/sh\nexec ${threeCpio.program} "$@"\n`, { mode: 0o755 });

const withCowpio = `${folder.path}/cowpio-bin`;
mkdirSync(withCowpio);
symlinkSync(cowpio, `${withCowpio}/3cpio`);

const lsinitrd = (root: string) => `dracutbasedir="${root}/usr/lib/dracut" bash "${root}/usr/bin/lsinitrd" "$IN"`;

type Reader = {
  /** In the folder `$OUT`, of the archive `$IN`. */
  readonly script: string;
  /** Where the tree comes out, below `$OUT`. */
  readonly at?: string;
  /** The script prints names instead. */
  readonly lists?: true;
  readonly skip?: string | undefined;
};
const readers: Readonly<Record<string, Reader>> = {
  "cowpio extract": { script: `"${cowpio}" extract "$IN" .` },
  // GNU cpio and bsdcpio stop at the first trailer.
  "GNU cpio": { script: '(cpio -idm --quiet && cpio -idm --quiet) < "$IN"' },
  bsdcpio: { script: 'tail -c +"$AT" "$IN" | bsdcpio -idm --quiet' },
  "busybox cpio": { script: 'tail -c +"$AT" "$IN" | busybox cpio -idm' },
  "skipcpio (dracut 059)": { script: `"${own}/usr/lib/dracut/skipcpio" "$IN" | cpio -idm --quiet`, skip: noOwn },
  "lsinitrd (dracut 059)": { script: lsinitrd(own), lists: true, skip: noOwn },
  "skipcpio (dracut 106)": {
    script: `"${trixie}/usr/lib/dracut/skipcpio" "$IN" | cpio -idm --quiet`,
    skip: noTrixie,
  },
  "lsinitrd (dracut 106)": { script: lsinitrd(trixie), lists: true, skip: noTrixie },
  "extractinitrd (dracut 112)": { script: `"${sid}/usr/lib/dracut/extractinitrd" "$IN"`, skip: noSid },
  "lsinitrd (dracut 112)": { script: lsinitrd(sid), lists: true, skip: noSid },
  "lsinitrd (dracut 112), 3cpio installed": {
    script: `PATH="${withThreeCpio}:$PATH"; ${lsinitrd(sid)}`,
    lists: true,
    skip: noSid ?? ("why" in threeCpio ? threeCpio.why : undefined),
  },
  "lsinitrd (dracut 112), cowpio as 3cpio": {
    script: `PATH="${withCowpio}:$PATH"; ${lsinitrd(sid)}`,
    lists: true,
    skip: noSid,
  },
  // It calls what follows the first archive early2, whoever wrote it, and then finds nothing for main.
  "unmkinitramfs (initramfs-tools)": {
    script: `sh "${own}/usr/bin/unmkinitramfs" "$IN" . || true`,
    at: "early2",
    skip: noOwn,
  },
  "3cpio 0.14": {
    script: "program" in threeCpio ? `${threeCpio.program} --extract "$IN"` : "false",
    skip: "why" in threeCpio ? threeCpio.why : undefined,
  },
};

function writeTree(): void {
  mkdirSync(`${tree}/usr/lib/${"long-name-".repeat(20)}`, { recursive: true });
  for (let i = 0; i < 40; i++) writeFileSync(`${tree}/usr/lib/file-${i}`, Buffer.alloc(i * 331, `${i} `));
  linkSync(`${tree}/usr/lib/file-30`, `${tree}/usr/lib/linked`);
  symlinkSync("usr", `${tree}/link`);
  mkdirSync(`${early}/kernel/x86/microcode`, { recursive: true });
  writeFileSync(`${early}/early_cpio`, "1\n");
  writeFileSync(`${early}/kernel/x86/microcode/GenuineIntel.bin`, Buffer.alloc(9000, "m"));
}
writeTree();

function reads({ script, at = ".", lists }: Reader, style: readonly string[]): boolean {
  using work = scratch();
  const [archive, out] = [`${work.path}/archive`, `${work.path}/out`];
  mkdirSync(out);
  run(cowpio, "create", "--data-align", "4096", "--tree", early, archive);
  const start = readFileSync(archive).length + 1;
  run(cowpio, "create", "--data-align", "4096", ...style, "--tree", tree, archive);
  const env = { ...process.env, IN: archive, AT: `${start}`, PATH: `${process.env.PATH}:${own}/usr/bin` };
  const { status, stdout } = spawnSync("sh", ["-c", script], { cwd: out, env, encoding: "utf8" });
  if (lists) return Array.from({ length: 40 }).every((_, i) => stdout.includes(`usr/lib/file-${i}\n`));
  if (status !== 0) return false;
  for (const name of [".cowpio-pad", "early_cpio", "kernel"])
    rmSync(`${out}/${at}/${name}`, { recursive: true, force: true });
  return spawnSync("diff", ["-r", "--no-dereference", tree, `${out}/${at}`]).status === 0;
}

const [head = [], , ...rows] = [
  ...(readFileSync("docs/readers.md", "utf8").split("\n## ")[0] ?? "").matchAll(/^\|(.*)\|$/gm),
].map(([, line = ""]) => line.split("|").map((cell) => cell.trim()));
const styles = head.slice(1).map((cell) => (cell === "(default)" ? [] : cell.replaceAll("`", "").split(" ")));
test("the table has a row for each reader", () => {
  assert.deepEqual(
    rows.map(([name]) => name),
    Object.keys(readers),
  );
});
for (const [name = "", ...cells] of rows)
  test(`${name} reads what the table says`, { skip: readers[name]?.skip ?? false }, () => {
    const found = styles.map((style) => (reads(readers[name] as Reader, style) ? "yes" : "no"));
    assert.deepEqual(found, cells);
  });
