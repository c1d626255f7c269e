import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildsDracut } from "../model/cell.ts";
import { completeCell, planCells, withBases } from "./cells.ts";
import { parseInputs } from "./inputs.ts";

const cellsOf = (given: Record<string, string>) => {
  const parsed = parseInputs(given, { cache: "/cache" });
  assert.ok(parsed.ok);
  return planCells(parsed.value).cells;
};

test("the default matrix is five cells, one with sid's own options, and three negative controls", () => {
  assert.deepEqual(
    cellsOf({}).map(({ id, expected }) => `${id}: ${expected.sharing}, ${expected.boot}`),
    [
      "btrfs-6.1: shared, boots",
      "btrfs-6.12: shared, boots",
      "xfs-6.1: shared, boots",
      "xfs-6.12: shared, boots",
      "btrfs-6.12-sid-default: shared, boots",
      "control-ext4-6.12: copied, boots",
      "control-unaligned-6.12: copied, boots",
      "control-no-init-6.12: shared, does not boot",
    ],
  );
});

test("of cells that differ in the file system alone, the first one has comparison archives; controls have none", () => {
  assert.deepEqual(
    cellsOf({}).map(({ compareWith }) => compareWith.length),
    [1, 1, 0, 0, 0, 0, 0, 0],
  );
});

test("controls are injected on a file system that was requested", () => {
  assert.deepEqual(
    cellsOf({ "file-systems": "xfs", kernels: "6.12" }).map(({ id, combination }) => [id, combination.fileSystem]),
    [
      ["xfs-6.12", "xfs"],
      ["control-ext4-6.12", "ext4"],
      ["control-unaligned-6.12", "xfs"],
      ["control-no-init-6.12", "xfs"],
    ],
  );
});

test("a kernel's folder gives the cell its last name", () => {
  assert.equal(cellsOf({ "file-systems": "xfs", kernels: "/srv/kernels/mine/", controls: "none" })[0]?.id, "xfs-mine");
});

test("paths of one name are distinguished by the folders above, in any order, and what has no namesake is called as ever", () => {
  const ids = (given: Record<string, string>) =>
    cellsOf({ "file-systems": "btrfs", kernels: "6.12", controls: "none", ...given }).map(({ id }) => id);
  const dracut = "builtin ./fork/dracut ./upstream/dracut ./mine";
  const expected = ["btrfs-6.12", "btrfs-6.12-fork_dracut", "btrfs-6.12-upstream_dracut", "btrfs-6.12-mine"];
  assert.deepEqual(ids({ dracut }), expected);
  assert.deepEqual(ids({ dracut: dracut.split(" ").reverse().join(" ") }), expected.reverse());
  assert.deepEqual(ids({ dracut: "./fork/dracut" }), ["btrfs-6.12-dracut"]);
  assert.deepEqual(ids({ kernels: "./a/mine ./b/mine/" }), ["btrfs-a_mine", "btrfs-b_mine"]);
  assert.deepEqual(ids({ distros: "image:a/b:1 image:c/b:1" }), ["btrfs-6.12-a_b_1", "btrfs-6.12-c_b_1"]);
  // No folder above tells these apart.
  assert.deepEqual(ids({ kernels: "6.12 ./6.12" }), ["btrfs-6.12", "btrfs-6.12_2"]);
  assert.deepEqual(ids({ kernels: "./a-b ./a_b" }), ["btrfs-a_b", "btrfs-a_b_2"]);
  assert.deepEqual(ids({ kernels: "./a_b ./a-b" }), ["btrfs-a_b_2", "btrfs-a_b"]);
  // A distro and a checkout of one name.
  const both = { distros: "trixie ./mine.tar", dracut: "builtin ./mine" };
  assert.equal(new Set(ids(both)).size, 4);
  assert.deepEqual(
    ids(both),
    ids({ ...both, distros: "./mine.tar trixie" })
      .slice(2)
      .concat(ids({ ...both, distros: "./mine.tar trixie" }).slice(0, 2)),
  );
});

test("no cell of whatever matrix shares its id with another", () => {
  const path = fc
    .array(
      fc.constantFrom("a", "b", "builtin", "6.12", "trixie", "guest", "grub", "a-b", "a_b", "a_b_2", "..", "x.tar"),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((parts) => `./${parts.join("/")}`);
  const some = (...more: string[]) =>
    fc
      .uniqueArray(fc.oneof(fc.constantFrom(...more), path), { minLength: 1, maxLength: 4 })
      .map((all) => all.join(" "));
  fc.assert(
    fc.property(
      fc.record({
        "file-systems": fc.constantFrom("btrfs", "xfs ext4"),
        kernels: some("6.12", "builtin"),
        distros: some("trixie", "image:a/b:1", "image:c/b:1"),
        dracut: some("builtin"),
        bootloaders: fc.constantFrom("direct", "direct grub"),
        "clone-kernels": fc.constantFrom("host", "host guest"),
      }),
      (given) => {
        const ids = cellsOf(given).map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length, JSON.stringify(given));
        assert.ok(ids.every((id) => !id.includes("/")));
        const reversed = Object.fromEntries(
          Object.entries(given).map(([name, values]) => [name, values.split(" ").reverse().join(" ")]),
        );
        // A control is planned beside another cell then.
        const own = (all: readonly string[]) => all.filter((id) => !id.startsWith("control-")).sort();
        assert.deepEqual(own(cellsOf(reversed).map(({ id }) => id)), own(ids));
      },
    ),
    { numRuns: 200 },
  );
});

test("a checkout in a folder that is called builtin is no dracut of the distro's own", () => {
  const staged = {
    kernel: { version: "6.12.1", origin: "folder" },
    distro: {},
    ...({ nonce: "abcd", accelerator: "tcg", bootDeadline: 240_000 } as const),
  };
  const [own, built] = cellsOf({
    "file-systems": "btrfs",
    kernels: "6.12",
    dracut: "builtin ./builtin",
    controls: "none",
  });
  assert.ok(own && built);
  const checkout = `sha256:${"1".repeat(64)}` as const;
  assert.equal(buildsDracut(completeCell(own, staged)), false);
  assert.equal(buildsDracut(completeCell(built, { ...staged, checkout })), true);
  assert.notEqual(completeCell(built, { ...staged, checkout }).dracut, "builtin");
  const [alone] = cellsOf({ "file-systems": "btrfs", kernels: "6.12", dracut: "./builtin", controls: "none" });
  assert.ok(alone);
  assert.notEqual(completeCell(alone, { ...staged, checkout }).dracut, "builtin");
});

test("only of Debian's own kernels and distros is it known that they run on every processor", () => {
  const staged = {
    kernel: { version: "6.12.1", origin: "folder" },
    distro: {},
    ...({ nonce: "abcd", accelerator: "tcg", bootDeadline: 240_000 } as const),
  };
  const known = (kernels: string, distros: string) =>
    cellsOf({ "file-systems": "btrfs", kernels, distros, controls: "none" }).map(
      (cell) => completeCell(cell, staged).anyProcessor ?? false,
    );
  assert.deepEqual(known("6.12", "trixie release:sid"), [true, true]);
  assert.deepEqual(known("6.12 ./kernel", "trixie"), [true, false]);
  assert.deepEqual(known("6.12", "image:debian:trixie ./root.tar"), [false, false]);
  assert.deepEqual(known("builtin", "image:fedora:43"), [false]);
});

test("a cell is named by the values that do not go without saying", () => {
  assert.deepEqual(
    cellsOf({
      "file-systems": "xfs-1k",
      kernels: "5.10",
      distros: "bookworm",
      writers: "3cpio",
      bootloaders: "grub",
      controls: "none",
    }).map(({ id }) => id),
    ["xfs-1k-5.10-bookworm-3cpio-grub"],
  );
});

test("impossible combinations are left out with a reason, excluded ones without", () => {
  const parsed = parseInputs(
    {
      "file-systems": "btrfs ext4",
      kernels: "6.12",
      "clone-kernels": "host guest",
      exclude: "file-system=ext4 clone-kernel=host",
    },
    { cache: "" },
  );
  assert.ok(parsed.ok);
  const { cells, omitted } = planCells({ ...parsed.value, controls: [] });
  assert.deepEqual(
    cells.map(({ id }) => id),
    ["btrfs-6.12", "btrfs-6.12-guest"],
  );
  assert.deepEqual(omitted, [
    { id: "ext4-6.12-guest", reason: "a guest has nothing to clone: ext4 cannot share blocks" },
  ]);
});

test("an included cell comes besides, once, and takes the first value of what it does not name", () => {
  const include = "kernel=5.10 bootloader=grub; file-system=btrfs";
  assert.deepEqual(
    cellsOf({ "file-systems": "btrfs", kernels: "6.12", include, controls: "none" }).map(({ id }) => id),
    ["btrfs-6.12", "btrfs-5.10-grub"],
  );
});

test("rules that can match nothing are mistakes", () => {
  const parsed = parseInputs({ exclude: "kernel=5.1; fs=xfs", include: "bootloader=lilo" }, { cache: "" });
  assert.deepEqual(parsed.ok ? [] : parsed.problems, [
    'include: "bootloader=lilo" is not a known bootloader. Use direct, grub',
    'exclude: "kernel=5.1" is not a requested kernel, did you mean "6.1"? Use 6.1, 6.12',
    'exclude: unknown axis "fs" in "fs=xfs". Use file-system, kernel, distro, dracut, writer, dracut-options, bootloader, clone-kernel',
  ]);
});

test("a pairwise selection has every pair of values, in few cells", () => {
  const given = {
    "file-systems": "btrfs xfs",
    kernels: "5.10 6.1 6.12 sid",
    distros: "bookworm trixie sid",
    writers: "cowpio gnu-cpio 3cpio",
    bootloaders: "direct grub",
    controls: "none",
  };
  const all = cellsOf(given);
  const few = cellsOf({ ...given, coverage: "pairs" });
  assert.equal(all.length, 144);
  assert.ok(few.length <= 16, `${few.length}`);
  const pairs = (cells: typeof all) =>
    new Set(
      cells.flatMap(({ combination }) => {
        const values = Object.entries(combination);
        return values.flatMap((one, index) => values.slice(index + 1).map((other) => `${one} ${other}`));
      }),
    );
  assert.deepEqual([...pairs(few)].sort(), [...pairs(all)].sort());
});

test("every fault that can be injected has its control, beside the newest kernel", () => {
  const controls = cellsOf({ controls: "all" }).filter(({ id }) => id.startsWith("control-"));
  assert.deepEqual(
    controls.map(({ id, expected }) => `${id}: ${expected.sharing}, ${expected.boot}`),
    [
      "control-ext4-6.12: copied, boots",
      "control-unaligned-6.12: copied, boots",
      "control-no-init-6.12: shared, does not boot",
      "control-nocow-6.12: copied, not tried",
      "control-other-file-system-6.12: copied, not tried",
      "control-snapshot-only-6.12: copied, not tried",
      "control-flipped-6.12: altered, not tried",
      "control-wrong-offset-6.12: altered, not tried",
      "control-truncated-6.12: damaged, does not boot",
      "control-flipped-late-6.12: shared, does not boot",
      "control-wrong-nonce-6.12: shared, does not boot",
      "control-panic-6.12: shared, does not boot",
      "control-hang-6.12: shared, does not boot",
    ],
  );
});

test("with cloning guests, an unaligned guest is a control, too", () => {
  const cloneKernels = (given: Record<string, string>) =>
    cellsOf({ "file-systems": "xfs", kernels: "6.12", ...given })
      .filter(({ fault }) => fault !== "none")
      .map(({ id, combination }) => `${id} ${combination.cloneKernel}`);
  assert.deepEqual(cloneKernels({ "clone-kernels": "guest" }), [
    "control-unaligned-6.12 guest",
    "control-no-init-6.12 host",
  ]);
  assert.deepEqual(cloneKernels({}), ["control-unaligned-6.12 host", "control-no-init-6.12 host"]);
});

test("under KVM a guest has a quarter of the time it has under TCG, but seconds at least", () => {
  const [spec] = cellsOf({ controls: "none" });
  assert.ok(spec);
  const dracut = { dracut: 600_000 };
  const deadlines = (accelerator: "kvm" | "tcg", bootDeadline: number) =>
    completeCell(spec, {
      kernel: { version: "6.12.1", origin: "folder" },
      distro: {},
      nonce: "abcd",
      accelerator,
      bootDeadline,
    }).deadlines;
  assert.deepEqual(deadlines("tcg", 240_000), { ...dracut, boot: 240_000, stall: 45_000, clone: 120_000 });
  assert.deepEqual(deadlines("kvm", 240_000), { ...dracut, boot: 60_000, stall: 45_000, clone: 30_000 });
  assert.deepEqual(deadlines("kvm", 20_000), { ...dracut, boot: 10_000, stall: 10_000, clone: 30_000 });
});

test("with a base, every cell except the controls is planned with both dracuts, under distinct names", () => {
  const given = { dracut: "./head/dracut", base: "./base/dracut", "file-systems": "btrfs xfs", kernels: "6.12" };
  const cells = cellsOf(given);
  assert.deepEqual(
    withBases(cells).map(({ id, combination: { dracut }, compareWith }) => `${id} ${dracut} ${compareWith}`),
    [
      "btrfs-6.12-base_dracut ./base/dracut ",
      "btrfs-6.12-head_dracut ./head/dracut zstd",
      "xfs-6.12-base_dracut ./base/dracut ",
      "xfs-6.12-head_dracut ./head/dracut ",
      "control-ext4-6.12 ./head/dracut ",
      "control-unaligned-6.12 ./head/dracut ",
      "control-no-init-6.12 ./head/dracut ",
    ],
  );
  const ownDracut = cellsOf({ ...given, base: "builtin", controls: "none" });
  assert.deepEqual(
    withBases(ownDracut).map(({ id }) => id),
    ["btrfs-6.12", "btrfs-6.12-dracut", "xfs-6.12", "xfs-6.12-dracut"],
  );
});
