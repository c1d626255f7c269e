import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { scratch } from "../test/support/scratch.ts";
import { quoted } from "../test/support/threecpio.ts";
import type { Judged } from "./bars.ts";

/** Besides the name, bytes. */
const bar = 256;

/** As long as the others', since a short name takes nothing of its own. */
const deep = `d${"//".repeat(18)}`;

/** All of the same length, and each a name of the folder `d`: `//` and `/.` lead nowhere. */
function foldersOf(bits: number): string[] {
  return Array.from({ length: 2 ** bits }, (_, number) =>
    Array.from({ length: bits }, (_, bit) => ((number >> bit) % 2 === 0 ? "//" : "/.")).reduce((a, b) => a + b, "d"),
  );
}

/** Makes what the names lead to, and gives them. */
const kinds: Readonly<Record<string, (folder: string) => string[]>> = {
  "plain files": (folder) => {
    writeFileSync(`${folder}/d/f`, "");
    return foldersOf(20).map((name) => `${name}/f`);
  },
  "symlinks, with a target of one byte": (folder) => {
    symlinkSync("x", `${folder}/d/s`);
    return foldersOf(20).map((name) => `${name}/s`);
  },
  "files with two links each": (folder) =>
    Array.from({ length: 2 ** 16 }, (_, number) => {
      const [one, two] = ["a", "b"].map((kind) => `${deep}/${kind}${number.toString(16).padStart(4, "0")}`);
      writeFileSync(`${folder}/${one}`, "");
      linkSync(`${folder}/${one}`, `${folder}/${two}`);
      return [one as string, two as string];
    })
      .flat()
      .sort(),
};

/** Peak memory of `cowpio create` over many entries of a kind, and over none. */
export function judgeMemory(): Judged[] {
  return Object.entries(kinds).map(([kind, make]) => {
    using folder = scratch();
    mkdirSync(`${folder.path}/d`);
    const peak = (names: readonly string[]): number => {
      writeFileSync(`${folder.path}/names`, names.map((name) => `${name}\n`).join(""));
      const command = `${quoted(resolve("build/cowpio"))} create --truncate-existing out < names`;
      const description = execFileSync(resolve("build/bench-timed"), [`${folder.path}/out`, command], {
        cwd: folder.path,
        encoding: "utf8",
      });
      return (JSON.parse(description) as { peakKiB: number }).peakKiB * 1024;
    };
    const names = make(folder.path);
    const length = names[0]?.length ?? 0;
    const each = Math.round((peak(names) - peak([])) / names.length) - length;
    const verdict = each <= bar ? "held" : "missed";
    return {
      verdict,
      text: `memory, ${names.length} ${kind}: ${each} bytes each besides a name of ${length}, bar ${bar}`,
    };
  });
}
