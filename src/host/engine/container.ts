import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type Docker from "dockerode";
import { type Engine, raceAbort, runLabel, withEngineTimeout } from "./engine.ts";

export type ContainerSpec = {
  readonly image: string;
  readonly runId: string;
  /** For messages and `docker ps`. */
  readonly name: string;
  readonly command?: readonly string[];
  /** The second line of standard input (Podman makes the attaching request's body the first), which stays open until the container ends: a dead host is an end of input. */
  readonly input?: string;
  /** Standard input of the container, instead of `input`. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly host?: Docker.HostConfig;
};

export type Listen = {
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
};

/** Limits of each container. Podman's own need CAP_SYS_RESOURCE, which an engine in a container lacks. */
export const ulimits = ["nofile", "nproc"].map((Name) => ({ Name, Soft: 1024, Hard: 1024 }));

/** Returns the proxy variables of `env` (as read by curl, apt and git), for containers that use the network. */
export const proxiesOf = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (one): one is [string, string] => /^(https?|ftp|all|no)_proxy$/i.test(one[0]) && !!one[1],
    ),
  );

/**
 * Runs a container until it is removed, and gives its exit status. The engine removes it however it ends, even if
 * this process is gone; Podman does so in a process of its own, which may fail, so it is removed here, too. An abort
 * kills it and rejects with the signal's reason, also where the engine has ceased to answer.
 */
export async function runContainer(
  engine: Engine,
  spec: ContainerSpec,
  { onStdout, onStderr, signal }: Listen,
): Promise<number> {
  signal.throwIfAborted();
  const creating = engine.createContainer({
    Image: spec.image,
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.host?.NetworkMode === "host"
      ? { Env: Object.entries(proxiesOf(process.env)).map(([name, value]) => `${name}=${value}`) }
      : {}),
    Labels: { [runLabel]: spec.runId, "io.github.cowpio.name": spec.name },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
    HostConfig: {
      ...spec.host,
      AutoRemove: true,
      // Attached output needs no second copy on the engine's disk.
      LogConfig: { Type: "none", Config: {} },
      Ulimits: [...ulimits, ...(spec.host?.Ulimits ?? [])],
    },
  });
  const container = await withEngineTimeout("create a container", creating, signal).catch(async (error) => {
    // It may come to be when nobody waits for it any more.
    await briefly(creating.then(remove, () => {}));
    throw error;
  });
  let removal: Promise<void> | undefined;
  const kill = () => void (removal ??= remove(container));
  signal.addEventListener("abort", kill, { once: true });
  try {
    // An abort during the creation told nobody.
    signal.throwIfAborted();
    const stream = await withEngineTimeout(
      "attach to a container",
      container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
      signal,
    );
    const drained = demultiplex(engine, stream, onStdout, onStderr);
    const ended = container.wait({ condition: "removed" }) as Promise<{ StatusCode: number }>;
    // Either may fail before it is awaited below.
    for (const promise of [drained, ended]) promise.catch(() => {});
    await withEngineTimeout("start a container", container.start(), signal);
    if (spec.input !== undefined) stream.write(`\n${spec.input}\n`);
    spec.stdin?.pipe(stream, { end: false });
    await raceAbort(signal, drained);
    // The output of an engine that was killed ends, too; what else it owes never comes.
    await withEngineTimeout("ping", engine.ping(), signal);
    const { StatusCode } = await withEngineTimeout("the end of a container whose output has ended", ended, signal);
    await remove(container);
    return StatusCode;
  } catch (error) {
    kill();
    await removal;
    throw signal.aborted ? signal.reason : error;
  } finally {
    spec.stdin?.unpipe();
    signal.removeEventListener("abort", kill);
    signal.throwIfAborted();
  }
}

const remove = (container: Docker.Container): Promise<void> =>
  briefly(container.remove({ force: true, v: true }).catch(() => {}));

/** Waits for it, but not for an engine that does not answer. */
async function briefly(done: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const late = wait(5000, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([done, late]);
  enough.abort();
}

/** Splits the attached stream into its two; settles when all has been handed on, and rejects when it breaks off. */
async function demultiplex(
  engine: Engine,
  stream: NodeJS.ReadWriteStream,
  onStdout: (chunk: Buffer) => void,
  onStderr: (chunk: Buffer) => void,
): Promise<void> {
  const out = new PassThrough().on("data", onStdout);
  const err = new PassThrough().on("data", onStderr);
  (
    engine.modem as { demuxStream: (from: NodeJS.ReadableStream, out: PassThrough, err: PassThrough) => void }
  ).demuxStream(stream, out, err);
  await finished(stream, { writable: false });
  for (const part of [out, err]) part.end();
  await Promise.all([finished(out), finished(err)]);
}
