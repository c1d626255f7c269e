/**
 * `npm run bench [-- --rounds N] [--only PROFILE[/TREE]|memory]... [--peer NAME=PATH]...`: writers side by side on Btrfs and
 * XFS, write and fsync, in turn, medians and ratios; beside them what each shared, proven by place; at last the bars. One that
 * is missed ends with 1; one that could not be judged says why.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { mountProblem } from "../test/support/scratch.ts";
import { type Judged, judge } from "./bars.ts";
import { conditions } from "./conditions.ts";
import { openDisk, type Profile, profiles } from "./disk.ts";
import { writeLists } from "./lists.ts";
import { type Measured, measure } from "./measure.ts";
import { judgeMemory } from "./memory.ts";
import { findPeers, names, type Peer } from "./peers.ts";
import { legend, tableOf } from "./table.ts";
import { type Tree, trees, writeTree } from "./trees.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    only: { type: "string", multiple: true, default: [] },
    peer: { type: "string", multiple: true, default: [] },
  },
});
const rounds = Number(values.rounds);

function refuse(why: string): never {
  console.error(`bench: ${why}`);
  process.exit(1);
}

const pairs = profiles.flatMap((profile) => trees.map((tree) => ({ profile, tree })));
const idsOf = ({ profile, tree }: (typeof pairs)[0]) => [profile.id, `${profile.id}/${tree.id}`];
const known = [...pairs.flatMap(idsOf), "memory"];
const wrong = values.only.find((one) => !known.includes(one));
if (wrong !== undefined) refuse(`--only ${wrong}: there are ${[...new Set(known)].join(", ")}`);
if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${values.rounds}: expected a number from 1 up`);
const reason = mountProblem();
if (reason !== undefined) refuse(reason);

const { peers, missing } = findPeers(values.peer);
for (const why of missing) console.log(`left out: ${why}`);
console.log(`${rounds} rounds, the writers in turn. Sources are`);
for (const [name, meaning] of Object.entries(conditions)) console.log(`  ${name.padEnd(5)}  ${meaning}`);
console.log(legend);

/** As root file systems are: on a few gigabytes, Btrfs's writers wait for room for metadata. Sparse. */
const imageBytes = 64 * 2 ** 30;

function measureOn(profile: Profile, tree: Tree, peers: readonly Peer[]): Measured | undefined {
  const opened = openDisk(profile, imageBytes);
  if (typeof opened === "string") {
    unmeasured.push({ verdict: "unknown", text: `${profile.name}, ${tree.id}: all bars: ${opened}` });
    return;
  }
  using disk = opened;
  mkdirSync(`${disk.path}/tree`);
  const written = writeTree(`${disk.path}/tree`, tree);
  const lists = writeLists(disk, written.names);
  return {
    profile: { id: profile.id, name: profile.name },
    tree: { id: tree.id, name: tree.name, unpadded: written.unpadded },
    rows: measure(disk, lists, peers, rounds),
  };
}

const unmeasured: Judged[] = [];
const results: Measured[] = [];
for (const pair of pairs) {
  if (values.only.length > 0 && !idsOf(pair).some((id) => values.only.includes(id))) continue;
  const { profile, tree } = pair;
  const chosen = profile.largeAlignmentOnly ? peers.filter(({ name }) => name === names.largeAlignment) : peers;
  const measured = measureOn(profile, tree, chosen);
  if (measured === undefined) continue;
  console.log(`\n${profile.name}, ${tree.name}\n${tableOf(measured)}`);
  results.push(measured);
}

const memory = values.only.length === 0 || values.only.includes("memory") ? judgeMemory() : [];
const judged = [...judge(results), ...memory, ...unmeasured];
console.log(`\nBars${missing.length > 0 ? `; ${missing.join("; ")}` : ""}`);
for (const { verdict, text } of judged) console.log(`${verdict.padEnd(7)}  ${text}`);
if (judged.some(({ verdict }) => verdict === "missed")) process.exitCode = 1;
mkdirSync("build", { recursive: true });
writeFileSync("build/bench.json", `${JSON.stringify(results, null, 1)}\n`);
console.log(`\nall figures: ${resolve("build/bench.json")}`);
