import { getExecOutput } from "@actions/exec";
import { type Command, shellQuote } from "../model/command.ts";

/**
 * Runs a short command to its end and gives its standard output.
 * Throws with the command, its exit status and the end of what it said. No deadline and no way to stop it
 * (@actions/exec has neither): what may take long goes through `process.ts`.
 */
export async function exec(command: Command, input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await getExecOutput(command.program, [...command.args], {
    silent: true,
    ignoreReturnCode: true,
    ...(input === undefined ? {} : { input: Buffer.from(input) }),
  });
  if (exitCode === 0) return stdout;
  const output = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join("; ");
  throw new Error(`${shellQuote(command)}: exit status ${exitCode}${output === "" ? "" : `: ${output}`}`);
}
