import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { watch } from "../../lib/process.ts";
import { UserError } from "../../model/failure.ts";
import { type Engine, hasImage } from "./engine.ts";
import { follow } from "./engine-progress.ts";
import { pullImage } from "./pull.ts";

const published = "debian:trixie-slim";
/** There is another way. */
const pullMs = 120_000;
/** Podman takes a name without a registry for one of Docker Hub's when it builds on it. */
const bootstrapped = "localhost/cowpio-base:trixie";

export type BaseRequest = {
  readonly engine: Engine;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
};

/** Debian trixie as an image: what is there already, else pulled, else made by mmdebstrap. */
export async function ensureBase(request: BaseRequest): Promise<string> {
  const { engine, signal, log } = request;
  for (const reference of [published, bootstrapped]) if (await hasImage(engine, reference)) return reference;
  log(`pulling ${published}`);
  try {
    await pullImage(published, request, pullMs);
    return published;
  } catch (cause) {
    signal.throwIfAborted();
    return bootstrap(request, (cause as Error).message);
  }
}

async function bootstrap({ engine, scratch, signal, log }: BaseRequest, whyNotPulled: string): Promise<string> {
  log(
    `${published} cannot be pulled here (${whyNotPulled.split("\n")[0]}): bootstrapping Debian trixie with mmdebstrap`,
  );
  if (process.getuid?.() !== 0)
    throw new UserError(
      `${published} cannot be pulled (${whyNotPulled}) and bootstrapping it needs root: run once as root, or give cell-image`,
    );

  const tar = `${scratch}/base.tar`;
  let output = "";
  const ended = await watch(
    {
      program: "setpriv",
      // The death of this process ends mmdebstrap, and with its namespaces go its mounts and children.
      args: [
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...["mmdebstrap", "--mode=root", "--variant=apt", "trixie", tar],
      ],
    },
    {
      deadlines: { total: 900_000, stall: 300_000 },
      onOutput: (text) => (output = (output + text).slice(-2000)),
      env: { ...process.env, TMPDIR: scratch } as Record<string, string>,
      signal,
    },
  ).catch((cause: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    throw new UserError(
      `bootstrapping Debian trixie: ${cause.message}. Install mmdebstrap (apt-get install mmdebstrap), or give cell-image`,
      { cause },
    );
  });
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new UserError(`bootstrapping Debian trixie failed: ${output.trim()}`);

  const [repository, tag] = bootstrapped.split(":");
  await follow(engine, await engine.importImage(createReadStream(tar), { repo: repository, tag, abortSignal: signal }));
  await rm(tar);
  return bootstrapped;
}
