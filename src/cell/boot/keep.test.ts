import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { bootScript } from "./keep.ts";
import { kernelCommandLine, type Machine } from "./qemu.ts";

const machine: Machine = {
  kernel: "/cell/vmlinuz",
  archive: "/cell/booted.img",
  disk: "/cell/disk.img",
  rootUuid: "1234",
  accelerator: "tcg",
  processors: 1,
  memory: 2 ** 30,
  rootTimeout: 30_000,
  kernelOptions: [],
  rootOptions: ["subvol=@"],
  overlay: "/cell/verifier.img",
  firstProgram: "/.cowpio/verify",
  port: "/cell/port",
};

/** Words that the script's last command gets, with these arguments of the script. */
function wordsOf(script: string, ...args: string[]): string[] {
  const last = script.trim().split("\n").at(-1) ?? "";
  const { stdout } = spawnSync("sh", ["-c", last.replace(/^exec \S+/, "printf '%s\\n'"), "boot.sh", ...args], {
    encoding: "utf8",
  });
  return stdout.trimEnd().split("\n");
}

test("the script boots the files in its folder with the console on the terminal, and adds its arguments to the kernel's command line", () => {
  const script = bootScript(machine);
  assert.doesNotMatch(script, /\/cell\//);
  const words = wordsOf(script, "rd.break", "rd.shell=1");
  const after = (word: string) => words[words.indexOf(word) + 1];
  assert.deepEqual([after("-kernel"), after("-initrd")], ["vmlinuz", "initramfs.img"]);
  assert.equal(after("-append"), `${kernelCommandLine(machine)} rd.break rd.shell=1`);
  assert.equal(after("-serial"), "mon:stdio");
  assert.equal(after("-drive"), "file=disk.img,format=raw,if=virtio,snapshot=on");
});

test("with GRUB, the script boots its CD, which has the kernel's command line", () => {
  const words = wordsOf(bootScript({ ...machine, cd: "/cell/booted.img.iso" }), "rd.break");
  assert.ok(words.includes("file=grub.iso,format=raw,if=ide,media=cdrom,readonly=on"), words.join(" "));
  assert.ok(!words.includes("-append") && !words.includes("rd.break"));
});
