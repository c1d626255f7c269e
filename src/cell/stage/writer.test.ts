import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { WriterName } from "../../model/axes.ts";
import type { OptionSetName } from "../../model/generators.ts";
import { writerReportOf } from "../archive/write.ts";
import { shimOf } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "cowpio-shim-"));
after(() => rmSync(folder, { recursive: true }));
/** Stands for a writer: says how it was called and what it read. */
writeFileSync(`${folder}/writer`, '#!/bin/sh\necho "$@"; tr "\\0" "\\n"\n');
chmodSync(`${folder}/writer`, 0o755);

function called(writer: WriterName, names: string, args: readonly string[], options: OptionSetName = "plain"): string {
  const shim = shimOf({ writer, dracutOptions: options }, `${folder}/writer`);
  assert.ok(shim);
  writeFileSync(`${folder}/shim`, shim);
  writeFileSync(`${folder}/out`, "early");
  // A pipe would break under a shim that ends before it has read.
  writeFileSync(`${folder}/names`, names);
  const output = execFileSync("sh", [`${folder}/shim`, ...args, `${folder}/out`], {
    stdio: [openSync(`${folder}/names`, "r"), "pipe", "pipe"],
    cwd: folder,
    encoding: "utf8",
  });
  return (readFileSync(`${folder}/out`, "utf8") + output).replaceAll(folder, "F").trim();
}
const main = ["--null", "--mtime", "0", "--data-align", "4096"];

test("cowpio needs no shim until another alignment is requested", () => {
  assert.equal(shimOf({ writer: "cowpio", dracutOptions: "plain" }, "/w"), undefined);
  assert.equal(
    called("cowpio", "./a\0", main, "align-64k"),
    "earlycreate --null --mtime 0 --data-align 65536 F/out\n./a",
  );
  assert.equal(
    called("dracut-cpio", "./a\n", main.slice(1), "align-64k"),
    "early--mtime 0 --data-align 65536 F/out\n./a",
  );
});

test("writers to standard output write behind what is there, or in its place", () => {
  assert.equal(
    called("gnu-cpio", "./a\0./b\0", main),
    "early--create --format=newc --reproducible --quiet --null\n./a\n./b",
  );
  const early = ["--null", "--owner", "0:0", "--mtime", "0", "--data-align", "4096", "--truncate-existing"];
  assert.equal(called("bsdcpio", "./a\0", early), "--create --format newc --quiet --null --owner 0:0\n./a");
});

test("3cpio gets places and names, whether dracut gives lines or NULs", () => {
  for (const [names, args] of [
    ["./usr/a b\0.\0", [...main, "--truncate-existing"]],
    ["./usr/a b\n.\n", [...main.slice(1), "--truncate-existing"]],
  ] as const)
    assert.equal(called("3cpio", names, args), "--create --data-align 4096 F/out\nF/usr/a b\tusr/a b\nF/.\t.");
});

test("a writer that cannot append writes again what earlier calls requested", () => {
  called("3cpio", "./early\0", [...main, "--truncate-existing"]);
  assert.match(called("3cpio", "./main\0", main), /F\/early\tearly\nF\/main\tmain$/);
  rmSync(`${folder}/out.entries`);
  assert.throws(() => called("3cpio", "./main\0", main), /cannot write behind what another wrote/);
});

test("gen_init_cpio gets a spec", () => {
  writeFileSync(`${folder}/file`, "x");
  chmodSync(`${folder}/file`, 0o640);
  execFileSync("ln", ["-sf", "file", `${folder}/link`]);
  const { uid, gid } = { uid: process.getuid?.(), gid: process.getgid?.() };
  const output = called("gen_init_cpio", ".\0./file\0./link\0", [...main, "--truncate-existing"]);
  assert.equal(output, "-t 0 -a 4096 -o F/out F/out.entries");
  assert.equal(
    readFileSync(`${folder}/out.entries`, "utf8").replaceAll(folder, "F"),
    `file /file F/file 640 ${uid} ${gid}\nslink /link file 777 ${uid} ${gid}\n`,
  );
});

test("a shim reports each call of its writer", () => {
  process.env["COWPIO_REPORT"] = `${folder}/report`;
  try {
    writeFileSync(`${folder}/writer-with-version`, `#!/bin/sh\necho 'writer "1.2"'\n`);
    chmodSync(`${folder}/writer-with-version`, 0o755);
    writeFileSync(
      `${folder}/shim`,
      shimOf({ writer: "dracut-cpio", dracutOptions: "plain" }, `${folder}/writer-with-version`) ?? "",
    );
    for (let call = 0; call < 2; call++)
      execFileSync("sh", [`${folder}/shim`, ...main, `${folder}/out`], { stdio: ["ignore", "pipe", "inherit"] });
    assert.deepEqual(
      writerReportOf(readFileSync(`${folder}/report`, "utf8")).calls,
      Array(2).fill({ program: `${folder}/writer-with-version`, version: "writer 1.2" }),
    );
  } finally {
    delete process.env["COWPIO_REPORT"];
  }
});

test("an option of dracut's call that is not known here is not passed over", () => {
  assert.throws(() => called("gnu-cpio", "", ["--fast"]), /option unknown here: --fast/);
});
