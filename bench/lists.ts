import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Disk } from "./disk.ts";
import { cowpio } from "./peers.ts";

/** A line of `cowpio create --report`; bytes. */
type Totals = {
  readonly name: string;
  readonly size: number;
  readonly dataOffset: number;
  readonly cloned: number;
};

/** Inputs of the peers, by the name of the variable that has their path. */
export type Lists = { readonly NAMES: string; readonly CLONES: string; readonly COPIES: string };

/**
 * `CLONES` is what cowpio clones, where it puts it; `COPIES` all data of the unaligned archive, which is the smallest
 * that a writer without reflinks can write.
 */
export function writeLists(disk: Disk, names: readonly string[]): Lists {
  const lists = {
    NAMES: `${disk.folder}/names`,
    CLONES: `${disk.folder}/clones`,
    COPIES: `${disk.folder}/copies`,
  };
  writeFileSync(lists.NAMES, ended(names));
  writeFileSync(
    lists.CLONES,
    rangesOf(disk, lists.NAMES, "--data-align auto", ({ cloned }) => cloned),
  );
  writeFileSync(
    lists.COPIES,
    rangesOf(disk, lists.NAMES, "--data-align 4", ({ size }) => size),
  );
  return lists;
}

const ended = (fields: readonly (string | number)[]) => fields.map((field) => `${field}\0`).join("");

function rangesOf(disk: Disk, names: string, options: string, lengthOf: (text: Totals) => number): string {
  const out = `${disk.path}/listed.img`;
  const report = `${disk.folder}/report`;
  const env = { ...process.env, NAMES: names, OUT: out, COWPIO_REPORT: report };
  execFileSync("sh", ["-c", cowpio(options)], {
    cwd: `${disk.path}/tree`,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ranges = readFileSync(report, "utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"name":'))
    .map((line) => JSON.parse(line) as Totals)
    .filter((text) => lengthOf(text) > 0)
    .flatMap((text) => [text.name, text.dataOffset, lengthOf(text)]);
  const { size } = statSync(out);
  for (const file of [out, report]) rmSync(file);
  return ended([size, ...ranges]);
}
