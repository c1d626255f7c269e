import assert from "node:assert/strict";
import { test } from "node:test";
import { confined, confinedMachine } from "./command.ts";

const given = (args: readonly string[], option: string) =>
  args.flatMap((word, index) => (word === option ? [args[index + 1]] : []));

test("the distro's programs lose every capability first, and get none back to mount, make nodes or reach devices", () => {
  const { args } = confined("/cell/root", "dracut", "--force");
  assert.ok(args.indexOf("--cap-drop") < args.indexOf("--cap-add"));
  assert.deepEqual(given(args, "--cap-drop"), ["ALL"]);
  assert.deepEqual(
    given(args, "--cap-add").filter((name) => /ADMIN|MKNOD|RAWIO|MODULE|PTRACE|SETPCAP|NET/.test(name as string)),
    [],
  );
  assert.deepEqual(given(args, "--dev-bind"), []);
  assert.deepEqual(args.slice(-3), ["--", "dracut", "--force"]);
});

test("the machine gets no capability, and one folder to write to", () => {
  const { args } = confinedMachine("/cell", { program: "qemu", args: ["-m", "1G"] });
  assert.deepEqual(given(args, "--cap-add"), []);
  assert.deepEqual(given(args, "--bind"), ["/cell"]);
  assert.deepEqual(args.slice(-4), ["--", "qemu", "-m", "1G"]);
});
