import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArchiveSharing, MemberRange } from "../../model/outcome.ts";
import { judgeGuest, readGuestSharing } from "./guest.ts";

const nonce = "0123abcd";
const version = "6.12.117+deb13-cloud-amd64";

function proof(shared: number, reason: MemberRange["reason"]): ArchiveSharing {
  const whole: MemberRange[] = [
    { offset: 0, length: shared, reason: "shared", physical: 12288 },
    { offset: shared, length: 2097152 - shared, reason },
    { offset: 2097152, length: 10, reason: "tail" },
  ];
  const ranges = whole.filter(({ length }) => length > 0);
  const member = {
    name: "usr/bin/x",
    size: 2097162,
    dataOffset: 4096,
    original: "identical",
    shareable: 2097152,
  } as const;
  const fiemap = { total: 4194304, shared, exclusive: 4194304 - shared, extents: 2 };
  return {
    size: 4194304,
    blockSize: 4096,
    shareable: 2097152,
    shared,
    fiemap,
    members: [{ ...member, shared, ranges }],
  };
}
const framed = (...lines: string[]) =>
  ["noise", `cowpio-clone begin ${nonce}`, ...lines, `cowpio-clone end ${nonce}`, ""].join("\n");
const proven = (one: ArchiveSharing) =>
  readGuestSharing(
    framed(`kernel ${version}`, "proof", ...JSON.stringify(one).split(",").join(",\n").split("\n")),
    nonce,
  );
const text = (guest: ReturnType<typeof readGuestSharing>) => (guest.kind === "could not tell" ? guest.why : guest.kind);

test("the guest's proof is summed and judged like the host's", () => {
  assert.deepEqual(proven(proof(2097152, "shared")), {
    kind: "proven",
    kernel: version,
    size: 4194304,
    blockSize: 4096,
    shareable: 2097152,
    shared: 2097152,
    verdict: { kind: "shared", shared: 2097152, shareable: 2097152 },
    missed: [],
  });
});

test("members that are not shared are named with their reasons", () => {
  const guest = proven(proof(1048576, "not-shared"));
  assert.ok(guest.kind === "proven");
  assert.equal(guest.verdict.kind, "partly shared");
  assert.deepEqual(guest.missed, [{ name: "usr/bin/x", reason: "not-shared", bytes: 1048576 }]);
});

test("a guest that was cut off, or speaks for another run, tells nothing", () => {
  const whole = framed(`kernel ${version}`, "proof", JSON.stringify(proof(2097152, "shared")));
  assert.equal(text(readGuestSharing("", nonce)), "the guest printed nothing on its second serial port");
  assert.equal(text(readGuestSharing(whole, "ffff")), "the guest printed nothing on its second serial port");
  for (const cut of [40, whole.length - 3])
    assert.equal(
      text(readGuestSharing(whole.slice(0, cut), nonce)),
      "the guest ended before it reported what it cloned",
    );
});

test("an incomplete proof is not accepted", () => {
  for (const wrong of ["{", "[]", '{"shared":1}', "null"])
    assert.match(text(readGuestSharing(framed(`kernel ${version}`, "proof", wrong), nonce)), /report is invalid/);
  assert.match(text(readGuestSharing(framed(`kernel ${version}`, "other"), nonce)), /report is invalid/);
  assert.equal(text(readGuestSharing(framed("proof", "{}"), nonce)), "the guest did not name its kernel");
});

test("a writer that fails in the guest is reported with its output, even after half a proof", () => {
  for (const before of [[], ["proof", '{"size":1']])
    assert.deepEqual(
      readGuestSharing(framed(`kernel ${version}`, ...before, "failed to write: exit status 1: no space"), nonce),
      { kind: "failed", kernel: version, why: "to write: exit status 1: no space" },
    );
});

const plan = (over: { cloneKernel?: "host" | "guest"; fault?: "none" | "unaligned" } = {}) => ({
  cloneKernel: over.cloneKernel ?? ("guest" as const),
  fault: over.fault ?? ("none" as const),
  kernel: { name: "6.12", version, origin: "folder" },
});
const shared = proven(proof(2097152, "shared"));
const partly = proven(proof(1048576, "not-shared"));
const copied = proven(proof(0, "unaligned"));

test("only a guest whose own archive is shared lets its cell pass", () => {
  assert.equal(judgeGuest(plan(), shared), undefined);
  assert.equal(judgeGuest(plan(), partly)?.status, "FAIL");
  assert.equal(judgeGuest(plan(), copied)?.status, "FAIL");
  assert.equal(judgeGuest(plan({ cloneKernel: "host" }), undefined), undefined);
});

test("a guest that tells nothing leaves its cell open", () => {
  assert.equal(judgeGuest(plan(), undefined)?.status, "INCONCLUSIVE");
  assert.equal(judgeGuest(plan(), { kind: "could not tell", why: "silent" })?.status, "INCONCLUSIVE");
});

test("a writer that fails under the guest's kernel fails its cell", () => {
  assert.equal(judgeGuest(plan(), { kind: "failed", kernel: version, why: "to write: EIO" })?.status, "FAIL");
});

test("another kernel than the staged one proves nothing", () => {
  const other = { ...plan(), kernel: { name: "5.10", version: "5.10.0", origin: "folder" } };
  assert.equal(judgeGuest(other, shared)?.status, "ERROR");
});

test("the injected fault is the guest's writer's, too", () => {
  assert.equal(judgeGuest(plan({ fault: "unaligned" }), copied), undefined);
  assert.equal(judgeGuest(plan({ fault: "unaligned" }), shared)?.status, "FAIL");
});
