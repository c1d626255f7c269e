import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../model/errors.ts";
import { exportRevision } from "./checkouts.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-checkouts-`);
after(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]) =>
  execFileSync("git", ["-C", `${folder}/repository`, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
  });
const write = (name: string, text: string) => writeFileSync(`${folder}/repository/${name}`, text);

test("a revision is exported whole, without what is not committed, and the repository stays as it is", async () => {
  mkdirSync(`${folder}/repository/modules.d`, { recursive: true });
  git("init", "--quiet");
  write("configure", "committed");
  write(".gitattributes", "modules.d export-ignore\n");
  write("modules.d/base", "module");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  write("configure", "changed");
  write("new", "");
  git("add", "new");
  const status = git("status", "--porcelain");

  const exported = await exportRevision(`${folder}/repository`, "HEAD", `${folder}/bases`);
  assert.equal(basename(exported), git("rev-parse", "--short=12", "HEAD").trim());
  assert.equal(readFileSync(`${exported}/configure`, "utf8"), "committed");
  assert.deepEqual(readdirSync(exported, { recursive: true }).sort(), [
    ".gitattributes",
    "configure",
    "modules.d",
    "modules.d/base",
  ]);
  assert.equal(git("status", "--porcelain"), status);
  assert.equal(await exportRevision(`${folder}/repository`, "HEAD", `${folder}/bases`), exported);
  assert.deepEqual(readdirSync(`${folder}/bases`), [basename(exported)]);
});

test("a revision that git does not know is refused, and nothing is left", async () => {
  for (const checkout of [`${folder}/repository`, folder])
    await assert.rejects(exportRevision(checkout, "HEAD^1", `${folder}/none`), UserError);
  assert.deepEqual(readdirSync(`${folder}/none`), []);
});
