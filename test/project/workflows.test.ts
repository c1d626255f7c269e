/** Workflows, here and to copy: GitHub's own schema, least permissions, pinned actions, and no expression in a script. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { build } from "esbuild";
import { parse } from "yaml";
import { actionInputs, inputs } from "../../src/plan/input-table.ts";
import { scratch } from "../support/scratch.ts";

type Step = {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
};
type Job = { permissions?: unknown; steps?: Step[]; uses?: string };
type Workflow = {
  on: unknown;
  permissions?: unknown;
  jobs: Record<string, Job>;
};
type Schema = (name: string, content: string) => string[];

const folder = scratch();
after(() => folder[Symbol.dispose]());

/** GitHub's parser imports JSON without saying so, which Node refuses; bundled, it is plain code. */
async function githubsSchema(): Promise<Schema> {
  const path = `${folder.path}/schema.cjs`;
  const contents = `import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
    export default (name, content) =>
      parseWorkflow({ name, content }, new NoOperationTraceWriter()).context.errors.getErrors().map(String);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  writeFileSync(path, outputFiles[0]?.contents ?? "");
  return ((await import(path)) as { default: { default: Schema } }).default.default;
}
const schema = await githubsSchema();

/** cowpio has no release yet whose commit could stand there; whoever copies a workflow pins it. */
const unreleased = "cowpio/cowpio@v0";
const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

/** The one job that writes to the repository: it pushes main, tags and images. Somebody starts it, and nobody else's code has its token. */
const releasing = { file: ".github/workflows/release.yml", job: "release" };
const mayRelease = (file: string, name: string, job: Job, { on }: Workflow): boolean =>
  file === releasing.file &&
  name === releasing.job &&
  Object.keys(on as object).join() === "workflow_dispatch" &&
  (job.steps ?? []).every(({ uses }) => uses === undefined);

/** Jobs that write beside the repository: alerts of the Security tab, signatures of an identity, and a site. */
const beside: Readonly<Record<string, string>> = {
  ".github/workflows/analysis.yml codeql": '{"contents":"read","security-events":"write"}',
  ".github/workflows/scorecard.yml scorecard": '{"contents":"read","security-events":"write","id-token":"write"}',
  "workflows/history.yml publish": '{"pages":"write","id-token":"write"}',
  ".github/workflows/release.yml attest": '{"contents":"read","id-token":"write","attestations":"write"}',
};

/** The permissions that a job may ask for besides reading. */
const admittedOf = (file: string, name: string, job: Job, workflow: Workflow): string[] =>
  mayRelease(file, name, job, workflow)
    ? ['{"contents":"write","packages":"write"}']
    : [...reading, beside[`${file} ${name}`] ?? "{}"];
const reading = ["{}", '{"contents":"read"}', '{"contents":"read","actions":"read","pages":"read"}'];

/** Problems of a workflow besides its schema. */
function faultsOf(text: string, file = "planted.yml"): string[] {
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);
  const permissions = [
    { given: workflow.permissions, admitted: reading },
    ...jobs.map(([name, job]) => ({ given: job.permissions, admitted: admittedOf(file, name, job, workflow) })),
  ];
  return [
    ...(workflow.permissions === undefined ? ["no permissions are given: the repository's defaults are"] : []),
    ...permissions
      .filter(({ given, admitted }) => given !== undefined && !admitted.includes(JSON.stringify(given)))
      .map(({ given }) => `more permissions than reading: ${JSON.stringify(given)}`),
    ...steps
      .filter(({ uses = unreleased }) => uses !== unreleased && !uses.startsWith("./") && !pinned.test(uses))
      .map(({ uses }) => `not pinned to a commit: ${uses}`),
    ...steps
      .filter(({ run = "" }) => /\$\{\{/.test(run) || /\beval\b/.test(run))
      .map(({ run }) => `an expression in a script: ${run?.split("\n")[0]}`),
    ...steps
      .filter(
        ({ uses = "", with: given }) => /checkout@/.test(uses) && String(given?.["persist-credentials"]) !== "false",
      )
      .map(({ uses }) => `credentials are left in the checkout: ${uses}`),
    ...steps
      .filter(({ uses }) => uses === unreleased)
      .flatMap(({ with: given = {} }) => Object.keys(given))
      .filter((name) => !(name in inputs) && !(name in actionInputs))
      .map((name) => `the Action has no input ${name}`),
  ];
}

for (const file of globSync("{workflows,.github/workflows}/*.yml").sort())
  test(`${file} is by GitHub's schema, writes only a release, is pinned, and has nothing to inject into`, () => {
    const text = readFileSync(file, "utf8");
    assert.deepEqual(schema(file, text), []);
    assert.deepEqual(faultsOf(text, file), []);
  });

const head = "on: push\npermissions:\n  contents: read\njobs:\n  a:\n    runs-on: x\n    steps:\n";
for (const [fault, step] of [
  ["an expression in a script", `      - run: echo "\${{ github.event.pull_request.title }}"\n`],
  ["an expression in a script", "      - run: eval $OPTIONS\n"],
  ["not pinned to a commit", "      - uses: actions/setup-node@v4\n"],
  ["credentials are left", `      - uses: actions/checkout@${"0".repeat(40)}\n`],
  ["the Action has no input kernel", "      - uses: cowpio/cowpio@v0\n        with:\n          kernel: x\n"],
] as const)
  test(`the lint sees a planted fault: ${step.trim().slice(2)}`, () => {
    assert.deepEqual(schema("planted.yml", head + step), []);
    const [found, ...more] = faultsOf(head + step);
    assert.ok(found?.startsWith(fault) && more.length === 0, found);
  });

test("the lint sees missing and wide permissions", () => {
  const steps = "jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: 'true'\n";
  assert.match(faultsOf(`on: push\n${steps}`)[0] ?? "", /no permissions/);
  assert.match(faultsOf(`on: push\npermissions: write-all\n${steps}`)[0] ?? "", /more permissions/);
});

test("the permissions of a release are no other job's, event's or action's", () => {
  const text = readFileSync(releasing.file, "utf8");
  const writes = /more permissions than reading: \{"contents":"write","packages":"write"\}/;
  const changed = (from: string, to: string) => {
    assert.equal(text.split(from).length, 2, from);
    return text.replace(from, to);
  };
  assert.match(faultsOf(text, "workflows/release.yml")[0] ?? "", writes);
  for (const planted of [
    changed("\n  release:\n", "\n  another:\n"),
    changed("\non:\n", "\non:\n  pull_request:\n"),
    changed(
      "    steps:\n      - name: Check out main",
      `    steps:\n      - uses: actions/setup-node@${"0".repeat(40)}\n      - name: Check out main`,
    ),
    changed("permissions:\n  contents: read\n", "permissions:\n  contents: write\n  packages: write\n"),
    changed("      packages: write\n", "      packages: write\n      actions: write\n"),
  ]) {
    assert.deepEqual(schema("planted.yml", planted), []);
    assert.match(faultsOf(planted, releasing.file)[0] ?? "", /more permissions than reading: .*"packages":"write"/);
  }
});

test("the release's workflow gives the script options that it has", () => {
  const script = readFileSync("scripts/release.ts", "utf8");
  const calls = [...readFileSync(releasing.file, "utf8").matchAll(/npm run release -- (.*)/g)].map(([, call]) => call);
  assert.ok(calls.length > 0);
  for (const [, option] of calls.join(" ").matchAll(/--([\w-]+)/g))
    assert.match(script, new RegExp(`"?${option}"?: \\{ type`));
});

/** The names of `with` whose values are the calling workflow's inputs. */
const handed = ({ with: given = {} }: Step): string[] =>
  Object.entries(given)
    .filter(([name, value]) => value === `\${{ inputs.${name} }}`)
    .map(([name]) => name);

test("the shards of workflows/sharded.yml get the matrix that its plan gets, and every input is used", () => {
  const text = readFileSync("workflows/sharded.yml", "utf8");
  const { on, jobs } = parse(text) as Workflow & { on: { workflow_call: { inputs: Record<string, object> } } };
  const [plan, shard] = ["plan", "shard"].map((name) =>
    handed(jobs[name]?.steps?.find(({ uses }) => uses === unreleased) ?? {}),
  );
  assert.ok(plan !== undefined && plan.length > 10);
  assert.deepEqual(
    shard,
    plan.filter((name) => name !== "shards"),
  );
  const unused = Object.keys(on.workflow_call.inputs).filter((name) => !text.includes(`\${{ inputs.${name} `));
  assert.deepEqual(unused, []);
});

test("the schema refuses what is no workflow", () => {
  assert.ok(schema("planted.yml", "on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n").length > 0);
});

test("the nightly's baseline is a report of a run that did not fail, and stays until there is another", () => {
  const { jobs } = parse(readFileSync("workflows/nightly.yml", "utf8")) as Workflow;
  const steps = jobs["matrix"]?.steps ?? [];
  const ran = steps.findIndex(({ uses }) => uses === unreleased);
  const keeping = steps.filter(({ uses = "", run = "" }) => /cache\/save@/.test(uses) || /\bbaseline\b/.test(run));
  assert.equal(keeping.length, 2);
  for (const step of keeping) {
    assert.ok(steps.indexOf(step) > ran);
    // A step without a condition is one of success() (docs.github.com, "Expressions", Status check functions).
    assert.equal(step.if, undefined, step.name ?? step.uses);
  }
  // Nor does a report that is not kept hide that the next run has something to be held against.
  assert.ok(steps.slice(0, ran).some(({ uses = "" }) => /cache\/restore@/.test(uses)));
  assert.match(steps[ran]?.with?.["fail-on"] ?? "", /'regression' \|\| 'fail'/);
});

test("issue forms and the updates' configuration are of their forms", () => {
  for (const file of globSync(".github/ISSUE_TEMPLATE/*.yml").filter((path) => !path.endsWith("config.yml"))) {
    const form = parse(readFileSync(file, "utf8")) as {
      name?: string;
      description?: string;
      body?: { type: string }[];
    };
    assert.ok(form.name && form.description && (form.body?.length ?? 0) > 0, file);
    for (const { type } of form.body ?? [])
      assert.ok(["markdown", "textarea", "input", "dropdown", "checkboxes"].includes(type), `${file}: ${type}`);
  }
  const updates = parse(readFileSync(".github/dependabot.yml", "utf8")) as {
    version: number;
    updates: { "package-ecosystem": string }[];
  };
  assert.deepEqual(
    [updates.version, updates.updates.map((one) => one["package-ecosystem"])],
    [2, ["npm", "github-actions"]],
  );
});

test("action-types.yml types every input and output of action.yml, and its enums have the defaults", () => {
  type Typed = { type: string; "allowed-values"?: string[]; "list-item"?: { type: string } };
  type Described = Record<"inputs" | "outputs", Record<string, { default?: string }>>;
  const types = parse(readFileSync("action-types.yml", "utf8")) as Record<keyof Described, Record<string, Typed>>;
  const action = parse(readFileSync("action.yml", "utf8")) as Described;
  for (const part of ["inputs", "outputs"] as const) {
    assert.deepEqual(Object.keys(types[part]), Object.keys(action[part]));
    for (const [name, typed] of Object.entries(types[part])) {
      assert.ok(["string", "boolean", "integer", "float", "enum", "list"].includes(typed.type), name);
      const given = action[part][name]?.default;
      if (typed.type === "enum" && given !== undefined) assert.ok(typed["allowed-values"]?.includes(given), name);
      if (typed.type === "list") assert.equal(typed["list-item"]?.type, "string", name);
      if (["integer", "float"].includes(typed.type)) assert.ok(!Number.isNaN(Number(given ?? 0)), name);
    }
  }
});

test("action.yml and the reference page say of every input what the table does", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/reference.ts", "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});
