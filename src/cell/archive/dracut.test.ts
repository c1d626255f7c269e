import assert from "node:assert/strict";
import { test } from "node:test";
import { dracut, leftBehind } from "./dracut.ts";

const plain = { dracutOptions: "plain", kernel: { version: "6.12.1" } } as const;
/** The command in the distro. */
const output = (...requested: Parameters<typeof dracut>) => {
  const { program, args } = dracut(...requested);
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

test("the staging tree that dracut was told to keep is not left behind, any other is, and every one of plain dracut", () => {
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], "reflink"), []);
  assert.deepEqual(leftBehind(["dracut.iK3x9a", "dracut.oo1Abc", "cpio.log"], "reflink"), [
    "cpio.log",
    "dracut.XXXXXX",
  ]);
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], "gzip"), ["dracut.XXXXXX"]);
});
