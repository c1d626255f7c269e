import { type Writer, writerNames, writers } from "../model/axes.ts";
import { inContainer } from "../model/cell.ts";
import { type Command, confined } from "../model/command.ts";
import type { Generator, Requirement } from "../model/generators.ts";
import type { Request } from "../plan/inputs.ts";
import type { At } from "./at.ts";
import { generatorIn, kernelsIn, listArchive } from "./engine/archives.ts";
import { connectRuntime } from "./engine/runtime.ts";
import { ownFolders } from "./run-effects.ts";
import { openCache } from "./staging/cache.ts";
import { assertDistroSource, sourceOfDistro, stageDistro } from "./staging/distros.ts";

const root = `${inContainer.work}/root`;
const unpackAndRun = 'mkdir "$0" && tar --extract --file "$1" --directory "$0" --numeric-owner && shift && exec "$@"';

/** Stages a distro as a run would, and looks what it brings. Throws a `UserError` where it cannot be staged. */
export async function examineDistro(requested: string, request: Request, at: At): Promise<readonly Finding[]> {
  sourceOfDistro(requested);
  const { release, runId, signal, log } = at;
  const runtime = await connectRuntime(request.engine, log);
  await runtime.assertAble(request, at);
  await using cache = await openCache(request.cacheDir, runId);
  const wanted = { requested, toBuild: false };
  await assertDistroSource(wanted, { engine: runtime.engine, cache });
  const runner = await runtime.prepare({ request, at, cache, paths: [] });
  const { engine, image } = runner;
  const leftOut = ownFolders(request, at);
  const distro = await stageDistro(wanted, { engine, image, leftOut, release, runId, cache, signal, log });

  const inDistro = async ({ program, args }: Command): Promise<string> => {
    let output = "";
    let wrong = "";
    const status = await runner.run(
      {
        name: `doctor of distro ${requested}`,
        command: ["sh", "-c", unpackAndRun, root, inContainer.distro, program, ...args],
        mounts: [{ from: distro.tar, to: inContainer.distro }],
      },
      { onStdout: (chunk) => (output += chunk), onStderr: (chunk) => (wrong = (wrong + chunk).slice(-500)), signal },
    );
    if (status !== 0)
      throw new Error(`distro ${requested}: nothing runs in it (exit status ${status}): ${wrong.trim()}`);
    return output.trim();
  };
  const listing = await listArchive(distro.tar, `distro ${requested}`);
  const { generator } = generatorIn(listing);
  const programs = contractOf(generator).flatMap((requirement) => requirement.programs);
  const found = await inDistro(confined(root, "sh", "-c", lookForPrograms, generator.folder, ...programs));
  const headers = await inDistro(confined(root, "sh", "-c", lookForLibraries, "sh", ...generator.libraries));
  const version = await inDistro(generator.version(root));
  return judgeContract(generator, {
    programs: found.split("\n"),
    libraries: headers.split("\n"),
    kernels: kernelsIn(listing).map(({ version }) => version),
    version: version.split("\n")[0] ?? "",
  });
}

/** A finding of doctor, and what to do about it. */
export type Finding = { readonly what: string; readonly seen: string; readonly ok: boolean; readonly advice?: string };

/** Requirements of a distro with this generator: docs/distros.md. */
export const contractOf = (generator: Generator): readonly Requirement[] => [
  ...generator.requirements,
  ...writerNames.flatMap((name) => {
    const { program }: Writer = writers[name];
    return program === undefined ? [] : [{ programs: [program], wants: `writers: ${name}` }];
  }),
];

/** For a shell in the distro: of the programs that are its arguments, a line for each that is there; $0 is the generator's folder. */
const lookForPrograms = 'PATH=$PATH:$0; for name; do command -v "$name" >/dev/null && echo "$name"; done; true';
const lookForLibraries = 'for name; do pkg-config --exists "$name" 2>/dev/null && echo "$name"; done; true';

/** Contents of a distro. */
type Brought = {
  readonly programs: readonly string[];
  readonly libraries: readonly string[];
  /** Versions. */
  readonly kernels: readonly string[];
  /** Output of the generator's version command. */
  readonly version: string;
};

/** Returns a finding for each requirement. */
export const judgeContract = (generator: Generator, present: Brought): Finding[] => [
  ...judgePrograms(generator, present),
  ...generator.libraries.map((name) =>
    wanted(`headers of ${name}`, present.libraries.includes(name), `${generator.name}: a checkout`),
  ),
  judgeKernels(present.kernels),
];

const wanted = (what: string, there: boolean, by: string): Finding => ({
  what,
  seen: there ? "there" : `not there; only wanted by ${by}`,
  ok: true,
});

function judgeKernels(versions: readonly string[]): Finding {
  const finding = wanted("kernel image and lib/modules/VERSION", false, "kernels: builtin");
  if (versions.length === 0) return finding;
  const use = versions.length > 1 ? `; kernels: builtin uses ${versions[0]}` : "";
  return { ...finding, seen: `${versions.join(", ")}${use}` };
}

function judgePrograms(generator: Generator, { programs: found, version }: Brought): Finding[] {
  const { name: generatorName, oldest } = generator;
  const [, number] = /\b0*(\d+)/.exec(version) ?? [];
  const old = number === undefined || Number(number) < oldest.version;
  return contractOf(generator).map(({ programs, wants, needed = false }) => {
    const there = programs.find((name) => found.includes(name));
    if (there === generatorName)
      return {
        what: generatorName,
        seen: version === "" ? "it does not say its version" : version,
        ok: !old,
        advice: `${generatorName} ${oldest.version} or newer is needed: ${oldest.why}`,
      };
    return {
      what: programs.join(" or "),
      seen: there === undefined ? `not there; ${needed ? "needed by" : "only wanted by"} ${wants}` : "there",
      ok: there !== undefined || !needed,
      advice: `install it in the distro; ${wants} calls it`,
    };
  });
}
