/** The README's commands of the writer, word for word but for the folders, on a Btrfs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { mounted, mountProblem, type Profile, skipReason } from "../support/scratch.ts";

const btrfs: Profile = { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] };
const skip = mountProblem() ?? skipReason(btrfs) ?? false;

const section = readFileSync("README.md", "utf8").split("## The writer")[1] ?? "";
const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
const [commands, manifest] = blocks.filter((block) => block.includes("cowpio "));

/** Runs a line as a user does; what it says. */
function typed(line: string, disk: string, status = 0): string {
  const moved = line
    .replace("doctor / ", "doctor tree ")
    .replaceAll(/\/boot|\/var\/tmp/g, (path) => `${disk}${path}`)
    .replace("/usr/lib/systemd/systemd", "/bin/ls");
  const env = { ...process.env, PATH: `${resolve("build")}:${process.env["PATH"]}` };
  const ended = spawnSync("sh", ["-c", moved], { cwd: disk, encoding: "utf8", env });
  assert.equal(ended.status, status, `${moved}\n${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

test("each command does what it says there", { skip }, () => {
  using disk = mounted(btrfs);
  for (const folder of ["boot", "var/tmp", "tree"]) mkdirSync(`${disk.path}/${folder}`, { recursive: true });
  for (const name of ["one", "two"]) writeFileSync(`${disk.path}/tree/${name}`, Buffer.alloc(40_000, name));

  const output = new Map(
    (commands ?? "").split("\n").flatMap((line) => (line ? [[line, typed(line, disk.path)]] : [])),
  );
  assert.equal(output.size, 7);
  const extents = [...output].find(([line]) => line.startsWith("cowpio extents"))?.[1] ?? "";
  assert.match(extents, /shared by place: 73728 of 73728 bytes that can be \(100\.00 %\)/);
  assert.doesNotMatch(extents, /not counted/);

  cpSync(`${disk.path}/tree/one`, `${disk.path}/other/one`);
  writeFileSync(`${disk.path}/other/two`, Buffer.alloc(40_000, "too"));
  assert.match(typed("cowpio extents initramfs.img --source other", disk.path), /\nnot counted: 1 of 2 files,/);

  typed(manifest ?? "", disk.path);
  const listed = typed("cowpio list initramfs.img", disk.path);
  assert.equal(listed, "usr\nusr/lib\ninit\n");
  typed("cowpio verify initramfs.img", disk.path);
});
