/**
 * A reporter of Node's test runner that speaks as the core's own tests do: lines `ok`, `FAIL` and `SKIP`, and the
 * closing line `N passed, N failed, N skipped`. What tests print themselves stands behind a bar.
 */
import { relative, resolve } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

type Ended = Extract<TestEvent, { type: "test:pass" | "test:fail" }>;

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { ok: 0, FAIL: 0, SKIP: 0 };
  const parents: string[] = [];
  const underWay = new Map<string, string>();

  for await (const event of events)
    switch (event.type) {
      case "test:dequeue":
        underWay.set(`${event.data.file} ${event.data.testId}`, event.data.name);
        break;
      case "test:complete":
        underWay.delete(`${event.data.file} ${event.data.testId}`);
        break;
      case "test:start":
        parents[event.data.nesting] = event.data.name;
        break;
      case "test:pass":
      case "test:fail": {
        const verdict = judge(event);
        if (verdict === undefined) break;
        counts[verdict.word] += 1;
        const name = [...parents.slice(0, event.data.nesting), event.data.name].join(" > ");
        yield `${verdict.word.padEnd(4)} ${name}${verdict.why}\n`;
        break;
      }
      case "test:stdout":
      case "test:stderr":
        yield behindBar(event.data.message);
        break;
      case "test:interrupted":
        for (const name of underWay.values()) yield `     under way when interrupted: ${name}\n`;
        break;
    }
  yield `${counts.ok} passed, ${counts.FAIL} failed, ${counts.SKIP} skipped\n`;
}

/** Undefined for what only groups tests, and for a parent whose child is what failed. */
function judge(event: Ended): { word: "ok" | "FAIL" | "SKIP"; why: string } | undefined {
  const { skip, todo, details, file } = event.data;
  if (skip !== undefined && skip !== false)
    return { word: "SKIP", why: `: ${skip === true ? "no reason given" : skip}` };
  if (todo !== undefined && todo !== false) return { word: "SKIP", why: `: to do${todo === true ? "" : `: ${todo}`}` };
  if (event.type === "test:fail") return failure(event);
  if (details.type === "suite") return undefined;
  // Node reports a file as a passed test of its own when its process exits with 0 before any of its tests is reported.
  if (file !== undefined && event.data.nesting === 0 && resolve(event.data.name) === file)
    return { word: "FAIL", why: "\n     the file ended without reporting a test\n" };
  return { word: "ok", why: details.duration_ms < 500 ? "" : ` (${(details.duration_ms / 1000).toFixed(1)} s)` };
}

function failure({ data }: Extract<TestEvent, { type: "test:fail" }>): ReturnType<typeof judge> {
  const { error } = data.details;
  if ((error as { failureType?: string }).failureType === "subtestsFailed") return undefined;
  const location = data.file === undefined ? "" : `${relative(process.cwd(), data.file)}:${data.line ?? 1}\n`;
  const text = location + withoutInternals(inspect(error.cause ?? error, { colors: false }));
  return { word: "FAIL", why: `\n${text.replace(/^/gm, "     ")}\n` };
}

const withoutInternals = (stack: string): string => stack.replace(/^ +at .*\(?node:internal.*\n?/gm, "").trimEnd();

const behindBar = (text: string): string => `${text.replace(/\n$/, "").replace(/^/gm, "     | ")}\n`;
