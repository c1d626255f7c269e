import { mkdir, rename } from "node:fs/promises";
import { resolve } from "node:path";
import type { Digest, SubjectImage } from "../domain/cell.ts";
import { StageFailure, UserError } from "../domain/failure.ts";
import { whyNoSubject } from "../plan/inputs.ts";
import { nameOf } from "../plan/names.ts";
import { digestFile } from "../sys/digest.ts";
import { examineArchive, refuseLacking } from "./archive.ts";
import { type Cache, digestingFile, entryName, hex, record, verified } from "./cache.ts";
import { runContainer } from "./container.ts";
import { exportImage } from "./export.ts";
import type { Provisioner } from "./kernels.ts";
import { loadImage } from "./load.ts";
import { releasedSubject } from "./release.ts";

export type StagedSubject = { readonly image: SubjectImage; readonly tar: string };

export type SubjectRequest = {
  /** A Debian suite, `release:SUITE`, `image:REFERENCE`, or the path of a root's or an image's archive. */
  readonly asked: string;
  /** With what it takes to build a checkout of dracut in it; Debian's alone. */
  readonly toBuild: boolean;
};

/** Throws a `UserError` for what has no form of a subject: Debian's own are built with a network, and take no other words. */
export function refuseUnknown(asked: string): void {
  const why = whyNoSubject(asked);
  if (why !== undefined) throw new UserError(why);
}

/** A subject with a dracut in it. Throws a `UserError` for one that lacks it. */
export async function stageSubject(request: SubjectRequest, provisioner: Provisioner): Promise<StagedSubject> {
  const { asked } = request;
  const { cache, say } = provisioner;
  refuseUnknown(asked);
  if (asked.startsWith("release:"))
    return fromImage(releasedSubject(provisioner.release, asked.slice("release:".length)), asked, provisioner);
  if (asked.startsWith("image:")) return fromImage(asked.slice("image:".length), asked, provisioner);
  if (asked.includes("/")) {
    const tar = resolve(asked);
    if ((await examineArchive(tar)) === "image") {
      say(`loading subject ${tar}`);
      const { engine, signal } = provisioner;
      const reference = await loadImage(tar, `subject ${tar}`, { engine, scratch: cache.scratch, signal });
      return fromImage(reference, asked, provisioner);
    }
    return { image: { name: nameOf(asked), digest: await digestFile(tar) }, tar };
  }
  const entry = entryName("subject", request.toBuild ? `${asked}-build` : asked);
  const found = await verified(cache, entry, { pathOf: (digest) => subjectPath(cache, digest), say });
  if (found === undefined) return fromDebian(request, entry, provisioner);
  return { image: { name: asked, digest: found.digest }, tar: subjectPath(cache, found.digest) };
}

const subjectPath = (cache: Cache, digest: Digest) => `${cache.folder}/subjects/${hex(digest)}.tar`;

/** The file system of an image that the engine has, or pulls; named by a digest of its layers, the same in every engine. */
async function fromImage(reference: string, asked: string, provisioner: Provisioner): Promise<StagedSubject> {
  const { cache, say } = provisioner;
  const pathOf = (digest: Digest) => subjectPath(cache, digest);
  const { id, exportTo } = await exportImage(reference, provisioner);
  const image = { name: nameOf(asked), digest: id };
  const entry = entryName("subject-image", hex(id));
  if ((await verified(cache, entry, { pathOf, say })) !== undefined) return { image, tar: pathOf(id) };

  say(`exporting subject ${asked}`);
  const exported = `${cache.scratch}/subject-image.tar`;
  const content = await exportTo(exported);
  await refuseLacking(exported, asked);
  await mkdir(`${cache.folder}/subjects`, { recursive: true });
  await rename(exported, pathOf(id));
  await record(cache, entry, { digest: id, content, version: reference, origin: "image" });
  return { image, tar: pathOf(id) };
}

async function fromDebian(
  { asked, toBuild }: SubjectRequest,
  entry: string,
  { engine, image: cellImage, runId, cache, signal, say }: Provisioner,
): Promise<StagedSubject> {
  say(`building subject ${asked} of Debian's packages${toBuild ? ", with what it takes to build dracut" : ""}`);
  const building = `${cache.scratch}/subject.tar`;
  const file = digestingFile(building);
  let said = "";
  const status = await runContainer(
    engine,
    {
      image: cellImage,
      runId,
      name: `subject ${asked}`,
      command: ["sh", "provision/subject.sh", asked, ...(toBuild ? ["build"] : [])],
      // mmdebstrap mounts /proc and /sys in what it builds.
      host: { NetworkMode: "host", CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] },
    },
    { onStdout: file.write, onStderr: (chunk) => (said = (said + chunk).slice(-1000)), signal },
  );
  const digest = await file.close();
  if (status !== 0)
    throw new StageFailure(
      "provision",
      `subject ${asked}`,
      `it could not be built (mmdebstrap's exit status ${status}): ${said.trim()}`,
      "INCONCLUSIVE",
    );

  const tar = subjectPath(cache, digest);
  await mkdir(`${cache.folder}/subjects`, { recursive: true });
  await rename(building, tar);
  await record(cache, entry, { digest, content: digest, version: asked, origin: "mmdebstrap" });
  return { image: { name: asked, digest }, tar };
}
