import { tinyGuest, tinyGuestProblem, tinyPatience } from "../cell/boot/tiny.ts";
import type { Accelerator } from "../model/axes.ts";
import { UserError } from "../model/failure.ts";
import type { Request } from "../plan/inputs.ts";
import { runContainer } from "./engine/container.ts";
import type { Engine } from "./engine/engine.ts";
import { cellHost } from "./engine/privileges.ts";

export type Probe = {
  readonly engine: Engine;
  /** The cell image. */
  readonly image: string;
  readonly runId: string;
  readonly signal: AbortSignal;
};

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
  { engine, image, runId, signal }: Probe,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout((tinyPatience + 20) * 1000);
  let stdout = "";
  let stderr = "";
  const { program, args } = tinyGuest(accelerator);
  try {
    const status = await runContainer(
      engine,
      {
        image,
        runId,
        name: `tiny guest (${accelerator})`,
        command: [program, ...args],
        host: await cellHost(engine, privileged, accelerator, runId),
      },
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
