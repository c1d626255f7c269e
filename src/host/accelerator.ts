import { hardware } from "../cell/boot/qemu.ts";
import { architecture } from "../model/architectures.ts";
import type { Accelerator } from "../model/axes.ts";
import type { Command } from "../model/command.ts";
import { UserError } from "../model/errors.ts";
import type { Request } from "../plan/inputs.ts";
import type { CellRunner } from "./engine/runtime.ts";

/**
 * Chooses the accelerator of this run's guests. /dev/kvm proves nothing, since it may exist and not work: KVM is used
 * only where a tiny guest has booted on it. Throws a `UserError` when KVM was asked for and does not work.
 */
export async function chooseAccelerator(
  requested: Request["accelerator"],
  problem: () => Promise<string | undefined>,
): Promise<{ readonly accelerator: Accelerator; readonly why: string }> {
  if (requested === "tcg") return { accelerator: "tcg", why: "as requested" };
  const reason = await problem();
  if (reason === undefined) return { accelerator: "kvm", why: "a tiny guest ran with it" };
  if (requested === "kvm")
    throw new UserError(`accelerator: kvm does not work here: ${reason}. Use accelerator: auto or tcg`);
  return { accelerator: "tcg", why: `KVM does not work here: ${reason}` };
}

/** Why the accelerator does not work in a container of the cells' kind; undefined: a tiny guest ran with it there. */
export async function acceleratorProblem(
  accelerator: Accelerator,
  privileged: boolean,
  runner: Pick<CellRunner, "run">,
  signal: AbortSignal,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout((tinyPatience + 20) * 1000);
  let stdout = "";
  let stderr = "";
  const { program, args } = tinyGuest(accelerator);
  try {
    const status = await runner.run(
      { name: `tiny guest (${accelerator})`, command: [program, ...args], privileged, accelerator },
      {
        onStdout: (chunk) => (stdout = (stdout + chunk).slice(-2000)),
        onStderr: (chunk) => (stderr = (stderr + chunk).slice(-2000)),
        signal: AbortSignal.any([signal, limit]),
      },
    );
    return tinyGuestProblem(status, stdout, stderr);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return "the container of the tiny guest did not end";
    // The engine refuses to pass a device that is not there.
    const why = error instanceof Error ? error.message : String(error);
    return /\/dev\/kvm.*no such file/.test(why) ? "there is no /dev/kvm" : why.trim();
  }
}

/** Seconds: under TCG the tiny guest is through in one. */
const tinyPatience = 8;

/** Output of the boot sector in long mode: containers/guest/tiny.S. */
const output = "cowpio: tiny guest in long mode";

/** The guest of a cell with that boot sector as its disk, ended when its time is over: coreutils' timeout exits with 124 then, or 137. */
export const tinyGuest = (accelerator: Accelerator): Command => ({
  program: "timeout",
  args: [
    ...["--kill-after=1", `${tinyPatience}`, architecture.qemu, ...hardware({ accelerator })],
    ...architecture.tinyGuest.options,
  ],
});

/** Why the accelerator does not work there; undefined: it does. */
export function tinyGuestProblem(status: number, stdout: string, stderr: string): string | undefined {
  const spoke = stdout.includes(output);
  if (spoke && status === architecture.tinyGuest.status) return undefined;
  const lines = stderr.split("\n").map((line) => line.replace(new RegExp(`^${architecture.qemu}: `), "").trim());
  const error = lines.find((line) => line !== "") ?? "";
  const how =
    status === 124 || status === 137
      ? `hung for ${tinyPatience} s${spoke ? " after it had spoken" : ""}`
      : `ended with status ${status}${spoke ? " after it had spoken" : ""}`;
  return `a tiny guest ${how}${error === "" ? "" : `: ${error}`}`;
}
