import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { resolveInRoot } from "../../lib/files.ts";
import { describeEnd, exec, watch } from "../../lib/process.ts";
import { confined } from "../../model/command.ts";
import { StageFailure } from "../../model/errors.ts";
import { generators } from "../../model/generators.ts";
import { ours } from "./install.ts";

/** dracut's build takes 5 s on two idle cores. */
const deadlines = { total: 600_000, stall: 180_000 };

/** The first error of a compiler: `src/install/util.c:12:34: error: …` (GCC, Clang). */
const compilersError = /^([\w./-]+):(\d+):\d+: (?:fatal )?error: .+$/m;

/** Builds a checkout of dracut in the distro, with dracut's own build, and installs it in place of the distro's. */
export async function installCheckout(
  root: string,
  { name, folder, distro }: { readonly name: string; readonly folder: string; readonly distro: string },
  onOutput: (text: string) => void,
): Promise<void> {
  const inDistro = (script: string) => confined(root, "sh", "-c", script);
  const missing = await exec(
    inDistro("for tool in cc make pkg-config; do command -v $tool >/dev/null || echo $tool; done"),
  );
  if (missing !== "")
    throw new StageFailure(
      "stage",
      `dracut ${name}`,
      `distro ${distro} lacks what it takes to build it: ${missing.trim().split("\n").join(", ")}`,
      "SKIP",
    );
  const source = `${await resolveInRoot(root, ours)}/dracut`;
  await mkdir(dirname(source), { recursive: true });
  await exec({ program: "cp", args: ["-r", "--preserve=mode,timestamps,links", folder, source] });
  // A module that the checkout lacks must not be the distro's.
  await rm(await resolveInRoot(root, generators.dracut.folder), { recursive: true, force: true });
  let output = "";
  let error: RegExpExecArray | null = null;
  const ended = await watch(
    inDistro(`cd ${ours}/dracut && { ./configure --disable-documentation && make && make install; } 2>&1`),
    {
      deadlines,
      onOutput: (text) => {
        output = (output + text).slice(-4000);
        error ??= compilersError.exec(output);
        onOutput(text);
      },
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" },
    },
  );
  if (ended.kind !== "exited" || ended.status !== 0) {
    const last = output.trim().split("\n").slice(-3).join("; ");
    const [text, file = "", line] = error ?? [];
    const why = text === undefined ? last : `${text}; ${last}`;
    throw new StageFailure(
      "stage",
      `dracut ${name}`,
      `its build failed, ${describeEnd(ended)}: ${why}`,
      "FAIL",
      text === undefined ? undefined : { file, line: Number(line) },
    );
  }
  await rm(await resolveInRoot(root, `${ours}/dracut`), { recursive: true });
}
