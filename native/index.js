// Loads the addon: from COWPIO_ADDON, from beside this file (a bundle), or from the build folder.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const candidates = [
  process.env.COWPIO_ADDON,
  fileURLToPath(new URL("./cowpio.node", import.meta.url)),
  fileURLToPath(new URL("../build/cowpio.node", import.meta.url)),
].filter((path) => path !== undefined && path !== "");

const addon = candidates.find((path) => existsSync(path));
if (addon === undefined)
  throw new Error(`cowpio's addon is in none of ${candidates.join(", ")}; build it: npm run build`);

export const { create, doctor, proveSharing, extents, list, verify, extract, version } = createRequire(import.meta.url)(
  addon,
);
