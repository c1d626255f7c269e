import { type AxisValues, combinationProblem, completed, matches, product, type Rule } from "./combine.ts";

/** Mistakes of rules and lists that each make sense: an included cell that is excluded, and a matrix without a cell. */
export function contradictions({
  axes,
  include,
  exclude,
}: {
  readonly axes: AxisValues;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
}): string[] {
  const excluding = (combination: ReturnType<typeof completed>) => exclude.find((rule) => matches(combination, rule));
  const added = include.map((rule) => ({ rule, combination: completed(rule, axes) }));
  const contradicted = added.flatMap(({ rule, combination }) => {
    const by = excluding(combination);
    return by === undefined
      ? []
      : [
          `include: "${text(rule)}" is left out by exclude "${text(by)}". Axes that an included cell does not name use their first value`,
        ];
  });
  if (contradicted.length > 0) return contradicted;

  let excluded = 0;
  const reasons = new Set<string>();
  for (const some of [product(axes), added.map(({ combination }) => combination)])
    for (const combination of some) {
      const reason = combinationProblem(combination);
      if (excluding(combination) !== undefined) excluded++;
      else if (reason === undefined) return [];
      else reasons.add(reason);
    }
  const why = [
    ...(excluded > 0 ? [`exclude "${exclude.map(text).join("; ")}" leaves out ${excluded} of its combinations`] : []),
    ...reasons,
  ];
  return [`the matrix has no cell: ${why.join("; ")}`];
}

const text = (rule: Rule): string =>
  Object.entries(rule)
    .map(([axis, value]) => `${axis}=${value}`)
    .join(" ");
