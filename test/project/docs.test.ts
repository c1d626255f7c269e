/** Commands, options and messages in the documentation match the sources. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseDocument, visit } from "yaml";

const pages = globSync("{*,docs/**/*,.github/*}.md").map((file) => ({ file, text: readFileSync(file, "utf8") }));
const usage = execFileSync(process.execPath, ["src/cli.ts", "--help"], { encoding: "utf8" });
const commands = new Set([...usage.matchAll(/^ {2}cowpio-matrix (\w+)/gm)].map(([, name]) => name));
const options = new Set(usage.match(/--[\w-]+/g));

/** The calls of the command in a text, each with its words to the end of the line or of the code. */
const callsIn = (text: string): string[] =>
  [...text.matchAll(/(?:cowpio-matrix|node dist\/cli\.js|npm run matrix --) +([^\n`|]+)/g)].map(([call]) => call);

/** Commands and options of calls that there are not. */
const strays = (calls: readonly string[]): string[] =>
  calls.flatMap((call) => {
    const command = /(?:cowpio-matrix|cli\.js) +(\w+)/.exec(call)?.[1];
    return [
      ...(command === undefined || commands.has(command) ? [] : [`${command} in ${call}`]),
      ...(call.replace(/.* -- /, "").match(/--[\w-]+/g) ?? [])
        .filter((option) => !options.has(option))
        .map((option) => `${option} in ${call}`),
    ];
  });

test("every command and option that the documentation names is there", () => {
  const calls = pages.flatMap(({ text }) => callsIn(text));
  assert.ok(calls.length > 10, `${calls.length} calls`);
  assert.deepEqual(strays(calls), []);
});

test("an option or a command that does not exist is seen", () => {
  const planted = callsIn(
    "cowpio-matrix run --kernel 6.12\n`node dist/cli.js mend`\nnpm run matrix -- --file-system xfs\n",
  );
  assert.deepEqual(
    strays(planted).map((stray) => stray.split(" ")[0]),
    ["--kernel", "mend", "--file-system"],
  );
});

test("the documentation's YAML can be read, and the recipes of docs/ci.md call the command", () => {
  const called: string[] = [];
  for (const { file, text } of pages)
    for (const [, indent = "", yaml = ""] of text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)) {
      const document = parseDocument(yaml.replaceAll(new RegExp(`^${indent}`, "gm"), ""), { strict: true });
      assert.deepEqual([...document.errors, ...document.warnings].map(String), [], file);
      visit(document, {
        Scalar: (_, { value }) => void (file === "docs/ci.md" && called.push(...callsIn(String(value)))),
      });
    }
  assert.equal(called.length, 3, called.join("\n"));
  assert.deepEqual(strays(called), []);
});

/** Constant parts of a message: … stands for anything; quoted words, paths and numbers vary. */
const fixedParts = (text: string): string[] =>
  text
    .split(/…|"[^"]*"|\/[^\s:]+|[^\s:]*\d[^\s:]*/)
    .map((part) => part.replace(/^[\s:,?]+|[\s:,?]+$/g, ""))
    .filter((part) => part !== "");

test("messages quoted by docs/failures.md exist in the sources or tests", () => {
  const files = globSync("{src,test}/**/*.ts", { exclude: ["test/project/docs.test.ts"] });
  // Without the backslashes of regular expressions.
  const texts = files.map((file) => readFileSync(file, "utf8").replaceAll("\\", ""));
  const output = (quoted: string) => texts.some((text) => fixedParts(quoted).every((part) => text.includes(part)));
  const quotes = [...readFileSync("docs/failures.md", "utf8").matchAll(/^\| `([^`]+)`/gm)].map(
    ([, text]) => text ?? "",
  );
  assert.ok(quotes.length >= 10);
  assert.deepEqual(
    quotes.filter((quoted) => !output(quoted)),
    [],
  );
  assert.ok(!output("no Docker engine responds at /var/run/docker.sock: …"));
});

test("the packages have the version of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  for (const [file, line] of [
    ["packaging/arch/PKGBUILD", `pkgver=${version}`],
    ["packaging/debian/changelog", `cowpio (${version}-1) unstable; urgency=medium`],
    ["packaging/rpm/cowpio.spec", `Version:        ${version}`],
  ] as const)
    assert.ok(readFileSync(file, "utf8").split("\n").includes(line), file);
});
