import { type Condition, conditions } from "./conditions.ts";
import { exclusive, padding, ratio, rowOf, sharedPercent } from "./figures.ts";
import type { Measured, Row } from "./measure.ts";
import { names } from "./peers.ts";

/** A figure of a run, and what it should be; `shown` has no bar. A bar without its figure is `unknown`, with why. */
export type Judged = { readonly verdict: "held" | "missed" | "shown" | "unknown"; readonly text: string };

/** Judges each bar by a run. Pure. Where cowpio is only measured with another alignment, only that one has a bar. */
export function judge(runs: readonly Measured[]): Judged[] {
  return runs.flatMap((run) =>
    rowOf(run, names.cowpio, "warm") === undefined
      ? sharing(run, names.largeAlignment, "64 KiB alignment")
      : [
          ...speed(run),
          ...automatic(run),
          ...layout(run),
          ...sharing(run, names.cowpio, "4 KiB alignment"),
          ...sharing(run, names.largeAlignment, "64 KiB alignment"),
        ],
  );
}

const at = ({ profile, tree }: Measured, condition: Condition) => `${profile.name}, ${tree.id}, ${condition}`;
const every = Object.keys(conditions) as Condition[];

function atMost(where: string, what: string, figure: number | undefined, bar?: number): Judged[] {
  if (figure === undefined)
    return bar === undefined ? [] : [unknown(`${where}: ${what}, bar ${bar} x`, "one of the two was not measured")];
  const verdict = bar === undefined ? "shown" : figure <= bar ? "held" : "missed";
  return [{ verdict, text: `${where}: ${what} ${figure.toFixed(3)} x${bar === undefined ? "" : `, bar ${bar} x`}` }];
}

const unknown = (text: string, why: string): Judged => ({ verdict: "unknown", text: `${text}: ${why}` });

/** Writing with all that can be shared. With rmapbt=1 a clone costs what copying 128 KiB does; a dirty source is written first. */
function speed(run: Measured): Judged[] {
  const took = (other: string, condition: Condition, bar?: number) =>
    atMost(at(run, condition), `cowpio / ${other}`, ratio(run, names.cowpio, other, condition), bar);
  const id = run.profile.id;
  const shownOnly = id === "xfs-rmapbt";
  return [
    ...took(names.threeCpio, "warm", id === "btrfs" ? 0.45 : shownOnly ? undefined : 0.5),
    ...took(names.gnu, "warm", id === "btrfs" ? 0.15 : undefined),
    ...every.flatMap((condition) => took(names.floor, condition, shownOnly || condition === "dirty" ? undefined : 2.5)),
    ...every.flatMap((condition) => took(names.copy, condition)),
  ];
}

/** `--min-clone auto` stays ahead of a plain archive, and what it gave for that. Beside it the copy that is no archive. */
function automatic(run: Measured): Judged[] {
  return every.flatMap((condition) => {
    const traded = [names.auto, names.cowpio].map((name) => {
      const row = rowOf(run, name, condition);
      return row && sharedBytes(row);
    });
    const auto = (other: string, bar?: number) =>
      atMost(
        at(run, condition),
        `auto (shares ${traded.map((mb) => mb ?? "?").join(" of ")} MB) / ${other}`,
        ratio(run, names.auto, other, condition),
        bar,
      );
    // A clone of a dirty source waits for what a copy leaves to later.
    return [...auto(names.plain, condition === "dirty" ? undefined : 1), ...auto(names.copy)];
  });
}

const sharedBytes = ({ archive }: Row) => archive && (archive.shared / 1e6).toFixed(1);

/**
 * Against 3cpio, whose layout is dracut-cpio's: in the order of names, padded in names alone; and against our own in that
 * order, which is always there, and stricter: it also reaches the alignment where names cannot.
 */
function layout(run: Measured): Judged[] {
  const share = (other: string, figure: (row: Row) => number | undefined) => {
    const [one, baseline] = [names.cowpio, other].map((name) => {
      const row = rowOf(run, name, "warm");
      return row && figure(row);
    });
    return one === undefined || baseline === undefined ? undefined : one / baseline;
  };
  const where = at(run, "warm");
  const padded = (row: Row) => padding(run, row);
  const dracut = run.tree.id === "dracut";
  return [
    ...atMost(where, "exclusive bytes / 3cpio's", share(names.threeCpio, exclusive), dracut ? 0.8 : 0.85),
    ...atMost(where, "padding / 3cpio's", share(names.threeCpio, padded), dracut ? 0.6 : undefined),
    ...atMost(where, "exclusive bytes / own name order's", share(names.given, exclusive), dracut ? 0.8 : 0.95),
    ...atMost(where, "padding / own name order's", share(names.given, padded), dracut ? 0.6 : undefined),
  ];
}

function sharing(run: Measured, writer: string, alignment: string): Judged[] {
  const row = rowOf(run, writer, "warm");
  const percent = row && sharedPercent(row);
  const what = `${at(run, "warm")}: ${alignment} shares`;
  if (percent === undefined) return [unknown(`${what}, bar 99.9 %`, "no archive of it was looked at")];
  return [{ verdict: percent >= 99.9 ? "held" : "missed", text: `${what} ${percent.toFixed(2)} %, bar 99.9 %` }];
}
