/** Checkouts of dracut: Debian's own source as it is, and with changes. */

import assert from "node:assert/strict";
import { cpSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ensureBase } from "../../src/host/engine/cell-image.ts";
import type { Engine } from "../../src/host/engine/engine.ts";
import { run } from "./scratch.ts";

/** dracut's source of Debian trixie, fetched and unpacked in a folder. */
export async function debiansSource(engine: Engine, folder: string): Promise<string> {
  const { signal } = new AbortController();
  const base = await ensureBase({ engine, scratch: folder, signal, log: console.log });
  const fetching = `find /etc/apt \\( -name '*.list' -exec sed -i 's/^deb /deb-src /' {} + \\) -o \\( -name '*.sources' -exec sed -i 's/^Types: .*/Types: deb-src/' {} + \\)
    cd /out && apt-get -q update && apt-get -q -o APT::Sandbox::User=root source --download-only --tar-only dracut`;
  run("docker", "run", "--rm", "--network", "host", "--volume", `${folder}:/out`, base, "sh", "-euc", fetching);
  const [tar] = globSync(`${folder}/dracut_*.orig.tar.*`);
  assert.ok(tar, "apt-get source gave no tar archive");
  run("tar", "--extract", "--file", tar, "--directory", folder, "--no-same-owner");
  const [source] = globSync(`${folder}/*/dracut.sh`);
  assert.ok(source, `no dracut.sh in ${tar}`);
  return dirname(source);
}

/** Exchanges a text of one of a checkout's files. */
export type Change = { readonly file: string; readonly before: string; readonly after: string };

/** A copy of the source with these changes. */
export function checkoutOf(source: string, path: string, ...changes: readonly Change[]): string {
  cpSync(source, path, { recursive: true });
  for (const { file, before, after } of changes) {
    const text = readFileSync(`${path}/${file}`, "utf8");
    assert.ok(text.includes(before), `${file} has no ${before}`);
    writeFileSync(`${path}/${file}`, text.replaceAll(before, after));
  }
  return path;
}

const creating = `dinfo "*** Creating image file '$outfile' ***"`;

/** Runs commands in dracut.sh before it makes the archive of $initdir. */
export const beforeArchive = (...commands: readonly string[]): Change => ({
  file: "dracut.sh",
  before: creating,
  after: [...commands, creating].join("\n"),
});
