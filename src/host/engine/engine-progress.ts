import { UserError } from "../../model/failure.ts";
import type { Engine } from "./engine.ts";

type Line = { readonly stream?: string; readonly status?: string; readonly error?: string };

/** Reads the engine's progress to its end and gives the text. Throws the engine's error. */
export function follow(engine: Engine, progress: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    engine.modem.followProgress(progress, (error: Error | null, lines: readonly Line[] | null) => {
      const output = (lines ?? []).map(({ stream, status }) => stream ?? (status ? `${status}\n` : "")).join("");
      const failure = error?.message ?? lines?.find((line) => line.error)?.error;
      if (failure === undefined) resolve(output);
      else reject(new UserError(`the engine reported: ${failure}${tail(output)}`));
    });
  });
}

const tail = (output: string): string => {
  const last = output.trim().split("\n").slice(-15).join("\n");
  return last === "" ? "" : `\n${last}`;
};
