import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../model/errors.ts";
import { stageRevision, withCommit } from "./checkouts.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-checkouts-`);
after(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]) =>
  execFileSync("git", ["-C", `${folder}/repository`, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
  });
const write = (name: string, text: string) => writeFileSync(`${folder}/repository/${name}`, text);

test("a revision is staged whole, without what is not committed, and the repository stays as it is", async () => {
  mkdirSync(`${folder}/repository/modules.d`, { recursive: true });
  git("init", "--quiet");
  for (const name of ["Makefile", "configure"]) write(name, "committed");
  write(".gitattributes", "modules.d export-ignore\n");
  write("modules.d/base", "module");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  write("configure", "changed");
  write("new", "");
  git("add", "new");
  const status = git("status", "--porcelain");

  const source = await withCommit({ kind: "git", revision: "HEAD", path: `${folder}/repository` });
  assert.equal(source.revision, git("rev-parse", "--short=12", "HEAD").trim());
  const staged = await stageRevision(source, `${folder}/scratch`);
  assert.equal(basename(staged.folder), `dracut-${source.revision}`);
  assert.equal(readFileSync(`${staged.folder}/configure`, "utf8"), "committed");
  assert.deepEqual(readdirSync(staged.folder, { recursive: true }).sort(), [
    ".gitattributes",
    "Makefile",
    "configure",
    "modules.d",
    "modules.d/base",
  ]);
  assert.equal(git("status", "--porcelain"), status);
});

test("a revision that git does not know is refused with git's words", async () => {
  for (const [path, revision] of [
    [`${folder}/repository`, "HEAD^1"],
    [`${folder}/repository`, "^HEAD"],
    [folder, "HEAD"],
  ] as const)
    await assert.rejects(withCommit({ kind: "git", revision, path }), UserError);
});

test("a repository that a pull request puts into its checkout is not used", async () => {
  const path = `${folder}/repository/embedded`;
  git("clone", "--quiet", "--bare", ".", "embedded");
  await assert.rejects(withCommit({ kind: "git", revision: "HEAD", path }), UserError);
});

test("hooks of a checkout do not run", async () => {
  const ran = `${folder}/ran`;
  writeFileSync(`${folder}/repository/.git/hooks/post-index-change`, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  await stageRevision({ kind: "git", revision: "HEAD", path: `${folder}/repository` }, `${folder}/again`);
  assert.ok(!existsSync(ran));
});
