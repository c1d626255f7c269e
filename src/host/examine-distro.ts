import { confined } from "../model/confined.ts";
import type { Request } from "../plan/inputs.ts";
import { contract, type Finding, judgeContract, libraries, lookForLibraries, lookForPrograms } from "./contract.ts";
import { ensureCellImage } from "./engine/cell-image.ts";
import { runContainer } from "./engine/container.ts";
import { connectEngine } from "./engine/engine.ts";
import { listArchive } from "./engine/image-archive.ts";
import { cellHost, readOnly } from "./engine/privileges.ts";
import { assertSharedFileSystem } from "./engine/shared-paths.ts";
import { openCache } from "./staging/cache.ts";
import { sourceOfDistro, stageDistro } from "./staging/distros.ts";
import type { Release } from "./staging/release.ts";
import { kernelsIn } from "./staging/tar-listing.ts";

const root = "/cell/root";
const unpackAndRun =
  'mkdir "$0" && tar --extract --file /input/distro.tar --directory "$0" --numeric-owner && exec "$@"';

/** Stages a distro as a run would, and looks what it brings. Throws a `UserError` where it cannot be staged. */
export async function examineDistro(
  requested: string,
  request: Pick<Request, "cacheDir" | "cellImage">,
  {
    home,
    release,
    runId,
    signal,
    log,
  }: {
    readonly home: string;
    readonly release: Release | undefined;
    readonly runId: string;
    readonly signal: AbortSignal;
    readonly log: (line: string) => void;
  },
): Promise<readonly Finding[]> {
  sourceOfDistro(requested);
  const engine = await connectEngine();
  await using cache = await openCache(request.cacheDir, runId);
  const image = await ensureCellImage({
    ...{ engine, requested: request.cellImage, home, release, runId, scratch: cache.scratch, signal, log },
  });
  const { scratch } = cache;
  await assertSharedFileSystem({ engine, image, runId, scratch, paths: [], signal });
  const distro = await stageDistro(
    { requested, toBuild: false },
    { engine, image, release, runId, cache, signal, log },
  );

  const inDistro = async (...args: readonly [string, ...string[]]): Promise<string> => {
    const { program, args: options } = confined(root, ...args);
    let output = "";
    let wrong = "";
    const host = await cellHost(engine, false, "tcg", runId);
    const status = await runContainer(
      engine,
      {
        ...{ image, runId, name: `doctor of distro ${requested}` },
        command: ["sh", "-c", unpackAndRun, root, program, ...options],
        host: { ...host, Mounts: [...(host.Mounts ?? []), readOnly(distro.tar, "/input/distro.tar")] },
      },
      { onStdout: (chunk) => (output += chunk), onStderr: (chunk) => (wrong = (wrong + chunk).slice(-500)), signal },
    );
    if (status !== 0)
      throw new Error(`distro ${requested}: nothing runs in it (exit status ${status}): ${wrong.trim()}`);
    return output.trim();
  };
  const programs = contract.flatMap((term) => term.programs);
  const found = await inDistro("sh", "-c", lookForPrograms, "sh", ...programs);
  const headers = await inDistro("sh", "-c", lookForLibraries, "sh", ...libraries);
  const version = await inDistro("sh", "-c", "dracut --version || true");
  return judgeContract({
    programs: found.split("\n"),
    libraries: headers.split("\n"),
    kernels: kernelsIn(await listArchive(distro.tar, `distro ${requested}`)).map(({ version }) => version),
    version: version.split("\n")[0] ?? "",
  });
}
