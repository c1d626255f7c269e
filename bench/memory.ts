import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { scratch } from "../test/scratch.ts";
import { quoted } from "./threecpio.ts";

/** All of the same length, and each a name of one empty file: `//` and `/.` lead nowhere. */
function namesOf(bits: number): string[] {
  const names: string[] = [];
  for (let number = 0; number < 2 ** bits; number++) {
    let name = "d";
    for (let bit = 0; bit < bits; bit++) name += (number >> bit) % 2 === 0 ? "//" : "/.";
    names.push(`${name}/f`);
  }
  return names;
}

/** Peak memory of `cowpio create` over a million entries and over none, as a line. */
export function memoryLine(): string {
  using folder = scratch();
  mkdirSync(`${folder.path}/d`);
  writeFileSync(`${folder.path}/d/f`, "");
  const peak = (names: readonly string[]): number => {
    writeFileSync(`${folder.path}/names`, names.map((name) => `${name}\n`).join(""));
    const command = `${quoted(resolve("build/cowpio"))} create --truncate-existing out < names`;
    const told = execFileSync(resolve("build/bench-timed"), [`${folder.path}/out`, command], {
      cwd: folder.path,
      encoding: "utf8",
    });
    return (JSON.parse(told) as { peakKiB: number }).peakKiB * 1024;
  };
  const names = namesOf(20);
  const length = names[0]?.length ?? 0;
  const each = Math.round((peak(names) - peak([])) / names.length);
  return `${names.length} entries with names of ${length} bytes take ${each} bytes each at most, ${each - length} besides the name (bar 256)`;
}
