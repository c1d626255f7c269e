import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { connectEngine } from "../../src/host/engine/engine.ts";
import type { Difference } from "../../src/report/diff.ts";
import { beforeArchive, type Change, checkoutOf, debiansSource } from "../support/dracut-source.ts";
import type { Log, SoakResult } from "./result.ts";

type PlantedChange = {
  readonly name: string;
  readonly change: Change;
  /** Whether the difference names it. */
  readonly named: (difference: Difference) => boolean;
};

const first = ({ entries }: Difference) => entries[0];
const field = (path: string, name: string) => (difference: Difference) =>
  first(difference)?.changed.some((entry) => entry.path === path && entry.fields.some((one) => one.field === name)) ??
  false;

/** Changes such as a pull request makes by mistake. */
const changes: readonly PlantedChange[] = [
  {
    name: "a program lost",
    change: beforeArchive('rm "$initdir/usr/bin/lsmod"'),
    named: (difference) => first(difference)?.lost.some(({ path }) => path === "./usr/bin/lsmod") ?? false,
  },
  {
    name: "a secret taken along",
    change: beforeArchive('echo password > "$initdir/etc/leaked"'),
    named: (difference) => first(difference)?.added.some(({ path }) => path === "./etc/leaked") ?? false,
  },
  {
    name: "a mode",
    change: beforeArchive('chmod 666 "$initdir/etc/passwd"'),
    named: field("./etc/passwd", "mode"),
  },
  {
    name: "an owner",
    change: beforeArchive('chown 1000 "$initdir/etc/passwd"'),
    named: field("./etc/passwd", "owner"),
  },
  {
    name: "a symlink's target",
    change: beforeArchive('ln -sfn ../usr/lib/os-release "$initdir/etc/initrd-release"'),
    named: field("./etc/initrd-release", "target"),
  },
  {
    name: "a file's data",
    change: beforeArchive('echo planted >> "$initdir/etc/group"'),
    named: field("./etc/group", "data"),
  },
  {
    name: "30 MB more",
    change: beforeArchive('head -c 30M /dev/zero | tr "\\0" x > "$initdir/usr/lib/large"'),
    named: ({ sizes }) => sizes.some(({ from, to }) => to - from > 29e6),
  },
  {
    name: "a minute more",
    change: beforeArchive("sleep 60"),
    named: ({ performance }) => performance.drifts.some(({ measure, worse }) => measure === "creation" && worse),
  },
  {
    name: "an archive that is another in every run",
    change: beforeArchive('date +%N > "$initdir/etc/random"'),
    named: ({ notReproducible }) => notReproducible.length > 0,
  },
  {
    name: "a syntax error in a module's script",
    change: { file: "modules.d/90crypt/module-setup.sh", before: "depends() {", after: "depends() { (" },
    named: ({ newErrors }) => newErrors.length > 0,
  },
];

/** Whether a difference has anything but versions, figures within noise, and what was not compared. */
const saysNothing = ({ common, performance, changes, ...lists }: Difference): boolean =>
  common > 0 &&
  performance.drifts.length === 0 &&
  changes.length === 0 &&
  Object.values(lists).every((list) => list.length === 0);

/**
 * Ten changes of Debian's dracut, each compared with its base on Btrfs and XFS, and as many comparisons without a change;
 * good when each change is named, and nothing is where there is none. Cells run one at a time, so that times are compared.
 */
export async function soakChanges(folder: string, log: Log): Promise<SoakResult> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = await debiansSource(await connectEngine(), folder);
  const base = checkoutOf(source, `${folder}/base`);
  const compared = async (head: string): Promise<Difference> => {
    const given = {
      "file-systems": "btrfs xfs",
      kernels: "6.12",
      compare: "none",
      controls: "none",
      jobs: "1",
      base,
      dracut: head,
      "report-dir": `${head}-report`,
    };
    const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(process.execPath, [resolve(import.meta.dirname, "../../dist/cli.js"), "run", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    createInterface({ input: child.stdout }).on("line", log);
    await new Promise((done) => child.on("close", done));
    return JSON.parse(readFileSync(`${head}-report/diff.json`, "utf8")) as Difference;
  };
  let [named, quiet] = [0, 0];
  for (const [index, { name, change, named: isNamed }] of changes.entries()) {
    const found = isNamed(await compared(checkoutOf(source, `${folder}/head${index}`, change)));
    log(`${found ? "named" : "NOT NAMED"}: ${name}`);
    const nothing = saysNothing(await compared(checkoutOf(source, `${folder}/same${index}`)));
    log(`${nothing ? "nothing" : "SOMETHING"} said of no change`);
    named += Number(found);
    quiet += Number(nothing);
  }
  return {
    good: named === changes.length && quiet === changes.length,
    figures: `${named} of ${changes.length} changes reported; nothing reported without a change ${quiet} of ${changes.length} times`,
  };
}
