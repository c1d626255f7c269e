import { chmod, chown, copyFile, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { exec } from "../sys/exec.ts";
import { archiveSegments } from "./segments.ts";

/** What the guest's verifier is made of: two static programs and the writer. */
export type VerifierProvisions = { readonly verify: string; readonly list: string; readonly cowpio: string };

/** Its folder in the initramfs; containers/guest/verify.c removes it before it becomes the real /init. */
const folder = ".cowpio-verify";
/** For the kernel's command line. */
export const verifierInit = `/${folder}/verify`;

const unpackSegment =
  'cd "$1" && tail --bytes=+"$3" "$2" | head --bytes="$4" | $5 | cpio --extract --quiet --make-directories --unconditional --no-absolute-filenames';

/**
 * Makes `overlay`, a small archive of its own, and `booted`, a copy of the archive with that behind it. It brings the verifier, its nonce
 * and the list of all that the kernel has to unpack. The list is of what GNU cpio unpacks, a reader that shares no code
 * with the writer; in `scratch`, which is removed again.
 */
export async function addVerifier(
  archive: string,
  to: { readonly booted: string; readonly overlay: string },
  scratch: string,
  nonce: string,
  from: VerifierProvisions,
): Promise<void> {
  const unpacked = `${scratch}/unpacked`;
  const tree = `${scratch}/verifier`;
  for (const path of [unpacked, `${tree}/${folder}/dev`, `${tree}/${folder}/proc`])
    await mkdir(path, { recursive: true });
  // GNU cpio ends at the first trailer. What it is not given the guest finds to be more than is listed.
  for (const { offset, length, decompress = "cat", root } of archiveSegments(await readFile(archive))) {
    await exec({
      program: "sh",
      args: ["-c", unpackSegment, "sh", unpacked, archive, `${offset + 1}`, `${length}`, decompress],
    });
    // GNU cpio leaves an existing folder's mode and owner as they are.
    if (root !== undefined) {
      await chown(unpacked, root.uid, root.gid);
      await chmod(unpacked, root.mode);
    }
  }
  await exec({ program: "sh", args: ["-c", '"$1" "$2" >"$3"', "sh", from.list, unpacked, `${tree}/${folder}/list`] });
  await rm(unpacked, { recursive: true });
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
}
