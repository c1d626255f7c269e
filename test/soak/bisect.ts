import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { beforeArchive, type Change, checkoutOf, debiansSource } from "../support/dracut-source.ts";
import { run } from "../support/scratch.ts";
import type { Log, SoakResult } from "./result.ts";

const count = 40;
/** Commits that lose /init, one for each bisection, and one that does not build and is reverted by the next. */
const planted = [9, 23, 36] as const;
const unbuildable = 20;

const loses: Change = beforeArchive('rm -f "$initdir/init"');
const breaks: Change = { file: "src/install/dracut-install.c", before: "int main(", after: "int main(oops " };

/** A repository of `count` commits after the first one; returns the commit that loses /init. */
function makeRepository(source: string, path: string, at: number): string {
  const git = (...args: readonly string[]) =>
    run("git", "-C", path, "-c", "user.name=soak", "-c", "user.email=soak@example.org", ...args).trim();
  const take = (...changes: readonly Change[]) => {
    const changed = checkoutOf(source, `${path}.changed`, ...changes);
    for (const { file } of [loses, breaks]) cpSync(`${changed}/${file}`, `${path}/${file}`);
    rmSync(changed, { recursive: true });
  };
  cpSync(source, path, { recursive: true });
  git("init", "--quiet");
  let bad = "";
  for (let commit = 0; commit <= count; commit++) {
    const lost = commit >= at ? [loses] : [];
    if (commit === at || commit === unbuildable + 1) take(...lost);
    if (commit === unbuildable) take(...lost, breaks);
    appendFileSync(`${path}/NEWS.md`, `change ${commit}\n`);
    git("add", "--all", "--force");
    git("commit", "--quiet", "--message", `change ${commit}`);
    if (commit === at) bad = git("rev-parse", "--short=12", "HEAD");
  }
  return bad;
}

/**
 * Bisections of 40 commits of Debian's dracut with a planted fault, at another commit each time; the second is interrupted after its
 * third commit and started again. Good if each ends at the planted commit.
 */
export async function soakBisect(folder: string, log: Log): Promise<SoakResult> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = await debiansSource(await connectEngine(), folder);
  const bisect = async (path: string, interruptAfter = Number.POSITIVE_INFINITY) => {
    const given = { "file-systems": "btrfs", kernels: "6.12", good: `HEAD~${count}`, bad: "HEAD", dracut: path };
    const args = Object.entries({ ...given, "report-dir": `${path}-report` }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    const child = spawn(process.execPath, [resolve(import.meta.dirname, "../../dist/cli.js"), "bisect", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let [first, tested] = ["", 0];
    createInterface({ input: child.stdout }).on("line", (line) => {
      log(line);
      first = /^first bad commit: (\w+)/.exec(line)?.[1] ?? first;
      if (/^bisect: \w+: (good|bad|skip): /.test(line) && ++tested === interruptAfter) child.kill("SIGINT");
    });
    const status = await new Promise<number | null>((done) => child.on("close", done));
    return { status, first };
  };
  const took: string[] = [];
  let right = 0;
  for (const [index, at] of planted.entries()) {
    const path = `${folder}/dracut${at}`;
    const bad = makeRepository(source, path, at);
    const started = performance.now();
    if (index === 1) log(`interrupted: status ${(await bisect(path, 3)).status}`);
    const { status, first } = await bisect(path);
    const found = status === 0 && bad.startsWith(first) && first !== "";
    log(`${found ? "found" : "NOT FOUND"}: commit ${at} of ${count}, ${bad}`);
    right += Number(found);
    took.push(`${((performance.now() - started) / 60_000).toFixed(1)} min`);
  }
  return {
    good: right === planted.length,
    figures: `${right} of ${planted.length} bisections over ${count} commits ended at the planted one, after ${took.join(", ")}; the second interrupted and started again`,
  };
}
