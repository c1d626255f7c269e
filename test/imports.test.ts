/** Who may import whom: docs/decisions/0001 and CONTRIBUTING.md. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

type Import = { readonly file: string; readonly from: string };

function importsOf(folder: string, ending: RegExp, line: RegExp): Import[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !/\.test\.ts$/.test(name))
    .flatMap((name) =>
      [...readFileSync(`${folder}/${name}`, "utf8").matchAll(line)].map(([, from = ""]) => ({
        file: `${folder}/${name}`,
        from,
      })),
    );
}

const typescript = importsOf("src", /\.ts$/, /\b(?:from|import|import\(|require\() ?"([^"]+)"/g);
const native = importsOf("native", /\.[ch]pp$/, /^#include [<"]([^>"]+)[>"]/gm);

const only = (imports: readonly Import[], from: RegExp, allowed: RegExp) =>
  assert.deepEqual(
    imports.filter((one) => from.test(one.from) && !allowed.test(one.file)),
    [],
  );

test("there are imports to look at", () => {
  assert.ok(typescript.length > 100 && native.length > 50);
});

test("domain/ imports nothing but itself, and types of the addon's that the package declares", () => {
  assert.deepEqual(
    typescript.filter(
      ({ file, from }) => file.startsWith("src/domain/") && !/^\.\/|^\.\.\/\.\.\/native\/sharing\.d\.ts$/.test(from),
    ),
    [],
  );
});

test("@actions/core is for the Action's two entries, @actions/exec for sys/", () => {
  only(typescript, /^@actions\/core/, /^src\/(main|post)\.ts$/);
  only(typescript, /^@actions\/exec/, /^src\/sys\//);
});

test("dockerode is for provision/", () => {
  only(typescript, /^dockerode/, /^src\/provision\//);
});

test("processes and the addon are for sys/", () => {
  only(typescript, /^node:child_process/, /^src\/sys\//);
  only(typescript, /native\/index\.js$/, /^src\/sys\//);
});

test("what plans and judges touches neither files, processes nor clocks", () => {
  const pure =
    /^src\/(domain|plan|verify)\/|^src\/(provision\/(contents|contract)|stage\/(drivers|filesystem|faults|shim)|archive\/(dracut|figures|names)|boot\/(qemu|console|splats|parts|grub|tiny)|report\/(advice|annotations|cell-page|classes|comparison|counts|diff|diff-text|distribution|escape|fail-on|figures|filter|grid|guest|html|job-summary|json|junit|ktap|map|markdown|noise|overhead|overview|paths|plots|report-shape|run-shape|scatter|section|shapes|status|style|tmt))\.ts$/;
  assert.deepEqual(
    typescript.filter(({ file, from }) => pure.test(file) && /^node:|\/sys\//.test(from)),
    [],
  );
});

test("no stage imports another stage's effect", () => {
  const effect = /(mountImage|populate|writeArchive|boot\/boot|stage\/(image|distro)|archive\/write)\.ts$/;
  const stage = /^src\/(plan|provision|stage|archive|verify|boot|report)\//;
  assert.deepEqual(
    typescript.filter(({ file, from }) => stage.test(file) && effect.test(from) && from.startsWith("../")),
    [],
  );
});

test("the core knows neither Node nor the command line", () => {
  const core = native.filter(({ file }) => file.startsWith("native/core/"));
  assert.deepEqual(
    core.filter(({ from }) => /napi|node_api|\.\.\/|cli\/|binding\//.test(from)),
    [],
  );
});
