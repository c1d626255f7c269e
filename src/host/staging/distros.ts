import { mkdir, rename } from "node:fs/promises";
import { resolve } from "node:path";
import { digestFile } from "../../lib/digest.ts";
import type { Digest, DistroImage } from "../../model/cell.ts";
import { StageFailure, UserError } from "../../model/failure.ts";
import { distroProblem } from "../../plan/inputs.ts";
import { nameOf } from "../../plan/names.ts";
import { runContainer } from "../engine/container.ts";
import { exportImage } from "../engine/export.ts";
import { assertHasDracut, examineArchive } from "../engine/image-archive.ts";
import { loadImage } from "../engine/load.ts";
import { type Cache, digestingFile, entryName, hex, record, verified } from "./cache.ts";
import type { Provisioner } from "./kernels.ts";
import { releasedDistro } from "./release.ts";

export type StagedDistro = { readonly image: DistroImage; readonly tar: string };

export type DistroRequest = {
  /** A Debian suite, `release:SUITE`, `image:REFERENCE`, or the path of a root's or an image's archive. */
  readonly asked: string;
  /** With what it takes to build a checkout of dracut in it; Debian's alone. */
  readonly toBuild: boolean;
};

/** Throws a `UserError` for what has no form of a distro: Debian's own are built with a network, and take no other words. */
export function assertDistroName(asked: string): void {
  const why = distroProblem(asked);
  if (why !== undefined) throw new UserError(why);
}

/** A distro with a dracut in it. Throws a `UserError` for one that lacks it. */
export async function stageDistro(request: DistroRequest, provisioner: Provisioner): Promise<StagedDistro> {
  const { asked } = request;
  const { cache, say } = provisioner;
  assertDistroName(asked);
  if (asked.startsWith("release:"))
    return fromImage(releasedDistro(provisioner.release, asked.slice("release:".length)), asked, provisioner);
  if (asked.startsWith("image:")) return fromImage(asked.slice("image:".length), asked, provisioner);
  if (asked.includes("/")) {
    const tar = resolve(asked);
    if ((await examineArchive(tar)) === "image") {
      say(`loading distro ${tar}`);
      const { engine, signal } = provisioner;
      const reference = await loadImage(tar, `distro ${tar}`, { engine, scratch: cache.scratch, signal });
      return fromImage(reference, asked, provisioner);
    }
    return { image: { name: nameOf(asked), digest: await digestFile(tar) }, tar };
  }
  const entry = entryName("distro", request.toBuild ? `${asked}-build` : asked);
  const found = await verified(cache, entry, { pathOf: (digest) => distroPath(cache, digest), say });
  if (found === undefined) return fromDebian(request, entry, provisioner);
  return { image: { name: asked, digest: found.digest }, tar: distroPath(cache, found.digest) };
}

const distroPath = (cache: Cache, digest: Digest) => `${cache.folder}/distros/${hex(digest)}.tar`;

/** The file system of an image that the engine has, or pulls; named by a digest of its layers, the same in every engine. */
async function fromImage(reference: string, asked: string, provisioner: Provisioner): Promise<StagedDistro> {
  const { cache, say } = provisioner;
  const pathOf = (digest: Digest) => distroPath(cache, digest);
  const { id, exportTo } = await exportImage(reference, provisioner);
  const image = { name: nameOf(asked), digest: id };
  const entry = entryName("distro-image", hex(id));
  if ((await verified(cache, entry, { pathOf, say })) !== undefined) return { image, tar: pathOf(id) };

  say(`exporting distro ${asked}`);
  const exported = `${cache.scratch}/distro-image.tar`;
  const content = await exportTo(exported);
  await assertHasDracut(exported, asked);
  await mkdir(`${cache.folder}/distros`, { recursive: true });
  await rename(exported, pathOf(id));
  await record(cache, entry, { digest: id, content, version: reference, origin: "image" });
  return { image, tar: pathOf(id) };
}

async function fromDebian(
  { asked, toBuild }: DistroRequest,
  entry: string,
  { engine, image: cellImage, runId, cache, signal, say }: Provisioner,
): Promise<StagedDistro> {
  say(`building distro ${asked} of Debian's packages${toBuild ? ", with what it takes to build dracut" : ""}`);
  const building = `${cache.scratch}/distro.tar`;
  const file = digestingFile(building);
  let said = "";
  const status = await runContainer(
    engine,
    {
      image: cellImage,
      runId,
      name: `distro ${asked}`,
      command: ["sh", "provision/distro.sh", asked, ...(toBuild ? ["build"] : [])],
      // mmdebstrap mounts /proc and /sys in what it builds.
      host: { NetworkMode: "host", CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] },
    },
    { onStdout: file.write, onStderr: (chunk) => (said = (said + chunk).slice(-1000)), signal },
  );
  const digest = await file.close();
  if (status !== 0)
    throw new StageFailure(
      "provision",
      `distro ${asked}`,
      `it could not be built (mmdebstrap's exit status ${status}): ${said.trim()}`,
      "INCONCLUSIVE",
    );

  const tar = distroPath(cache, digest);
  await mkdir(`${cache.folder}/distros`, { recursive: true });
  await rename(building, tar);
  await record(cache, entry, { digest, content: digest, version: asked, origin: "mmdebstrap" });
  return { image: { name: asked, digest }, tar };
}
