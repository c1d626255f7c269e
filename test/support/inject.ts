/** `cowpio create` under strace, which makes one of its system calls fail or ends it there. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const cowpio = resolve("build/cowpio");

/** One system call of a run, as strace tells it. */
export type Call = {
  readonly name: string;
  /** Which of its name, from 1. */
  readonly nth: number;
  /** Its place in the run, from 0. */
  readonly index: number;
  readonly text: string;
};

export type Ended = { readonly status: number | null; readonly signal: string | null; readonly stderr: string };

function strace(args: readonly string[]): Promise<Ended> {
  return new Promise((settle) => {
    const child = execFile("strace", args, { timeout: 20_000, killSignal: "SIGKILL" }, (_error, _stdout, stderr) =>
      settle({ status: child.exitCode, signal: child.signalCode, stderr }),
    );
    child.stdin?.end();
  });
}

/** `injections` as strace takes them, of different calls: `fsync:error=EIO:when=1`. */
export function injected(args: readonly string[], injections: readonly string[]): Promise<Ended> {
  const calls = injections.map((one) => one.slice(0, one.indexOf(":")));
  const inject = injections.flatMap((one) => ["-e", `inject=${one}`]);
  return strace(["-o", "/dev/null", "-e", `trace=${calls.join(",")}`, ...inject, cowpio, "create", ...args]);
}

/** The run's calls in their order, with `injections` if there are any. */
export async function callsOf(args: readonly string[], log: string, injections: readonly string[] = []) {
  const inject = injections.flatMap((one) => ["-e", `inject=${one}`]);
  const ended = await strace(["-o", log, "-xx", "-s", "1", ...inject, cowpio, "create", ...args]);
  const seen = new Map<string, number>();
  const calls: Call[] = [];
  for (const text of readFileSync(log, "latin1").split("\n")) {
    const name = /^(\w+)\(/.exec(text)?.[1];
    if (name === undefined) continue;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    calls.push({ name, nth, index: calls.length, text });
  }
  return { calls, ended };
}

/** An injected result of a call, and the required outcome; without `must`, either a clean failure or equal bytes. */
export type Fault = {
  readonly call: Call;
  readonly what: string;
  readonly inject: string;
  readonly error?: string;
  readonly must?: "succeed" | "fail";
  /** Required output of --verbose. */
  readonly reason?: RegExp;
};

const errors: Readonly<Record<string, readonly string[]>> = {
  pwrite64: ["ENOSPC", "EIO", "EDQUOT"],
  write: ["ENOSPC", "EIO", "EPIPE"],
  pread64: ["EIO"],
  preadv2: ["EIO", "EAGAIN", "EOPNOTSUPP", "ENOSYS"],
  read: ["EIO"],
  ftruncate: ["ENOSPC", "EIO", "EFBIG"],
  fsync: ["EIO", "ENOSPC", "EDQUOT"],
  linkat: ["EIO", "ENOSPC", "EEXIST", "ENOENT"],
  rename: ["EIO", "ENOSPC", "EXDEV"],
  openat: ["EMFILE", "EACCES", "EIO", "EPERM"],
  newfstatat: ["EIO", "EACCES", "ENOMEM"],
  fstatfs: ["EIO"],
  statfs: ["EIO"],
  getxattr: ["EIO", "EOPNOTSUPP"],
  fremovexattr: ["EIO", "EOPNOTSUPP"],
  fchown: ["EIO", "EPERM"],
  fchmod: ["EIO", "EPERM"],
  lseek: ["EIO"],
  getdents64: ["EIO"],
  readlink: ["EIO", "EACCES"],
  readlinkat: ["EIO"],
  fcntl: ["EMFILE"],
  access: ["EACCES"],
  sync_file_range: ["EIO"],
  fadvise64: ["EIO"],
  prlimit64: ["EPERM"],
  ioctl: ["EIO", "EPERM"],
};

const noReflink = /no reflink support/;
/** The kernel's refusals of a clone, which mean copying, and its failures, which do not. */
const refusals: Readonly<Record<string, RegExp>> = {
  EXDEV: /other file system/,
  // Only Btrfs has NOCOW.
  EINVAL: /NOCOW or checksum settings differ|refused by the file system/,
  EOPNOTSUPP: noReflink,
  ETXTBSY: /refused by the file system/,
  EPERM: /refused by the file system/,
  // Whether there is room for a copy shows when it is written.
  EAGAIN: /refused: EAGAIN/,
  ENOSPC: /refused: ENOSPC/,
  EDQUOT: /refused: EDQUOT/,
};
const failures = ["EIO", "EUCLEAN"];

const fault = (call: Call, error: string, more: Partial<Fault> = {}): Fault => ({
  call,
  what: error,
  inject: `${call.name}:error=${error}:when=${call.nth}`,
  error,
  ...more,
});

/** Every fault that is tried at a call. */
export function faultsAt(call: Call, calls: readonly Call[]): Fault[] {
  // It ends by itself before another signal than KILL comes through.
  const signals = call.name === "exit_group" ? ["KILL"] : ["KILL", "TERM"];
  const ends = signals.map(
    (name): Fault => ({
      call,
      what: `SIG${name}`,
      inject: `${call.name}:signal=${name}:when=${call.nth}`,
      must: "fail",
    }),
  );
  return [...ends, ...errorsAt(call, calls), ...shortAt(call)];
}

function errorsAt(call: Call, calls: readonly Call[]): Fault[] {
  if (call.text.includes("FICLONERANGE")) {
    const faults = [...Object.keys(refusals), ...failures];
    // Data gathered in an unnamed file can still be written.
    if (scratchOf(calls).has(Number(/src_fd=(\d+)/.exec(call.text)?.[1])))
      return faults.map((error) => fault(call, error, { must: "succeed" }));
    return faults.map((error) =>
      fault(call, error, refusals[error] ? { must: "succeed", reason: refusals[error] } : { must: "fail" }),
    );
  }
  if (call.text.includes("FICLONE")) return [...Object.keys(refusals), ...failures].map((error) => fault(call, error));
  // An existing output in a folder that is not writable is written in place, which is reported.
  if (call === calls.find(({ text }) => text.includes("O_TMPFILE")))
    return (errors[call.name] ?? []).map((error) =>
      fault(call, error, /^(EACCES|EPERM)$/.test(error) ? { reason: /written in place/ } : {}),
    );
  const otherBoots = /^(pwrite64|write|pread64|read)$/.test(call.name) ? [fault(call, "EINTR")] : [];
  const lasting = /^(pwrite64|write|ftruncate)$/.test(call.name) ? ({ must: "fail" } as const) : {};
  return [...(errors[call.name] ?? []).map((error) => fault(call, error, lasting)), ...otherBoots];
}

/** Descriptors of nameless files behind the first, which is the output. */
const scratchOf = (calls: readonly Call[]): Set<number> =>
  new Set(
    calls
      .filter(({ text }) => text.includes("O_TMPFILE"))
      .slice(1)
      .map(({ text }) => Number(/= (\d+)$/.exec(text)?.[1])),
  );

/**
 * Strace leaves a call out whose return value it makes up. So a short read of a byte gets this byte from strace, and
 * a short write is tried where the byte is a NUL, which the file is full of beforehand.
 */
function shortAt(call: Call): Fault[] {
  // A short result is not used: everything is read again. One byte cannot be short.
  if (call.name === "preadv2" && call.text.endsWith(" = 1")) return [];
  if (call.name === "preadv2")
    return [{ call, what: "short", inject: `preadv2:retval=1:when=${call.nth}`, must: "succeed" }];
  const byte = /^p(?:read|write)64\(\d+, "\\x(..)".*= (?:[2-9]|\d\d+)$/.exec(call.text)?.[1];
  if (byte === undefined || (call.name === "pwrite64" && byte !== "00")) return [];
  const poke = call.name === "pread64" ? `:poke_exit=@arg2=${byte}` : "";
  const inject = `${call.name}:retval=1${poke}:when=${call.nth}`;
  return [{ call, what: "short", inject, must: "succeed" }];
}
