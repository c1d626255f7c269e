import { mkdir, readFile, rm } from "node:fs/promises";
import { resolveInRoot } from "../../lib/files.ts";
import { exec } from "../../lib/process.ts";
import { buildsDracut, type CellPlan } from "../../model/cell.ts";
import { confined } from "../../model/command.ts";
import { StageFailure } from "../../model/errors.ts";
import { faultOf } from "../../model/faults.ts";
import { profileOf } from "../../model/file-systems.ts";
import { generatorOf } from "../../model/generators.ts";
import { insideMarker, noncesOf } from "../../model/markers.ts";
import { installCheckout } from "./checkout.ts";
import { type Modules, missingDrivers } from "./drivers.ts";
import { ours, putProgram, putScript, putText } from "./install.ts";
import { installWriter } from "./writer.ts";

/** Files of the cell's container. */
export type Provisions = {
  /** A tar archive: the distro's root. */
  readonly distro: string;
  /** A folder: `boot/vmlinuz-VERSION`, `lib/modules/VERSION`. */
  readonly kernel: string;
  /** A folder: a checkout of dracut, where the plan asks for one. */
  readonly checkout: string;
  /** The static executable. */
  readonly cowpio: string;
  /** PID 1 of the real root, static. */
  readonly init: string;
};

/** Unpacks the distro on the image and installs the kernel, the generator, the writer and the markers of the boot. */
export async function populate(
  root: string,
  plan: CellPlan,
  from: Provisions,
  onOutput: (text: string) => void,
): Promise<void> {
  const fault = faultOf(plan.fault);
  for (const command of fault.beforeUnpacking?.(root) ?? []) await exec(command);
  await exec({ program: "tar", args: ["--extract", "--file", from.distro, "--directory", root, "--numeric-owner"] });
  for (const folder of ["dev", "proc", "run", "sys", "var/tmp"])
    await mkdir(await resolveInRoot(root, folder), { recursive: true });
  await installKernel(root, plan.kernel.version, from.kernel);
  await exec(confined(root, "depmod", plan.kernel.version));
  await assertDrivers(root, plan);
  for (const command of fault.beforeGenerator?.(root) ?? []) await exec(command);
  if (profileOf(plan.fileSystem).snapshot)
    await exec({ program: "btrfs", args: ["subvolume", "snapshot", "-r", root, `${root}/.snapshot`] });
  if (buildsDracut(plan))
    await installCheckout(root, { name: plan.dracut, folder: from.checkout, distro: plan.distro.name }, onOutput);
  await installWriter(root, plan, from.cowpio);
  await installMarkers(root, plan, from.init);
}

/** In place of whatever the distro has under these names. */
async function installKernel(root: string, version: string, from: string): Promise<void> {
  const modules = `${await resolveInRoot(root, "lib/modules")}/${version}`;
  const boot = await resolveInRoot(root, "boot");
  await rm(modules, { recursive: true, force: true });
  for (const folder of [boot, modules]) await mkdir(folder, { recursive: true });
  await exec({ program: "cp", args: ["-r", `${from}/lib/modules/${version}/.`, `${modules}/`] });
  await exec({ program: "cp", args: ["-r", "--remove-destination", `${from}/boot/.`, `${boot}/`] });
}

/** Module lists of the installed kernel; a missing file is empty. */
export async function modulesOf(root: string, version: string): Promise<Modules> {
  const read = (name: string) =>
    resolveInRoot(root, `lib/modules/${version}/${name}`)
      .then((location) => readFile(location, "utf8"))
      .catch(() => "");
  return { builtin: await read("modules.builtin"), dep: await read("modules.dep") };
}

/** A guest that cannot mount its root says nothing of the archive. */
async function assertDrivers(root: string, { kernel, fileSystem }: CellPlan): Promise<void> {
  const missing = missingDrivers(await modulesOf(root, kernel.version), profileOf(fileSystem).kind);
  if (missing.length > 0)
    throw new StageFailure("stage", `kernel ${kernel.version}`, `it has no ${missing.join(", no ")}`, "SKIP");
}

/** Prints the line from inside the archive. */
const insideHook = `#!/bin/sh
echo "<5>${insideMarker}" > /dev/kmsg
`;

/** A line from inside the archive, and PID 1 of the real root with this run's nonce. */
async function installMarkers(root: string, plan: CellPlan, init: string): Promise<void> {
  const { prePivot, otherNonce } = faultOf(plan.fault);
  const { marker, logging } = generatorOf(plan);
  const files = { ...marker(prePivot ?? insideHook), ...logging(plan.debug === true) };
  for (const [path, text] of Object.entries(files)) await putScript(root, path, text);
  await putProgram(root, `${ours}/init`, init);
  const nonce = noncesOf(plan.nonce).root;
  await putText(root, `${ours}/nonce`, otherNonce ? nonce.split("").reverse().join("x") : nonce);
}
