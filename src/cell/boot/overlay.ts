import { chmod, copyFile, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { exec } from "../../lib/process.ts";
import { archiveSegments, type UnpackedEntry, unpackedEntries, verifierList } from "../archive/unpacked.ts";

/** Parts of the guest's verifier: a static program and the writer. */
type VerifierProvisions = { readonly verify: string; readonly cowpio: string };

/** Its folder in the initramfs; containers/guest/verify.c removes it before it becomes the real /init. */
const folder = ".cowpio-verify";
/** For the kernel's command line. */
export const verifierInit = `/${folder}/verify`;

const decompressSegment = 'tail --bytes=+"$2" "$1" | $3 >"$4"';

/** Entries that a kernel unpacks, read by code that is independent of the writer. */
export async function entriesOf(archive: string, scratch: string): Promise<UnpackedEntry[]> {
  const bytes = await readFile(archive);
  const streams: Buffer[] = [];
  for (const { offset, length, decompress } of archiveSegments(bytes)) {
    if (decompress === undefined) {
      streams.push(bytes.subarray(offset, offset + length));
      continue;
    }
    const plain = `${scratch}/segment`;
    const args = ["-c", decompressSegment, "sh", archive, `${offset + 1}`, decompress, plain];
    await exec({ program: "sh", args });
    streams.push(await readFile(plain));
    await rm(plain);
  }
  return unpackedEntries(streams);
}

/**
 * Makes `overlay`, a small archive of its own, and `booted`, a copy of the archive with that behind it. It brings the verifier, its nonce
 * and the list of all that the kernel has to unpack, which is returned. `scratch` is removed again.
 */
export async function addVerifier(
  archive: string,
  to: { readonly booted: string; readonly overlay: string },
  scratch: string,
  nonce: string,
  from: VerifierProvisions,
): Promise<UnpackedEntry[]> {
  const tree = `${scratch}/verifier`;
  for (const path of ["dev", "proc"]) await mkdir(`${tree}/${folder}/${path}`, { recursive: true });
  const entries = await entriesOf(archive, scratch);
  await writeFile(`${tree}/${folder}/list`, verifierList(entries));
  await copyFile(from.verify, `${tree}/${folder}/verify`);
  await chmod(`${tree}/${folder}/verify`, 0o755);
  await writeFile(`${tree}/${folder}/nonce`, nonce);

  await copyFile(archive, to.booted);
  // The kernel wants the next archive on four bytes, after any number of NULs (init/initramfs.c).
  const { size } = await stat(to.booted);
  await using file = await open(to.booted, "a");
  await file.write(Buffer.alloc((4 - (size % 4)) % 4));
  const names = ["", "/dev", "/proc", "/list", "/nonce", "/verify"].map((name) => `${folder}${name}\n`).join("");
  await exec({ program: from.cowpio, args: ["create", "--directory", tree, "--truncate-existing", to.overlay] }, names);
  await file.write(await readFile(to.overlay));
  await rm(scratch, { recursive: true });
  return entries;
}
