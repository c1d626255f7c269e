import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { UserError } from "../../model/errors.ts";
import { runContainer } from "./container.ts";
import { deadline, type Engine } from "./engine.ts";
import { readOnly } from "./privileges.ts";

/** Returns the error of Docker and Podman for a path that they cannot see; undefined for other errors. */
export const unseenPathError = (error: string): string | undefined =>
  /bind source path does not exist|statfs .*: no such file or directory/.test(error) ? error.trim() : undefined;

export const whereToRun = "the engine has to run on this machine, and outside of the container that this runs in";

type Looking = {
  readonly engine: Engine;
  /** The cell image. */
  readonly image: string;
  readonly runId: string;
  /** The run's folder in the cache. */
  readonly scratch: string;
  /** Other paths that cells mount. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
};

/**
 * Throws a `UserError` when the engine has another file system than this process: it runs on another machine, or this in
 * a container. A file with a word that nobody else knows tells it from one that happens to have the same folders.
 */
export async function assertSharedFileSystem({ engine, image, runId, scratch, paths, signal }: Looking): Promise<void> {
  const word = randomBytes(16).toString("hex");
  const own = `${scratch}/seen`;
  await writeFile(own, word);
  const unseen = (why: string, cause?: unknown) =>
    new UserError(
      `the engine does not see the files of this process: ${why}; ${whereToRun}: set DOCKER_HOST to one that does, give it the cache-dir and checkouts at the same paths, or use engine: none in a privileged container`,
      { cause },
    );
  let output = "";
  let wrong = "";
  const status = await runContainer(
    engine,
    {
      image,
      runId,
      name: "what the engine sees",
      command: ["cat", "/seen/word"],
      host: {
        // The word may be the runner's user's alone.
        NetworkMode: "none",
        CapDrop: ["ALL"],
        CapAdd: ["DAC_OVERRIDE"],
        Mounts: [readOnly(own, "/seen/word"), ...paths.map((path, index) => readOnly(path, `/seen/${index}`))],
      },
    },
    {
      onStdout: (chunk) => (output = (output + chunk).slice(-1000)),
      onStderr: (chunk) => (wrong = (wrong + chunk).slice(-1000)),
      signal: AbortSignal.any([signal, deadline(120_000, "it")]),
    },
  ).catch((cause: Error) => {
    signal.throwIfAborted();
    const why = unseenPathError(cause.message);
    throw why === undefined
      ? new UserError(`the engine cannot run a container of the cell image: ${cause.message}`, { cause })
      : unseen(why, cause);
  });
  if (status !== 0)
    throw new UserError(
      `the cell image ${image} cannot run programs (exit status ${status}): ${wrong.trim() || output}`,
    );
  if (output !== word) throw unseen(`${own} is another file there`);
}
