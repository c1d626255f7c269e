import { type Writer, writerNames, writers } from "../model/axes.ts";
import { confined } from "../model/command.ts";
import type { Request } from "../plan/inputs.ts";
import { kernelsIn, listArchive } from "./engine/archives.ts";
import { sharedCellImage } from "./engine/cell-image.ts";
import { runContainer } from "./engine/container.ts";
import { connectEngine } from "./engine/engine.ts";
import { cellHost, readOnly } from "./engine/privileges.ts";
import type { At } from "./run.ts";
import { openCache } from "./staging/cache.ts";
import { sourceOfDistro, stageDistro } from "./staging/distros.ts";

const root = "/cell/root";
const unpackAndRun =
  'mkdir "$0" && tar --extract --file /input/distro.tar --directory "$0" --numeric-owner && exec "$@"';

/** Stages a distro as a run would, and looks what it brings. Throws a `UserError` where it cannot be staged. */
export async function examineDistro(
  requested: string,
  request: Pick<Request, "cacheDir" | "cellImage">,
  { home, release, runId, signal, log }: At,
): Promise<readonly Finding[]> {
  sourceOfDistro(requested);
  const engine = await connectEngine();
  await using cache = await openCache(request.cacheDir, runId);
  const image = await sharedCellImage(
    { engine, requested: request.cellImage, home, release, runId, scratch: cache.scratch, signal, log },
    [],
  );
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
        image,
        runId,
        name: `doctor of distro ${requested}`,
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

/** A finding of doctor, and what to do about it. */
export type Finding = { readonly what: string; readonly seen: string; readonly ok: boolean; readonly advice?: string };

type Term = {
  /** One of these is enough. */
  readonly programs: readonly string[];
  /** The part of a cell that needs it. */
  readonly wants: string;
  /** Without it no cell of this distro can say anything. */
  readonly needed?: boolean;
};

/** Requirements of a distro: docs/distros.md. */
export const contract: readonly Term[] = [
  { programs: ["dracut"], wants: "every cell", needed: true },
  { programs: ["bash"], wants: "dracut", needed: true },
  { programs: ["depmod"], wants: "every cell, of the staged kernel's modules", needed: true },
  { programs: ["udevadm"], wants: "the initramfs, to find the real root", needed: true },
  { programs: ["btrfs"], wants: "dracut's module for Btrfs" },
  { programs: ["cpio"], wants: "compare: gzip, zstd" },
  { programs: ["gzip"], wants: "compare: gzip" },
  { programs: ["zstd"], wants: "compare: zstd" },
  { programs: ["eu-strip", "strip"], wants: "dracut-options: strip" },
  { programs: ["cc"], wants: "dracut: a checkout" },
  { programs: ["make"], wants: "dracut: a checkout" },
  { programs: ["pkg-config", "pkgconf"], wants: "dracut: a checkout" },
  ...writerNames.flatMap((name) => {
    const { program }: Writer = writers[name];
    return program === undefined ? [] : [{ programs: [program], wants: `writers: ${name}` }];
  }),
];

/** Libraries that dracut's build compiles against, by the names that pkg-config knows them by. */
export const libraries = ["libkmod", "libsystemd"] as const;

/** For a shell in the distro: of the programs that are its arguments, a line for each that is there; dracut-cpio lies beside dracut's modules. */
const lookForPrograms =
  'PATH=$PATH:/usr/lib/dracut; for name; do command -v "$name" >/dev/null && echo "$name"; done; true';
const lookForLibraries = 'for name; do pkg-config --exists "$name" 2>/dev/null && echo "$name"; done; true';

/** Contents of a distro. */
type Brought = {
  readonly programs: readonly string[];
  readonly libraries: readonly string[];
  /** Versions. */
  readonly kernels: readonly string[];
  /** Output of `dracut --version`. */
  readonly version: string;
};

/** dracut knows --enhanced-cpio, and with it its dracut-cpio, from 057 on (its NEWS.md). */
const minDracut = 57;

/** Returns a finding for each requirement. */
export const judgeContract = (present: Brought): Finding[] => [
  ...judgePrograms(present),
  ...libraries.map((name) => wanted(`headers of ${name}`, present.libraries.includes(name), "dracut: a checkout")),
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

function judgePrograms({ programs: found, version }: Brought): Finding[] {
  const [, number] = /\b0*(\d+)/.exec(version) ?? [];
  const old = number === undefined || Number(number) < minDracut;
  return contract.map(({ programs, wants, needed = false }) => {
    const there = programs.find((name) => found.includes(name));
    if (there === "dracut")
      return {
        what: "dracut",
        seen: version === "" ? "it does not say its version" : version,
        ok: !old,
        advice: `dracut ${minDracut} or newer is needed: older ones know no --enhanced-cpio`,
      };
    return {
      what: programs.join(" or "),
      seen: there === undefined ? `not there; ${needed ? "needed by" : "only wanted by"} ${wants}` : "there",
      ok: there !== undefined || !needed,
      advice: `install it in the distro; ${wants} calls it`,
    };
  });
}
