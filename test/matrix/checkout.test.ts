/** A checkout of dracut is built, installed and judged: Debian's own source as it is, and with faults patched in. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { after, test } from "node:test";
import { connectEngine } from "../../src/host/engine/engine.ts";
import type { Difference } from "../../src/report/diff.ts";
import type { ReportCell } from "../../src/report/json.ts";
import { beforeArchive, type Change, checkoutOf, debiansSource } from "../support/dracut-source.ts";
import { actionProblem, leftBehind, Workspace } from "../support/runner.ts";
import { scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const folder = scratch();
after(() => folder[Symbol.dispose]());

const source = typeof engine === "string" ? "" : await debiansSource(engine, folder.path);
const checkout = (name: string, ...changes: readonly Change[]): string =>
  checkoutOf(source, `${folder.path}/${name}`, ...changes);

const call = '--mtime 0 --data-align "$cpio_align" "$cpio_outfile"';

const unbuildable: Change = { file: "src/install/dracut-install.c", before: "int main(", after: "int main(oops " };

/** One cell on Btrfs for each checkout and writer. */
function matrix(...options: string[]) {
  const common = ["--file-systems", "btrfs", "--kernels", "6.12", "--compare", "none", "--controls", "none"];
  return spawnSync(process.execPath, ["dist/cli.js", "run", ...common, ...options], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

/** One run over three faulty checkouts, the first with two writers. Its cells by id. */
function faultyCells(): Map<string, ReportCell> {
  const offByFour = checkout("off_by_four", {
    file: "dracut.sh",
    before: call,
    after: call.replace("$cpio_align", "$((cpio_align + 4))"),
  });
  const noVirtio = checkout("no_virtio");
  // Either brings virtio_blk (their module-setup.sh).
  for (const module of ["90kernel-modules", "90qemu"]) rmSync(`${noVirtio}/modules.d/${module}`, { recursive: true });
  const broken = checkout("builtin", unbuildable);
  const cells = ["--dracut", [offByFour, noVirtio, broken].join(" "), "--include", "writer=3cpio"];
  // dracut waits three minutes for a disk whose driver it does not have.
  const places = ["--boot-timeout", "120", "--cache-dir", "build/cache", "--report-dir", faultyReport];
  const { stdout, stderr } = matrix(...cells, ...places);
  console.log(stdout + stderr);
  const report = JSON.parse(readFileSync(`${faultyReport}/report.json`, "utf8")) as { cells: ReportCell[] };
  return new Map(report.cells.map((cell) => [cell.id, cell]));
}
const faultyReport = `${folder.path}/report`;
const faulty = skip ? new Map<string, ReportCell>() : faultyCells();

type Step = { readonly uses: string; readonly with?: Readonly<Record<string, string>> };
/** The README's workflow, read by somebody else's parser. */
function readmesSteps(): readonly Step[] {
  const [, yaml] = /```yaml\n([\s\S]+?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  const json = execFileSync(
    "python3",
    ["-c", "import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))"],
    {
      input: yaml ?? "",
      encoding: "utf8",
    },
  );
  return (JSON.parse(json) as { jobs: { initramfs: { steps: Step[] } } }).jobs.initramfs.steps;
}

const noAction = skip || (actionProblem() ?? false);

test("the README's workflow on Debian's source: green with figures, then red with file and line, and a regression", {
  skip: noAction,
}, async () => {
  const [fetch, cowpio, upload, ...more] = readmesSteps();
  assert.deepEqual(
    [fetch?.uses, upload?.uses].map((uses) => uses?.replace(/@[0-9a-f]{40}$/, "")).concat(`${more.length}`),
    ["actions/checkout", "actions/upload-artifact", "0"],
  );
  assert.match(cowpio?.uses ?? "", /^cowpio\/cowpio@/);
  assert.match(upload?.with?.["path"] ?? "", /^\$\{\{ steps\.cowpio\.outputs\.report-dir \}\}$/);
  using workspace = new Workspace("build/cache");
  const location = workspace.file(`work/${fetch?.with?.["path"]}`);

  cpSync(source, location, { recursive: true });
  // The matrix suite has the comparison and the controls.
  const given = { ...cowpio?.with, compare: "none", controls: "none" };
  const green = await workspace.start("main", given).ended;
  assert.equal(green.status, 0, green.output);
  const outputs = workspace.values("GITHUB_OUTPUT");
  assert.equal(outputs["verdict"], "PASS");
  assert.match(readFileSync(workspace.file("GITHUB_STEP_SUMMARY"), "utf8"), /99\.\d\d % shared/);
  const { cells } = JSON.parse(readFileSync(`${outputs["report-dir"]}/report.json`, "utf8")) as { cells: ReportCell[] };
  const cell = cells.find(({ id }) => id === "btrfs-6.12-dracut");
  assert.match(cell?.checkout ?? "", /^sha256:/);
  const [tar] = globSync(`${folder.path}/dracut_*`);
  assert.ok(cell?.versions?.dracut.startsWith(`dracut ${/dracut_(\d+)/.exec(basename(tar ?? ""))?.[1]}`));

  const baseline = workspace.file("work/baseline");
  cpSync(outputs["report-dir"] ?? "", baseline, { recursive: true });
  rmSync(location, { recursive: true });
  cpSync(checkout("broken", unbuildable), location, { recursive: true });
  const red = await workspace.start("main", { ...given, baseline }).ended;
  assert.equal(red.status, 1);
  assert.match(
    red.output,
    /^::error title=FAIL btrfs-6\.12-dracut,file=dracut\/src\/install\/dracut-install\.c,line=\d+::/m,
  );
  assert.match(red.output, /its build failed, exit status \d+: src\/install\/dracut-install\.c:\d+:\d+: error: /);
  const compared = readFileSync(`${outputs["report-dir"]}/diff.md`, "utf8");
  assert.match(compared, /btrfs-6\.12-dracut.*its build failed/, compared);
  assert.equal(workspace.values("GITHUB_OUTPUT")["regressions"], `${cells.length}`, compared);
  assert.deepEqual(leftBehind(), []);
});

test("a checkout against its base: what it loses, adds and changes in the archive, and nothing else", { skip }, () => {
  const planted = beforeArchive(
    'echo password > "$initdir/etc/leaked"',
    'rm "$initdir/usr/bin/lsmod"',
    'chmod 666 "$initdir/etc/passwd"',
    'echo planted >> "$initdir/etc/group"',
  );
  // Changes that are not committed, as somebody makes them who works on dracut.
  const head = checkout("head");
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", head, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { encoding: "utf8" });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "as it was");
  cpSync(`${checkout("changed", planted)}/${planted.file}`, `${head}/${planted.file}`);
  const report = `${folder.path}/against-base`;
  const { status, stdout, stderr } = matrix(
    ...["--dracut", head, "--base", "git:HEAD", "--cache-dir", "build/cache", "--report-dir", report],
  );
  assert.equal(status, 0, stdout + stderr);
  const { common, entries, newErrors } = JSON.parse(readFileSync(`${report}/diff.json`, "utf8")) as Difference;
  assert.deepEqual([common, newErrors], [1, []]);
  assert.deepEqual(
    entries.map(({ cells, lost, added, changed }) => ({
      cells,
      lost: lost.map(({ path }) => path),
      added: added.map(({ path }) => path),
      changed: changed.map(({ path, fields }) => `${path}: ${fields.map(({ field }) => field)}`),
    })),
    [
      {
        cells: ["btrfs-6.12-head"],
        lost: ["./usr/bin/lsmod"],
        added: ["./etc/leaked"],
        changed: ["./etc/group: size,data", "./etc/passwd: mode"],
      },
    ],
  );
  assert.match(readFileSync(`${report}/diff.md`, "utf8"), /etc\/passwd.*mode 644 → 666/);
  assert.ok(
    existsSync(`${report}/base/report.html`) &&
      existsSync(`${report}/base/logs/btrfs-6.12-${git("rev-parse", "--short=12", "HEAD").trim()}.log`),
  );
});

test("an alignment off by four in dracut's call is found, whichever writer takes it", { skip }, () => {
  for (const id of ["btrfs-6.12-off_by_four", "btrfs-6.12-off_by_four-3cpio"]) {
    const cell = faulty.get(id);
    assert.deepEqual([cell?.status, cell?.stage], ["FAIL", "verify"], `${id}: ${cell?.reason}`);
    const members = cell?.sharing?.members.filter(({ ranges }) => ranges.some(({ reason }) => reason === "unaligned"));
    assert.ok((members?.length ?? 0) > 100, `${id}: ${members?.length} members are unaligned`);
  }
});

test("modules that are left out of the image are found at the boot, and named", { skip }, () => {
  const cell = faulty.get("btrfs-6.12-no_virtio");
  assert.deepEqual([cell?.status, cell?.stage], ["FAIL", "boot"], cell?.reason);
  assert.match(
    cell?.reason ?? "",
    /expected the archive to boot: .* before the initramfs had found the real root; the archive lacks .*\bvirtio_blk\.ko/,
  );
  assert.equal(cell?.sharing?.verdict.kind, "shared");
});

test("a checkout that does not build is at fault, whatever it is called, and the end of its build is reported", {
  skip,
}, () => {
  const cell = [...faulty.values()].find(({ dracut }) => dracut.endsWith("_builtin"));
  assert.deepEqual([cell?.status, cell?.stage], ["FAIL", "stage"], cell?.reason);
  assert.match(cell?.reason ?? "", /dracut \w+_builtin: its build failed, exit status \d+: .*make/);
  assert.match(execFileSync("grep", ["-r", "dracut-install.c", `${faultyReport}/logs`], { encoding: "utf8" }), /oops/);
});

test("a folder that is no checkout is refused before anything is staged", { skip }, () => {
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli.js", "run", "--dracut", folder.path], {
    encoding: "utf8",
  });
  assert.equal(status, 3);
  assert.match(stderr, /not a checkout of dracut: it lacks configure, Makefile, modules\.d/);
});
