/** The data of a history: a row for each night. history.jsonl has these rows as text. */

import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { isControl } from "../../model/cell.ts";
import { type JudgedCell, type Status, statuses } from "../../model/outcome.ts";
import type { Run } from "../../model/run.ts";
import { versionsOf } from "../diff.ts";
import { oneLine } from "../escape.ts";
import { parsed } from "../json.ts";
import { measures } from "../noise.ts";
import { readBy, runSchema } from "../run-schema.ts";
import { verdictOf } from "../verdict.ts";

/** By name. */
type Versions = Readonly<Record<string, string>>;

/** A cell in one night. Bytes and milliseconds, of the cell's own archive; undefined if the cell ended before they were known. */
export type CellNight = {
  readonly status: Status;
  /** Undefined for PASS. */
  readonly reason: string | undefined;
  readonly size: number | undefined;
  readonly shared: number | undefined;
  readonly shareable: number | undefined;
  readonly creation: number | undefined;
  readonly boot: number | undefined;
  readonly versions: Versions;
  readonly control: boolean;
};

const runFields = {
  ...v.pick(runSchema, ["started", "version", "jobs", "accelerator"]).entries,
  host: v.omit(runSchema.entries.host, ["cellImage"]),
  verdict: v.picklist(["PASS", "FAIL"]),
  /** Address of the report's page, relative to the history's page or absolute; absent if there is none. */
  link: v.exactOptional(v.pipe(v.string(), v.regex(/^(https?:\/\/|[^:]*$)/))),
};
const runSummary = v.object(runFields);

/** A run as the history has it, and its cells by their ids. Its start identifies it. */
export type Night = Readonly<v.InferOutput<typeof runSummary>> & { readonly cells: ReadonlyMap<string, CellNight> };

/**
 * Reduces a run to its night. `seen`: versions of other nights, since equal ones are held once. Throws if the run is a shard, or has no
 * date by which it is ordered.
 */
export function nightOf(run: Run, link?: string, seen = new Map<string, Versions>()): Night {
  const { started, version, jobs, accelerator, cells } = run;
  const { cellImage: _, ...host } = run.host;
  if (run.shard !== undefined)
    throw new Error(`shard ${run.shard.index}/${run.shard.of} is a part of a run. Join the shards with merge`);
  if (Number.isNaN(Date.parse(started))) throw new Error(`run.started: expected a date, found "${oneLine(started)}"`);
  return {
    ...{ started, version, jobs, accelerator, host, verdict: verdictOf(run) },
    ...(link === undefined ? {} : { link }),
    cells: new Map(cells.map((cell) => [cell.plan.id, cellNightOf(cell, seen)])),
  };
}

function cellNightOf(
  { plan, outcome: { status, reason, evidence } }: JudgedCell,
  seen: Map<string, Versions>,
): CellNight {
  const archive = evidence?.archives.find(({ recipe }) => recipe === "reflink");
  const whole = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));
  const text = JSON.stringify(versionsOf({ ...plan, ...(evidence ? { versions: evidence.versions } : {}) }));
  const versions = seen.get(text) ?? (JSON.parse(text) as Versions);
  seen.set(text, versions);
  return {
    status,
    reason: status === "PASS" ? undefined : oneLine(reason),
    size: archive?.size,
    shared: evidence?.sharing.shared,
    shareable: evidence?.sharing.shareable,
    creation: archive && whole(measures.creation.of(archive)),
    boot: archive && whole(measures.boot.of(archive)),
    versions,
    control: isControl(plan),
  };
}

/** Nights by their start, and the starts of those that were new, that took the place of another row, or that were there already. */
export type Joined = { readonly nights: readonly Night[] } & Readonly<
  Record<"added" | "replaced" | "known", readonly string[]>
>;

/** Adds nights to a history. The later of two nights with the same start counts; a difference in the link alone is ignored. */
export function joined(history: readonly Night[], given: Iterable<Night>): Joined {
  const nights = new Map(history.map((night) => [night.started, night]));
  const starts = { added: new Set<string>(), replaced: new Set<string>(), known: new Set<string>() };
  for (const night of given) {
    const { started } = night;
    const previous = nights.get(started);
    const same = previous && isDeepStrictEqual({ ...previous, link: "" }, { ...night, link: "" });
    const kind = previous === undefined ? "added" : same ? "known" : "replaced";
    nights.set(started, same ? { ...previous, ...night } : night);
    starts[kind].add(started);
  }
  return {
    nights: [...nights.values()].sort((a, b) => Date.parse(a.started) - Date.parse(b.started)),
    added: [...starts.added],
    replaced: [...starts.replaced],
    known: [...starts.known],
  };
}

/** Grows when a reader of the old shape would misread the new one. */
const historySchema = 1;

const [status, reason, figure] = [v.picklist(statuses), v.nullable(v.string()), v.nullable(v.number())];
/** Status, reason, size, shared, shareable, creation, boot, position of the versions in the head's list. */
const cellRow = v.tuple([status, reason, figure, figure, figure, figure, figure, v.number()]);
/** First line. `cells`: ids by position. */
const head = v.object({
  schema: v.literal(historySchema),
  versions: v.array(v.record(v.string(), v.string())),
  cells: v.array(v.object({ id: v.string(), control: v.boolean() })),
});
/** Every other line. `cells`: null for a cell that was not in the night. */
const row = v.object({ ...runFields, cells: v.array(v.nullable(cellRow)) });

/** history.jsonl in pieces: a line for what the nights share, and one for each night. The same nights give the same bytes. */
export function* historyLines(nights: readonly Night[]): Generator<string> {
  const controls = new Map(nights.flatMap(({ cells }) => [...cells].map(([id, { control }]) => [id, control])));
  const ids = [...controls.keys()].sort();
  const positions = new Map<string, number>();
  const known = new Map<Versions, number>();
  for (const { cells } of nights)
    for (const id of ids) {
      const versions = cells.get(id)?.versions;
      if (versions === undefined || known.has(versions)) continue;
      const text = JSON.stringify(versions);
      positions.set(text, positions.get(text) ?? positions.size);
      known.set(versions, positions.get(text) as number);
    }
  const cells = ids.map((id) => ({ id, control: controls.get(id) }));
  const versions = [...positions.keys()].map((text): unknown => JSON.parse(text));
  yield `${JSON.stringify({ schema: historySchema, versions, cells })}\n`;
  for (const night of nights) {
    const row = ids.map((id) => {
      const cell = night.cells.get(id);
      if (cell === undefined) return null;
      const { status, reason, size, shared, shareable, creation, boot } = cell;
      return [status, reason, size, shared, shareable, creation, boot, known.get(cell.versions)];
    });
    yield `${JSON.stringify({ ...night, cells: row })}\n`;
  }
}

/** Reads what `historyLines` wrote. Throws, naming the line, if it is something else. */
export function parseHistory(text: string): Night[] {
  const [first = "", ...lines] = text.trimEnd().split("\n");
  const { versions, cells } = readBy(head, parsed(first, "history", historySchema), "line 1");
  return lines.map((line, index) => {
    const at = `line ${index + 2}`;
    const { cells: rows, ...run } = readBy(row, JSON.parse(line), at);
    const own = rows.flatMap((one, position): [string, CellNight][] => {
      if (one === null) return [];
      const [status, reason, size, shared, shareable, creation, boot, number] = one;
      const [cell, known] = [cells[position], versions[number]];
      if (cell === undefined || known === undefined)
        throw new Error(`${at}.cells[${position}]: line 1 lacks its id or versions`);
      const figures = { size: size ?? undefined, shared: shared ?? undefined, shareable: shareable ?? undefined };
      const times = { creation: creation ?? undefined, boot: boot ?? undefined };
      return [
        [
          cell.id,
          { status, reason: reason ?? undefined, ...figures, ...times, versions: known, control: cell.control },
        ],
      ];
    });
    return { ...run, cells: new Map(own) };
  });
}
