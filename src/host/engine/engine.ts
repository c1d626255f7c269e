import { setTimeout as wait } from "node:timers/promises";
import Docker from "dockerode";
import { architecture } from "../../model/architectures.ts";
import { UserError } from "../../model/errors.ts";
import { engineAddress } from "./docker-config.ts";

export type Engine = Docker;

/** Label of everything that cowpio creates, so that it can be found and removed. The value is the run's id. */
export const runLabel = "io.github.cowpio.run";

/** Connects to the engine that `docker` uses. Throws a `UserError` if it does not answer or cannot run cells. */
export async function connectEngine(): Promise<Engine> {
  const { address, from, options } = engineAddress(process.env);
  const engine = new Docker(options);
  await withEngineTimeout("ping", engine.ping()).catch(refuse);
  const why = whyUnfit((await withEngineTimeout("info", engine.info())) as EngineInfo);
  if (why !== undefined) throw new UserError(`the engine at ${address}: ${why}`);
  return engine;

  function refuse(cause: EngineError): never {
    const why = cause.message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
    throw new UserError(`no engine answers at ${address} (${from}): ${why}. ${adviceFor(cause)}`, { cause });
  }
}

type EngineError = NodeJS.ErrnoException & { readonly statusCode?: number };

function adviceFor({ code = "", statusCode }: EngineError): string {
  if (code === "EACCES") return "Add yourself to the group docker (usermod -aG docker USER) and log in again.";
  // An engine that expects TLS answers plain HTTP with 400, plain HTTP from an engine is EPROTO; the other codes are of certificates.
  if (statusCode === 400 || /^(EPROTO|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO|CERT_|\w+_SIGNED_CERT)/.test(code))
    return "Correct DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the context's certificates.";
  return "Start it (systemctl start docker), install it (apt-get install docker.io), set DOCKER_HOST, or use engine: none in a privileged container.";
}

type EngineInfo = { readonly SecurityOptions?: readonly string[] | null; readonly Architecture?: string };

/** Returns why the engine cannot run cells, and what to use instead; undefined if it can. */
function whyUnfit({ SecurityOptions, Architecture }: EngineInfo): string | undefined {
  const has = (name: string) => SecurityOptions?.some((option) => option.split(",")[0] === `name=${name}`);
  // In a user namespace SYS_ADMIN mounts neither Btrfs nor XFS (FS_USERNS_MOUNT in the kernel's sources).
  if (has("rootless"))
    return "it is rootless and cannot mount Btrfs or XFS. Start one as root (systemctl start docker) and set DOCKER_HOST";
  if (has("userns"))
    return "it runs containers in a user namespace, which cannot mount Btrfs or XFS. Start it without --userns-remap";
  // Podman names processors as Go does.
  if (Architecture !== undefined && !architecture.engine.includes(Architecture))
    return `cells and their guests are ${architecture.name}, and it runs on ${Architecture}. Use an ${architecture.name} machine`;
  return undefined;
}

/** Milliseconds to wait for an engine that does not answer: time for a restart. */
const restartMs = 30_000;

/** Waits until the engine answers, or `restartMs`: the next request then fails with the engine's own error. */
export async function awaitEngine(
  engine: Engine,
  { signal, log }: { readonly signal: AbortSignal; readonly log: (text: string) => void },
): Promise<void> {
  const late = deadline(restartMs, "the engine's restart");
  const either = AbortSignal.any([signal, late]);
  for (let tries = 1; !either.aborted; tries++)
    try {
      await raceAbort(either, engine.ping());
      return;
    } catch {
      if (tries === 1) log(`the engine does not answer; waiting up to ${restartMs / 1000} s for it`);
      await wait(500, undefined, { signal: either }).catch(() => {});
    }
}

/** The folder of the engine's images and containers, on its machine. */
export async function engineFolder(engine: Engine): Promise<string> {
  const { DockerRootDir } = (await withEngineTimeout("info", engine.info())) as { DockerRootDir?: string };
  return DockerRootDir ?? "/var/lib/docker";
}

export async function describeEngine(engine: Engine): Promise<string> {
  const { Version } = await withEngineTimeout("version", engine.version());
  const { Driver, OperatingSystem } = (await withEngineTimeout("info", engine.info())) as {
    Driver: string;
    OperatingSystem: string;
  };
  return `${(await isPodman(engine)) ? "Podman" : "Docker"} ${Version}, ${Driver}, ${OperatingSystem}`;
}

/** Whether what answers is Podman behind Docker's interface. */
export async function isPodman(engine: Engine): Promise<boolean> {
  const { Components } = (await withEngineTimeout("version", engine.version())) as {
    Components?: readonly { Name: string }[];
  };
  return Components?.some(({ Name }) => Name === "Podman Engine") ?? false;
}

export async function hasImage(engine: Engine, reference: string): Promise<boolean> {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** Settles as the promise does, or rejects with the signal's reason: what does not answer is not waited for. */
export function raceAbort<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Aborts after so many milliseconds with ETIMEDOUT, and says what took too long. Keeps no process alive. */
export function deadline(ms: number, what: string): AbortSignal {
  const controller = new AbortController();
  const took = ms < 120_000 ? `${ms / 1000} seconds` : `${ms / 60_000} minutes`;
  const late = () => Object.assign(new Error(`${what} took more than ${took}`), { code: "ETIMEDOUT" });
  setTimeout(() => controller.abort(late()), ms).unref();
  return controller.signal;
}

/** Milliseconds in which an engine answers a request that is no work: on a machine under load it takes a second or two. */
const engineTimeout = 60_000;

/** An answer of the engine, or an error that says which one it owes. Whoever waits for it stays alive. */
export async function withEngineTimeout<T>(what: string, request: Promise<T>, signal?: AbortSignal): Promise<T> {
  const late = deadline(engineTimeout, `the engine's answer (${what})`);
  // A request whose engine dies may never settle, and holds nothing open: the process would end as if all were done.
  const alive = setTimeout(() => {}, 2 * engineTimeout);
  try {
    return await raceAbort(signal === undefined ? late : AbortSignal.any([signal, late]), request);
  } finally {
    clearTimeout(alive);
  }
}

type Line = { readonly stream?: string; readonly status?: string; readonly error?: string };

/** Reads the engine's progress to its end and gives the text. Throws the engine's error. */
export function follow(engine: Engine, progress: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    engine.modem.followProgress(progress, (error: Error | null, lines: readonly Line[] | null) => {
      const output = (lines ?? []).map(({ stream, status }) => stream ?? (status ? `${status}\n` : "")).join("");
      const failure = error?.message ?? lines?.find((line) => line.error)?.error;
      if (failure === undefined) resolve(output);
      else reject(new UserError(`the engine reported: ${failure}${tail(output)}`));
    });
  });
}

const tail = (output: string): string => {
  const last = output.trim().split("\n").slice(-15).join("\n");
  return last === "" ? "" : `\n${last}`;
};
