import type { JudgedCell } from "../model/outcome.ts";
import { placeOf, troublesOf } from "./advice.ts";
import { oneLine, visible } from "./escape.ts";

/** GitHub shows ten errors of a step; the one that says why the step failed is among them. */
const max = 9;

export type Annotation = {
  readonly title: string;
  readonly text: string;
  /** In the workspace, with its line; absent where no file is known to be at fault. */
  readonly file?: string;
  readonly startLine?: number;
};

/** Returns an annotation for each failed cell; if they do not fit, the last one gives the number of the others. */
export function annotationsOf(cells: readonly JudgedCell[]): Annotation[] {
  const description = troublesOf(cells).map(
    (cell): Annotation => ({
      title: `${cell.outcome.status} ${cell.plan.id}`,
      text: visible(oneLine(`${cell.outcome.reason}${placeOf(cell.outcome)}`)),
      ...fileAtFault(cell),
    }),
  );
  if (description.length <= max) return description;
  const rest = description.slice(max - 1);
  const names = rest
    .slice(0, 5)
    .map(({ title }) => title)
    .join(", ");
  return [
    ...description.slice(0, max - 1),
    { title: `${rest.length} more cells went wrong`, text: `${names}${rest.length > 5 ? ", …" : ""}: see the report` },
  ];
}

/** Returns the file at fault. The checkout's path was given relative to the workspace; other paths are not in it. */
function fileAtFault({ plan, outcome }: JudgedCell): Pick<Annotation, "file" | "startLine"> {
  const { dracut } = plan.requested;
  if (outcome.source === undefined || dracut === "builtin" || dracut.startsWith("/")) return {};
  const file = `${dracut.replace(/^\.\//, "").replace(/\/+$/, "")}/${outcome.source.file.replace(/^\.\//, "")}`;
  return /(^|\/)\.\.(\/|$)/.test(file) ? {} : { file, startLine: outcome.source.line };
}
