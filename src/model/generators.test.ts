import assert from "node:assert/strict";
import { test } from "node:test";
import { generators } from "./generators.ts";

const { command } = generators.dracut;
const plain = { dracutOptions: "plain", kernel: { version: "6.12.1" } } as const;
/** The command in the distro. */
const output = (...requested: Parameters<typeof command>) => {
  const { program, args } = command(...requested);
  assert.equal(program, "bwrap");
  return args.slice(args.indexOf("--") + 1).join(" ");
};

test("dracut is called with the cell's dracut options, its temporary folder beside its sources and its output", () => {
  assert.equal(
    output("/r", plain, "reflink"),
    "dracut --force --reproducible --tmpdir /var/tmp --keep --kver 6.12.1 --no-compress --nostrip --no-hostonly --enhanced-cpio /boot/initramfs-reflink.img",
  );
  assert.match(
    output("/r", { ...plain, dracutOptions: "zstd-compressed" }, "reflink"),
    /--zstd --nostrip --no-hostonly/,
  );
});

test("the comparison is plain dracut, whatever the cell's dracut options", () => {
  assert.equal(
    output("/r", { ...plain, dracutOptions: "strip" }, "gzip"),
    "dracut --force --reproducible --tmpdir /var/tmp --kver 6.12.1 --no-hostonly --gzip /boot/initramfs-gzip.img",
  );
});

test("dracut prints the messages of level 4, which say why it does not call its writer, or the debug messages too", () => {
  const level = (debug: boolean) => Object.values(generators.dracut.logging(debug));
  assert.deepEqual([level(false), level(true)], [["stdloglvl=4\n"], ["stdloglvl=5\n"]]);
});
