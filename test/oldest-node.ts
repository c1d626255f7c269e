import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Installs the oldest Node that package.json allows, from npm's packages of it, into build/, and returns its path. */
export function oldestNode(): string {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  const version = engines.node.replace(/^>=/, "");
  const folder = resolve(`build/node-${version}`);
  const program = `${folder}/package/bin/node`;
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const name = `node-linux-${process.arch}@${version}`;
    const tarball = execFileSync("npm", ["pack", "--silent", name, "--pack-destination", folder], { encoding: "utf8" });
    execFileSync("tar", ["--extract", "--file", `${folder}/${tarball.trim()}`, "--directory", folder]);
  }
  return program;
}
