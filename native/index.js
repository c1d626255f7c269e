// Loads the addon: from COWPIO_ADDON, from beside this file (a bundle), from the build directory, or a prebuilt one.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const candidates = [
  process.env.COWPIO_ADDON,
  ...["./cowpio.node", "../build/cowpio.node", `../prebuilds/linux-${process.arch}/cowpio.node`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  ),
].filter((path) => path !== undefined && path !== "" && existsSync(path));

/** One that was built for another C library or processor does not load; the next may. */
function load() {
  const reasons = [];
  for (const path of candidates) {
    try {
      return require(path);
    } catch (error) {
      reasons.push(`${path}: ${error.message}`);
    }
  }
  throw new Error(
    `cowpio's addon cannot be loaded; build it: npm run build${reasons.map((why) => `\n  ${why}`).join("")}`,
  );
}

export const { create, doctor, proveSharing, extents, list, verify, extract, version } = load();
