/** Sources of every kind: holes, space set aside, not yet synced, inline, NOCOW, immutable. Numbers are fstests'. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { extents } from "../../native/index.js";
import { archive, bytesAreTheSameOnAll } from "../support/conform.ts";
import { isBtrfs, kindOf, kinds, type Location, noise, onEach, prose } from "../support/kinds.ts";
import { run } from "../support/scratch.ts";

/** xfs_io works on every file system. */
const io = (path: string, ...commands: string[]) =>
  run("xfs_io", "-f", ...commands.flatMap((one) => ["-c", one]), path);

const MiB = 1 << 20;
const data = "pwrite -q -S 0x5a";
/** 64 KiB of data, and where the holes are. */
const sparse: Readonly<Record<string, readonly string[]>> = {
  start: [`${data} 448k 64k`],
  middle: [`${data} 0 64k`, `${data} 448k 64k`],
  end: [`${data} 0 64k`, "truncate 512k"],
  "end-odd": [`${data} 0 64k`, "truncate 513000"],
  everywhere: ["truncate 512k"],
  "everywhere-odd": ["truncate 70001"],
  comb: Array.from({ length: 16 }, (_, i) => `${data} ${i * 128}k 64k`),
};

function writeSparseTree({ tree }: Location): void {
  for (const [name, commands] of Object.entries(sparse)) io(`${tree}/${name}`, ...commands);
}

/** Where its first hole is; its size when there is none. */
const firstHole = (path: string) => Number(/HOLE\s+(\d+)/.exec(run("xfs_io", "-r", "-c", "seek -h 0", path))?.[1]);

onEach(kinds, (it, kind) => {
  const shares = kind.reason === undefined;

  it("generic/540 to 543: holes at the start, in the middle, at the end, and nothing else, stay holes", async (location) => {
    writeSparseTree(location);
    const { proof } = await archive(location, { digest: "sparse" });
    if (!proof || !shares) return;
    const hole = (name: string) =>
      proof.members
        .find((member) => member.name === name)
        ?.ranges.reduce((sum, { reason, length }) => sum + (reason === "hole" ? length : 0), 0);
    assert.deepEqual([hole("start"), hole("middle"), hole("everywhere")], [448 << 10, 384 << 10, 512 << 10]);
    assert.equal(proof.shared, proof.shareable);
  });

  it("--fill-holes gives the same bytes and an archive without holes", async (location) => {
    writeSparseTree(location);
    const reasons = Object.fromEntries(Object.keys(sparse).map((name) => [name, "holes filled"] as const));
    const { written } = await archive(location, {
      fillHoles: true,
      digest: "sparse",
      ...(shares ? { reasons } : {}),
    });
    assert.equal(firstHole(location.archive), written.size);
    if (kind.name === "tmpfs") return;
    let end = 0;
    for (const { logical, length, flags } of await extents(location.archive)) {
      assert.ok(logical === end && !flags.includes("unwritten"), `at ${end}`);
      end = logical + length;
    }
    assert.equal(end, written.size);
    assert.equal(written.cloned, shares ? (1 + 2 + 1 + 1 + 16) * 65536 : 0);
  });

  it("xfs/245: space set aside within the file and behind its end is not data", async (location) => {
    io(`${location.tree}/behind`, `${data} 0 70001`, "falloc -k 0 1m");
    io(`${location.tree}/within`, "falloc 0 1m", `${data} 128k 64k`);
    io(`${location.tree}/nothing`, "falloc 0 256k");
    io(`${location.tree}/punched`, `${data} 0 512k`, "fsync", "fpunch 64k 128k");
    const { proof } = await archive(location, { digest: "set aside" });
    if (proof && shares) assert.equal(proof.shared, proof.shareable);
    // XFS may set aside more than was asked for, but the archive keeps none of it.
    if (kind.name !== "tmpfs")
      assert.ok(statSync(location.archive).blocks * 512 <= statSync(location.archive).size + kind.block);
  });

  it("generic/164: what was written and mapped just before, and synced by nobody, is archived as it reads", async (location) => {
    run("sync", "-f", location.tree);
    writeFileSync(`${location.tree}/written`, noise(MiB + 17, "dirty"));
    io(`${location.tree}/mapped`, `${data} 0 256k`, "fsync", "mmap -rw 0 256k", "mwrite -S 0x33 4k 100k");
    io(`${location.tree}/grown`, `${data} 0 64k`, "fsync", `${data} 64k 70001`);
    const { proof } = await archive(location, { digest: "dirty" });
    if (proof && shares) assert.equal(proof.shared, proof.shareable);
  });

  it("generic/562: a source of 700 extents is cloned in one piece, and found again in as many", async (location) => {
    const step = 2 * Math.max(kind.block, 4096);
    const pieces = Array.from({ length: 700 }, (_, i) => `pwrite -q -S ${1 + (i % 250)} ${i * step} ${step / 2}`);
    io(`${location.tree}/comb`, ...pieces, `truncate ${700 * step}`);
    const { proof, written } = await archive(location, { digest: `comb of ${step}` });
    if (!proof || !shares) return;
    assert.ok((await extents(`${location.sources()}/comb`)).length >= 700);
    assert.deepEqual([proof.shared, written.cloned], [700 * (step / 2), 700 * step]);
  });

  if (shares)
    it("btrfs/103: a source whose blocks lie backwards, and one that repeats one block, are shared", async (location) => {
      const block = Math.max(kind.block, 4096);
      writeFileSync(`${location.tree}/forth`, noise(64 * block, "forth"));
      const from = (piece: (i: number) => number) =>
        Array.from(
          { length: 64 },
          (_, i) => `reflink ${location.tree}/forth ${piece(i) * block} ${i * block} ${block}`,
        );
      io(`${location.tree}/back`, ...from((i) => 63 - i));
      io(`${location.tree}/same`, ...from(() => 7));
      const { proof } = await archive(location);
      assert.equal(proof?.shared, 3 * 64 * block);
    });

  it("btrfs/205: small files, compressed ones of a block, and what has grown from them", async (location) => {
    for (const size of [1, 1000, 2048, 2049, 4095, 4096]) {
      writeFileSync(`${location.tree}/noise-${size}`, noise(size, size));
      writeFileSync(`${location.tree}/zeros-${size}`, Buffer.alloc(size));
    }
    for (const name of ["truncated", "appended"]) writeFileSync(`${location.tree}/${name}`, prose(4096, name));
    run("sync", "-f", location.tree);
    truncateSync(`${location.tree}/truncated`, 12288);
    writeFileSync(`${location.tree}/appended`, noise(8192, "more"), { flag: "a" });
    const compressed = kind.compresses ? ["appended", "truncated", "zeros-4096"] : [];
    const { proof } = await archive(location, {
      digest: "inline",
      requireReflink: 0,
      reasons: Object.fromEntries(compressed.map((name) => [name, "inline in the metadata"])),
    });
    const inline = proof?.members.filter(({ ranges }) => ranges.some(({ reason }) => reason === "inline")) ?? [];
    assert.deepEqual(inline.map(({ name }) => name).sort(), compressed);
  });

  it("generic/673: modes and capabilities are the source's, in the archive and at the source", async (location) => {
    for (const [name, mode] of [
      ["suid", 0o4755],
      ["sgid", 0o2711],
      ["sticky", 0o1644],
    ] as const) {
      writeFileSync(`${location.tree}/${name}`, noise(70001, name));
      chmodSync(`${location.tree}/${name}`, mode);
    }
    writeFileSync(`${location.tree}/capable`, noise(65536, "capable"), { mode: 0o755 });
    run("setcap", "cap_net_raw+ep", `${location.tree}/capable`);
    const { listed } = await archive(location, { digest: "modes" });
    const modes = Object.fromEntries(listed.map(({ name, mode }) => [name, mode.toString(8)]));
    assert.deepEqual(modes, { ...modes, suid: "104755", sgid: "102711", sticky: "101644", capable: "100755" });
    assert.equal(statSync(`${location.sources()}/suid`).mode, 0o104755);
    assert.match(run("getcap", `${location.sources()}/capable`), /cap_net_raw=ep/);
  });

  it("generic/159: immutable files and those that can only be appended to are sources as any", async (location) => {
    for (const [name, flag] of [
      ["immutable", "+i"],
      ["append-only", "+a"],
    ] as const) {
      writeFileSync(`${location.tree}/${name}`, noise(70001, name));
      run("chattr", flag, `${location.tree}/${name}`);
    }
    await archive(location, { digest: "attributes" });
  });
});

onEach(kinds.filter(isBtrfs), (it, kind) => {
  /** A file that has the attribute, or has it not, whatever its folder's is. */
  const writeFiles = (path: string, nocow: boolean, size = 70001) => {
    writeFileSync(path, "");
    run("chattr", nocow ? "+C" : "-C", path);
    writeFileSync(path, noise(size, path.replace(/.*\//, "")));
  };
  const hasNocow = (path: string) => run("lsattr", path).split(" ")[0]?.includes("C");

  it("most of the sources make the archive NOCOW, and only their like is shared", async (location) => {
    writeFiles(`${location.tree}/A`, false, 100);
    writeFiles(`${location.tree}/a`, true);
    writeFiles(`${location.tree}/b`, false);
    writeFiles(`${location.tree}/c`, true);
    await archive(location, { order: "given", digest: "nocow", reasons: { b: "NOCOW or checksum settings differ" } });
    assert.equal(hasNocow(location.archive), true);
  });

  it("a NOCOW source in front of more that are not is copied, and the others are shared", async (location) => {
    writeFiles(`${location.tree}/a`, true);
    writeFiles(`${location.tree}/b`, false);
    writeFiles(`${location.tree}/c`, false);
    const { written } = await archive(location, {
      order: "given",
      digest: "nocow in front",
      reasons: { a: "NOCOW or checksum settings differ" },
    });
    assert.equal(written.cloned, 2 * 69632);
    assert.equal(hasNocow(location.archive), false);
  });

  it("in a NOCOW folder the archive of other files is not NOCOW, and shares them", async (location) => {
    run("chattr", "+C", location.out);
    writeFiles(`${location.tree}/a`, false);
    writeFiles(`${location.tree}/b`, true);
    const { written } = await archive(location, {
      digest: "nocow folder",
      reasons: { b: "NOCOW or checksum settings differ" },
    });
    assert.equal(written.cloned, 69632);
    assert.equal(hasNocow(location.archive), false);
  });

  it(`files from ${kind.mount === "nodatacow" ? "before" : "behind"} a change of the mount to nodatacow and nodatasum`, async (location) => {
    const remount = (options: string) => run("mount", "-o", `remount,${options}`, location.mount);
    try {
      remount("datacow,datasum");
      writeFileSync(`${location.tree}/a`, noise(70001, "a"));
      remount("nodatacow");
      await archive(location, { digest: "remount" });
      remount("datacow,nodatasum");
      const differ = "NOCOW or checksum settings differ";
      await archive(location, { output: `${location.out}/unsummed`, digest: "remount", reasons: { a: differ } });
    } finally {
      remount(kind.mount === "nodatacow" ? "nodatacow" : "datacow,datasum");
      if (kind.compresses) remount("compress-force=zstd");
    }
  });
});

onEach([kindOf("Btrfs"), kindOf("XFS"), kindOf("ext4")], (it, kind) => {
  it("generic/356: a file that is swapped to is copied, where it can be read", async (location, context) => {
    const path = `${location.tree}/swap`;
    writeFileSync(path, "", { mode: 0o600 });
    if (isBtrfs(kind)) run("chattr", "+C", path);
    writeFileSync(path, Buffer.alloc(MiB));
    run("mkswap", path);
    const { status, stderr } = spawnSync("swapon", [path], { encoding: "utf8" });
    if (status !== 0) return context.skip(`swapping to files is not permitted here: ${stderr.trim()}`);
    try {
      await archive(location, { reasons: { swap: kind.reason ?? "refused by the file system" } });
    } finally {
      run("swapoff", path);
    }
  });
});

bytesAreTheSameOnAll();
