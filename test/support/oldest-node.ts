import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";

/** Installs the oldest Node that package.json allows, from npm's packages of it, into build/, and returns its path. */
export function oldestNode(): string {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  const version = engines.node.replace(/^>=/, "");
  const folder = resolve(`build/node-${version}`);
  if (!existsSync(folder)) {
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const name = `node-linux-${process.arch}@${version}`;
    const tarball = execFileSync("npm", ["pack", "--silent", name, "--pack-destination", part], { encoding: "utf8" });
    execFileSync("tar", ["--extract", "--file", `${part}/${tarball.trim()}`, "--directory", part]);
    renameSync(part, folder);
  }
  return `${folder}/package/bin/node`;
}
