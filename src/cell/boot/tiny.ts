import type { Accelerator } from "../../model/axes.ts";
import type { Command } from "../../model/command.ts";
import { hardware } from "./qemu.ts";

/** Seconds: under TCG the tiny guest is through in one. */
export const tinyPatience = 8;

/** Output of the boot sector in long mode, and QEMU's exit status then: containers/guest/tiny.S. */
const output = "cowpio: tiny guest in long mode";
const debugExit = 99;

/** The guest of a cell with that boot sector as its disk, ended when its time is over: coreutils' timeout exits with 124 then, or 137. */
export const tinyGuest = (accelerator: Accelerator): Command => ({
  program: "timeout",
  args: [
    ...["--kill-after=1", `${tinyPatience}`, "qemu-system-x86_64", ...hardware(accelerator)],
    ...["-drive", "file=/opt/cowpio/cowpio-tiny,format=raw,if=ide,snapshot=on"],
    ...["-device", "isa-debug-exit,iobase=0xf4,iosize=4"],
  ],
});

/** Why the accelerator does not work there; undefined: it does. */
export function tinyGuestProblem(status: number, stdout: string, stderr: string): string | undefined {
  const spoke = stdout.includes(output);
  if (spoke && status === debugExit) return undefined;
  const lines = stderr.split("\n").map((line) => line.replace(/^qemu-system-x86_64: /, "").trim());
  const error = lines.find((line) => line !== "") ?? "";
  const how =
    status === 124 || status === 137
      ? `hung for ${tinyPatience} s${spoke ? " after it had spoken" : ""}`
      : `ended with status ${status}${spoke ? " after it had spoken" : ""}`;
  return `a tiny guest ${how}${error === "" ? "" : `: ${error}`}`;
}
