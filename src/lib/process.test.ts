import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { eachLine, type Piped, runPiped, watch } from "./process.ts";

const sh = (script: string) => ({ program: "sh", args: ["-c", script] });
const patient = { total: 20_000, stall: 20_000 };
const quiet = { onOutput: () => {}, deadlines: patient };

/** A process that was killed may take a moment to die, and then wait, as a zombie, for whoever is to read its status. */
async function ends(pid: number): Promise<boolean> {
  for (let timeout = 200; timeout > 0; timeout--) {
    try {
      if (/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    } catch {
      return true;
    }
    await wait(50);
  }
  return false;
}

test("a command's end and both of its outputs are seen", async () => {
  let output = "";
  const ended = await watch(sh("echo out; echo err >&2; exit 3"), {
    deadlines: patient,
    onOutput: (text) => (output += text),
  });
  assert.deepEqual(ended, { kind: "exited", status: 3 });
  assert.deepEqual(output.trim().split("\n").sort(), ["err", "out"]);
});

test("a silent command that works goes on, an idle one is ended", async () => {
  const idle = { total: 20_000, stall: 1000, idle: true };
  const watched = (script: string) => watch(sh(script), { deadlines: idle, onOutput: () => {} });
  // The descendant works, as QEMU does below its sandbox.
  const busy = watched("timeout 4 sh -c 'while :; do :; done'; exit 5");
  assert.deepEqual(await busy, { kind: "exited", status: 5 });
  assert.deepEqual(await watched("sleep 1000"), { kind: "silent", afterMs: 1000 });
});

test("a command is stopped by who started it", async () => {
  const stop = new AbortController();
  const ended = await watch(sh("echo ready; sleep 1000"), {
    deadlines: patient,
    onOutput: () => stop.abort(),
    stop: stop.signal,
  });
  assert.deepEqual(ended, { kind: "stopped" });
});

test("a command that says nothing for too long is ended with all its children", async () => {
  let output = "";
  const ended = await watch(sh("sleep 1000 & echo $!; wait"), {
    deadlines: { total: 20_000, stall: 300 },
    onOutput: (text) => (output += text),
  });
  assert.deepEqual(ended, { kind: "silent", afterMs: 300 });
  assert.ok(await ends(Number(output)));
});

test("a command that takes too long is ended, however much it says", async () => {
  const ended = await watch(sh("while :; do echo .; sleep 0.05; done"), {
    ...quiet,
    deadlines: { total: 400, stall: 300 },
  });
  assert.deepEqual(ended, { kind: "too long", afterMs: 400 });
});

test("a deadline holds although a descendant left the group with the output", async () => {
  let output = "";
  const started = performance.now();
  const ended = await watch(sh("setsid sleep 30 & echo $!; wait"), {
    deadlines: { total: 300, stall: 20_000 },
    onOutput: (text) => (output += text),
  });
  assert.deepEqual(ended, { kind: "too long", afterMs: 300 });
  assert.ok(performance.now() - started < 20_000);
  process.kill(Number(output), "SIGKILL");
});

test("an abort ends the command and rejects with its reason", async () => {
  const abort = new AbortController();
  const ended = watch(sh("sleep 1000"), { ...quiet, signal: abort.signal });
  abort.abort(new Error("enough"));
  await assert.rejects(ended, /enough/);
});

test("a program that does not exist rejects", async () => {
  await assert.rejects(watch({ program: "no-such-program", args: [] }, quiet), { code: "ENOENT" });
});

function linesOf(max: number, texts: readonly string[]) {
  const lines: [string, boolean][] = [];
  const feed = eachLine(max, (line, cut) => lines.push([line, cut]));
  for (const text of texts) feed(text);
  return lines;
}

test("lines are cut wherever the texts are", () => {
  assert.deepEqual(linesOf(100, [..."eins\nzwölf\n\nrest"]), [
    ["eins", false],
    ["zwölf", false],
    ["", false],
  ]);
  assert.deepEqual(linesOf(100, ["a\nb\nc", "d\n"]), [
    ["a", false],
    ["b", false],
    ["cd", false],
  ]);
});

test("a line that is too long loses its end, and the next one nothing", () => {
  assert.deepEqual(linesOf(4, ["1234\n", "12", "345", "67\n", "12345\nnext\n"]), [
    ["1234", false],
    ["1234", true],
    ["1234", true],
    ["next", false],
  ]);
});

test("a line without an end is neither kept nor looked through again and again", () => {
  const lines: string[] = [];
  const feed = eachLine(1 << 10, (line) => lines.push(line));
  const chunk = "x".repeat(1 << 16);
  for (let megabytes = 0; megabytes < 1000; megabytes += 1 / 16) feed(chunk);
  feed("\n");
  assert.deepEqual(
    lines.map((line) => line.length),
    [1 << 10],
  );
});

const pipedBy = (script: string, over: Partial<Piped> = {}) => {
  let output = "";
  const add = (chunk: Buffer) => void (output += chunk);
  const piped = { onStdout: add, onStderr: add, signal: new AbortController().signal, env: { PATH: "/usr/bin:/bin" } };
  return runPiped({ program: "sh", args: ["-c", script] }, { ...piped, ...over }).then((status) => ({
    status,
    output,
  }));
};

test("a piped command reads its input, whose end it only sees when this process ends", async () => {
  // timeout(1) ends with 124.
  const { status, output } = await pipedBy('read line; echo "$line"; timeout 0.3 cat', { input: "a\n" });
  assert.deepEqual([status, output], [124, "a\n"]);
  assert.deepEqual(await pipedBy("kill -KILL $$"), { status: 137, output: "" });
  assert.deepEqual(await pipedBy('echo "$USER$HOME"', { env: { PATH: "/usr/bin:/bin", HOME: "/h" } }), {
    status: 0,
    output: "/h\n",
  });
});

test("an aborted piped command gets SIGTERM, and its end is waited for", async () => {
  const aborting = new AbortController();
  let output = "";
  const onStdout = (chunk: Buffer) => {
    output += chunk;
    if (output === "ready\n") aborting.abort(new Error("enough"));
  };
  const script = 'trap "sleep 0.2; echo tidy; exit" TERM; echo ready; while :; do sleep 0.05; done';
  await assert.rejects(pipedBy(script, { signal: aborting.signal, onStdout }), /enough/);
  assert.equal(output, "ready\ntidy\n");
});
