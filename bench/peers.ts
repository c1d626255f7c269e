import { resolve } from "node:path";
import { findThreeCpio, quoted } from "../test/support/threecpio.ts";
import type { Condition } from "./conditions.ts";

/**
 * A writer to compare with: a shell command that runs in the tree, reads names from `$NAMES` and writes `$OUT`. Those
 * without an archive read `$CLONES` or `$COPIES` instead: see floor.cpp.
 */
export type Peer = {
  readonly name: string;
  readonly command: string;
  readonly conditions: readonly Condition[];
  readonly archive: boolean;
};

const built = (name: string) => quoted(resolve("build", name));

const warm: readonly Condition[] = ["warm"];
const all: readonly Condition[] = ["warm", "cold", "dirty"];

export const cowpio = (options: string): string =>
  `${built("cowpio")} create --null ${options} --truncate-existing "$OUT" < "$NAMES"`;

/** The names that the bars know. */
export const names = {
  cowpio: "cowpio",
  auto: "cowpio --min-clone auto",
  given: "cowpio --order given",
  largeAlignment: "cowpio --data-align 65536",
  threeCpio: "3cpio",
  gnu: "GNU cpio",
  plain: "plain archive",
  copy: "plain copy",
  floor: "floor",
} as const;

const ours: readonly Peer[] = [
  { name: names.cowpio, command: cowpio("--data-align auto"), conditions: all, archive: true },
  { name: names.auto, command: cowpio("--data-align auto --min-clone auto"), conditions: all, archive: true },
];
/** Layouts to compare with. */
const layouts: readonly Peer[] = [
  { name: names.given, command: cowpio("--data-align auto --order given"), conditions: warm, archive: true },
  { name: names.largeAlignment, command: cowpio("--data-align 65536"), conditions: warm, archive: true },
];
const others: readonly Peer[] = [
  { name: names.gnu, command: 'cpio --quiet -o -0 -H newc < "$NAMES" > "$OUT"', conditions: warm, archive: true },
  { name: "bsdcpio", command: 'bsdcpio --quiet -o -0 -H newc < "$NAMES" > "$OUT"', conditions: warm, archive: true },
];
const min: readonly Peer[] = [
  { name: names.plain, command: `${built("bench-plain")} "$OUT" < "$NAMES"`, conditions: all, archive: true },
  { name: names.copy, command: `${built("bench-floor")} copy "$OUT" "$COPIES"`, conditions: all, archive: false },
  { name: names.floor, command: `${built("bench-floor")} clone "$OUT" "$CLONES"`, conditions: all, archive: false },
];

/** dracut-cpio, or what takes its call. */
const given = (name: string, path: string): Peer => ({
  name,
  command: `${quoted(resolve(path))} --null --data-align 4096 --truncate-existing "$OUT" < "$NAMES"`,
  conditions: all,
  archive: true,
});

/** Every peer that can be had, and why others cannot. `more` holds `NAME=PATH`. */
export function findPeers(more: readonly string[]): {
  readonly peers: readonly Peer[];
  readonly missing: readonly string[];
} {
  const third = findThreeCpio();
  return {
    peers: [
      ...ours,
      ...("why" in third
        ? []
        : [
            {
              name: names.threeCpio,
              command: `tr '\\0' '\\n' < "$NAMES" | ${third.program} --create --data-align 4096 "$OUT"`,
              conditions: all,
              archive: true,
            },
          ]),
      ...more.map((one) => given(one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1))),
      ...others,
      ...min,
      ...layouts,
    ],
    missing: "why" in third ? [third.why] : [],
  };
}
