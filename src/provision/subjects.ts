import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { resolve } from "node:path";
import type { Digest, SubjectImage } from "../domain/cell.ts";
import { UserError } from "../domain/failure.ts";
import { digestFile } from "../sys/digest.ts";
import { type Cache, digestingFile, hex, lookUp, record } from "./cache.ts";
import { runContainer } from "./container.ts";
import type { Provisioner } from "./kernels.ts";

export type StagedSubject = { readonly image: SubjectImage; readonly tar: string };

/** A subject from the cache, from a tar archive, or built of Debian's packages. */
export async function stageSubject(asked: string, provisioner: Provisioner): Promise<StagedSubject> {
  return asked.includes("/")
    ? takeArchive(resolve(asked))
    : ((await fromCache(asked, provisioner.cache)) ?? (await fromDebian(asked, provisioner)));
}

const subjectPath = (cache: Cache, digest: Digest) => `${cache.folder}/subjects/${hex(digest)}.tar`;

async function fromCache(name: string, cache: Cache): Promise<StagedSubject | undefined> {
  const found = await lookUp(cache, `subject-${name}`);
  if (found === undefined) return undefined;
  const image = { name, digest: found.digest };
  const tar = subjectPath(cache, image.digest);
  return existsSync(tar) ? { image, tar } : undefined;
}

async function fromDebian(
  name: string,
  { engine, image: cellImage, runId, cache, signal, say }: Provisioner,
): Promise<StagedSubject> {
  say(`building subject ${name} of Debian's packages`);
  const building = `${cache.scratch}/subject.tar`;
  const file = digestingFile(building);
  let said = "";
  const status = await runContainer(
    engine,
    {
      image: cellImage,
      runId,
      name: `subject ${name}`,
      command: ["sh", "provision/subject.sh", name],
      // mmdebstrap mounts /proc and /sys in what it builds.
      host: { NetworkMode: "host", CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] },
    },
    { onStdout: file.write, onStderr: (chunk) => (said = (said + chunk).slice(-1000)), signal },
  );
  const digest = await file.close();
  if (status !== 0)
    throw new UserError(`subject ${name} could not be built (mmdebstrap's exit status ${status}): ${said.trim()}`);

  const image = { name, digest };
  const tar = subjectPath(cache, image.digest);
  await mkdir(`${cache.folder}/subjects`, { recursive: true });
  await rename(building, tar);
  await record(cache, `subject-${name}`, { digest, version: name, origin: "mmdebstrap" });
  return { image, tar };
}

async function takeArchive(tar: string): Promise<StagedSubject> {
  if (!existsSync(tar)) throw new UserError(`subject ${tar}: there is no such tar archive`);
  return { image: { name: tar.split("/").at(-1) ?? tar, digest: await digestFile(tar) }, tar };
}
