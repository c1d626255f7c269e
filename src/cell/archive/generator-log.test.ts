import assert from "node:assert/strict";
import { test } from "node:test";
import { maxGeneratorErrors } from "../../model/outcome.ts";
import { readGeneratorLog } from "./generator-log.ts";

const logOf = (...lines: string[]) => {
  const reader = readGeneratorLog();
  reader.add(`${lines.join("\n")}\n`);
  return reader;
};

test("errors of dracut, dracut-install and sourced scripts are facts, warnings are not", () => {
  const { errors } = logOf(
    "dracut[I]: *** Including module: bash ***",
    "dracut[W]: Could not find command 'mksh'",
    "dracut[E]: Module 'crypt' cannot be installed",
    "dracut-install: ERROR: installing 'nosuch'",
    "/usr/lib/dracut/modules.d/99x/module-setup.sh: line 12: syntax error near unexpected token `}'",
    "dracut[F]: cannot make the image",
  ).log();
  assert.deepEqual(errors, [
    "dracut[E]: Module 'crypt' cannot be installed",
    "dracut-install: ERROR: installing 'nosuch'",
    "/usr/lib/dracut/modules.d/99x/module-setup.sh: line 12: syntax error near unexpected token `}'",
    "dracut[F]: cannot make the image",
  ]);
});

test("the name of dracut's temporary folder is in no error: it is another in every run", () => {
  const [first, second] = ["iK3x9a", "ZZZZZZ"].map((name) =>
    logOf(`dracut[E]: cannot write /var/tmp/dracut.${name}/initramfs/init`).log(),
  );
  assert.deepEqual(first, second);
});

test("dracut's own line says why it ignores its dracut-cpio", () => {
  const line = "dracut[I]: *** --enhanced-cpio ignored due to lack of 3cpio or dracut-cpio ***";
  assert.equal(logOf("dracut[I]: x", line, "dracut[I]: y").log().ignoredWriter, line);
  assert.equal(logOf("dracut[I]: *** Creating image file ***").log().ignoredWriter, undefined);
});

test("a failed run is explained by its first errors, else by its last lines without warnings", () => {
  assert.equal(logOf("dracut[E]: first", "dracut[W]: later", "dracut[I]: last").failure(), "dracut[E]: first");
  assert.equal(logOf("cannot go on", "dracut[W]: harmless").failure(), "cannot go on");
  assert.equal(logOf("dracut[W]: harmless").failure(), "it printed no error");
});

test("a log without end keeps the first errors", () => {
  assert.equal(
    logOf(...Array.from({ length: 2 * maxGeneratorErrors }, (_, n) => `dracut[E]: ${n}`)).log().errors.length,
    maxGeneratorErrors,
  );
});
