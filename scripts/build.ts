/**
 * Bundles the entries to dist/, which is committed: the runner starts an Action from its repository as it is.
 * `--check` builds into memory and fails, naming the files, when dist/ is not what the sources give.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const home = resolve(import.meta.dirname, "..");
const dist = join(home, "dist");

/** On the host's Node, each a few words around host.js, which holds them all once: a module runs when it is first asked for. */
const hostEntries = ["main", "post", "cli"];
/** Files that scripts/release.ts adds to the bundles. */
const released = new Set(["native", "release.json"]);

/** The cell runs on the cell image's Node (Debian trixie: 20), the host's entries on the runner's or any that package.json allows. */
const bundles = [
  {
    name: "host",
    target: "node20.9",
    // Node does not warn of what packages in node_modules call; of bundled ones it would, in front of each error.
    source: `process.noDeprecation = true; module.exports = { ${hostEntries.map((name) => `${name}: () => require("./src/${name}.ts")`).join(", ")} };`,
  },
  { name: "cell", target: "node20", source: `require("./src/cell/main.ts");` },
];

/**
 * dockerode can reach an engine over SSH and BuildKit over gRPC; their packages carry files that no bundle can hold.
 * @actions/core can ask GitHub for OIDC tokens over HTTP: a megabyte that nothing here calls.
 */
const leftOut = /^(ssh2|cpu-features|@grpc\/.*|protobufjs.*|@actions\/http-client.*)$/;
const stubs: Plugin = {
  name: "left-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: leftOut }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, name) {
        if (name === "__esModule" || typeof name === "symbol") return undefined;
        return () => { throw new Error(${JSON.stringify(`${path} is not part of this bundle`)}); };
      } });`,
    }));
  },
};

async function bundle(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const packages = new Set<string>();
  for (const { name, target, source } of bundles) {
    const result = await build({
      absWorkingDir: home,
      stdin: { contents: source, resolveDir: home },
      outfile: `dist/${name}.js`,
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "cjs",
      target,
      legalComments: "none",
      define: { "import.meta.url": "bundleUrl", "import.meta.dirname": "__dirname" },
      banner: { js: `const bundleUrl = require("node:url").pathToFileURL(__filename).href;` },
      plugins: [stubs],
      // So that a node_modules elsewhere gives the same bytes.
      preserveSymlinks: true,
      logLevel: "error",
    });
    for (const file of result.outputFiles) files.set(`${name}.js`, Buffer.from(file.contents));
    for (const input of Object.keys(result.metafile.inputs)) {
      const [, inside] = input.split(/node_modules\/(?!.*node_modules\/)/);
      if (inside !== undefined) packages.add(join(input.slice(0, input.length - inside.length), packageName(inside)));
    }
  }
  for (const name of hostEntries)
    files.set(`${name}.js`, Buffer.from(`#!/usr/bin/env node\nrequire("./host.js").${name}();\n`));
  files.set("package.json", Buffer.from('{ "type": "commonjs" }\n'));
  files.set("licenses.txt", Buffer.from(licenses([...packages].sort())));
  return files;
}

const packageName = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

function licenses(folders: readonly string[]): string {
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(home, folder, "package.json"), "utf8")) as Record<
      string,
      string
    >;
    const file = readdirSync(join(home, folder)).find((one) => /^(licen[sc]e|copying)/i.test(one));
    const text =
      file === undefined
        ? "(the package carries no licence text)"
        : readFileSync(join(home, folder, file), "utf8").trim();
    return { name, text: `${name} ${version} (${license})\n\n${text}\n` };
  });
  return sections.map(({ text }) => text).join(`\n${"-".repeat(80)}\n\n`);
}

const files = await bundle();
if (process.argv.includes("--check")) {
  const stale = [...files].filter(
    ([name, content]) => !existsSync(join(dist, name)) || !content.equals(readFileSync(join(dist, name))),
  );
  const foreign = existsSync(dist) ? readdirSync(dist).filter((name) => !files.has(name) && !released.has(name)) : [];
  for (const [name] of stale) console.error(`dist/${name} is stale: run npm run bundle and commit it`);
  for (const name of foreign) console.error(`dist/${name} is not built from anything: remove it`);
  process.exit(stale.length + foreign.length > 0 ? 1 : 0);
}
for (const [name, content] of files) {
  const path = join(dist, name);
  if (existsSync(path) && content.equals(readFileSync(path))) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  if (name === "cli.js") await chmod(path, 0o755);
}
