// After the package's installation: a prebuilt addon that loads here will do, else one is built. A checkout builds by itself
// (npm run build, npm test).
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);

async function loads() {
  try {
    await import("./index.js");
    return true;
  } catch {
    return false;
  }
}

if (!existsSync(`${here}/../.ci`) && !(await loads())) {
  console.log(`cowpio: no prebuilt addon loads on ${process.platform}-${process.arch} here; building one`);
  const headers = `NODE_HEADERS=${dirname(resolve("node-api-headers/package.json"))}/include`;
  const wrapper = `NODE_ADDON_API=${dirname(resolve("node-addon-api/package.json"))}`;
  try {
    // For this machine alone, so its shared libraries do.
    const libraries = "LIBRARIES=-lz -lzstd -llzma -lbz2 -llz4";
    const flags = ["-s", `-j${availableParallelism()}`, "-C", here, headers, wrapper, libraries, "WERROR="];
    execFileSync("make", [...flags, "addon"], { stdio: "inherit" });
  } catch {
    const musl = process.report.getReport().header.glibcVersionRuntime === undefined;
    console.error(
      `cowpio: the addon could not be built: it takes Linux with its headers, make, a g++ that knows C++20, and zlib, zstd, liblzma, bzip2 and lz4 with their headers (${musl ? "Alpine: apk add g++ make linux-headers zlib-dev zstd-dev xz-dev bzip2-dev lz4-dev" : "Debian: apt-get install g++ make zlib1g-dev libzstd-dev liblzma-dev libbz2-dev liblz4-dev"}). What make printed is above; the executable in prebuilds/linux-${process.arch} needs no library and runs without it`,
    );
    process.exitCode = 1;
  }
}
