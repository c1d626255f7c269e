/** The manual page and the completions, which scripts/manual.ts writes from what --help says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { test } from "node:test";
import { run, scratch } from "../support/scratch.ts";

test("the manual page and the completions are what --help says", () => {
  run("node", "scripts/manual.ts", "--check");
});

const completed = (...words: string[]): string[] => {
  const list = words.map((word) => `'${word}'`).join(" ");
  const script = `. share/bash-completion/completions/cowpio; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _cowpio; echo "\${COMPREPLY[*]}"`;
  return run("bash", "-c", script).trim().split(" ");
};

test("bash completes commands, options, and the words that a value may be", () => {
  assert.deepEqual(completed("cowpio", "ex"), ["extents", "extract"]);
  assert.deepEqual(completed("cowpio", "create", "--or"), ["--order"]);
  assert.deepEqual(completed("cowpio", "create", "--order", ""), ["pack", "given"]);
  assert.deepEqual(completed("cowpio", "doctor", "--output", ""), [""]); // the shell's own: files
});

/** Output of zsh for a line and a tab, on a separate terminal. */
function shownByZsh(line: string): string {
  const script = `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PROMPT=; fpath=(share/zsh/site-functions \\$fpath); autoload -U compinit; compinit -u -D; bindkey '^I' list-choices; echo rea''dy"
    zpty -r shell out '*ready*'
    zpty -w -n shell "cowpio $1"$'\\t'
    for ((quiet = 0; quiet < 5; quiet++)); do
      sleep 0.1
      while zpty -rt shell out; do print -rn -- "$out"; [[ $out == *"cowpio $1"* ]] || quiet=0; done
    done
    zpty -d shell`;
  return run("zsh", "-f", "-c", script, "zsh", line);
}

test("zsh completes files, words and short options, and takes no value's name for an action", {
  skip: spawnSync("zsh", ["--version"]).status !== 0 && "there is no zsh",
}, () => {
  assert.match(shownByZsh("create --order "), /given +pack/);
  assert.match(shownByZsh("create -"), /-0 [\s\S]*-v /);
  assert.match(shownByZsh("doctor --output native/"), /binding\//);
  assert.match(shownByZsh("list --"), /--long +-- [\s\S]*--null +-- /);
  assert.doesNotMatch(shownByZsh("create --owner "), /binding|GID/);
});

test("fish completes files, words and short options", {
  skip: spawnSync("fish", ["--version"]).status !== 0 && "there is no fish",
}, () => {
  const completedByFish = (line: string) =>
    run("fish", "--no-config", "-c", `source share/fish/vendor_completions.d/cowpio.fish; complete -C 'cowpio ${line}'`)
      .trim()
      .split("\n")
      .map((shown) => shown.split("\t")[0]);
  assert.deepEqual(completedByFish("ex"), ["extents", "extract"]);
  assert.deepEqual(completedByFish("create --order "), ["given", "pack"]);
  assert.deepEqual(completedByFish("create -").slice(0, 2), ["-0", "-v"]);
  assert.deepEqual(completedByFish("doctor --output native/bi"), ["native/binding/"]);
});

test("the manual page tells the environment, and what signals do", () => {
  const page = readFileSync("share/man/man1/cowpio.1", "utf8");
  for (const name of ["COWPIO_REPORT", "SOURCE_DATE_EPOCH", "TMPDIR"]) assert.ok(page.includes(`\n.B ${name}\n`));
  assert.match(page, /\.SH EXIT STATUS\n.*SIGTERM.*SIGPIPE/);
});

test("make install puts the program, its names for old and new dracut, the manual and the completions below a prefix", () => {
  using folder = scratch();
  run("make", "-s", "-C", "native", "install", `DESTDIR=${folder.path}`, "PREFIX=/usr");
  assert.match(run(`${folder.path}/usr/bin/cowpio`, "--version"), /^cowpio /);
  for (const location of ["usr/bin", "usr/lib/dracut"]) {
    const dracutCpio = `${folder.path}/${location}/dracut-cpio`;
    assert.equal(realpathSync(dracutCpio), realpathSync(`${folder.path}/usr/bin/cowpio`));
    assert.match(run(dracutCpio, "--help"), /^cowpio create/);
  }
  assert.deepEqual(readdirSync(`${folder.path}/usr/lib/dracut/dracut.conf.d`, { recursive: true }).sort(), [
    "cowpio",
    "cowpio/50-cowpio.conf",
  ]);
  assert.match(readFileSync(`${folder.path}/usr/share/man/man1/cowpio.1`, "utf8"), /^\.TH COWPIO 1/);
  assert.equal(run("find", `${folder.path}/usr/share`, "-type", "f").trim().split("\n").length, 4);
});
