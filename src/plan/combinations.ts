import { type AxisName, axes, axisNames, type Combination, writers } from "../model/axes.ts";
import { profileOf } from "../model/file-systems.ts";
import { optionSets } from "../model/generators.ts";

const fields = axisNames.map((axis) => axes[axis].field);

/** The requested values of each axis. */
export type AxisValues = { readonly [K in keyof Combination]: readonly Combination[K][] };

/** Values that belong together: `kernel=5.10 bootloader=grub`. */
export type Rule = Readonly<Partial<Record<AxisName, string>>>;

/** `all`: every combination. `pairs`: so few of them that every two values of two axes still meet. */
export const coverages = ["all", "pairs"] as const;
export type Coverage = (typeof coverages)[number];

/** A combination that makes no sense. */
type LeftOut = { readonly combination: Combination; readonly reason: string };

export type Combined = { readonly chosen: readonly Combination[]; readonly leftOut: readonly LeftOut[] };

/** The combinations to try, those of the first axis first; and those that make no sense, each with its reason. */
export function combine(
  values: AxisValues,
  rules: { readonly include: readonly Rule[]; readonly exclude: readonly Rule[]; readonly coverage: Coverage },
): Combined {
  const leftOut: LeftOut[] = [];
  const sensible = (some: Iterable<Combination>): Combination[] => {
    const accepted: Combination[] = [];
    for (const combination of some) {
      if (rules.exclude.some((rule) => matches(combination, rule))) continue;
      const reason = combinationProblem(combination);
      if (reason === undefined) accepted.push(combination);
      else leftOut.push({ combination, reason });
    }
    return accepted;
  };
  const all = sensible(product(values));
  const covering = rules.coverage === "pairs" ? coverPairs(all) : all;
  const more = sensible(rules.include.map((rule) => completed(rule, values)));
  return { chosen: [...new Map([...covering, ...more].map((one) => [keyOf(one), one])).values()], leftOut };
}

/** Why two values do not go together; undefined when they do. */
function combinationProblem({ fileSystem, writer, dracutOptions, cloneKernel }: Combination): string | undefined {
  const { noReflink } = profileOf(fileSystem);
  if (cloneKernel === "guest" && noReflink !== undefined) return `a guest has nothing to clone: ${noReflink}`;
  if (cloneKernel === "guest" && writer !== "cowpio") return `the guest writes with cowpio alone, not with ${writer}`;
  const set = optionSets[dracutOptions];
  if ("align" in set && !writers[writer].reflinks) return `${writer} does not align data, so neither to 64 KiB`;
  if ("align" in set && "calledAs" in writers[writer]) return `${writer} gets dracut's own alignment, so not 64 KiB`;
  return undefined;
}

/** Every combination of the values, those of the first axis varying last. */
export const product = (values: AxisValues): Combination[] =>
  fields.reduce<Partial<Combination>[]>(
    (some, field) => some.flatMap((one) => values[field].map((value) => ({ ...one, [field]: value }))),
    [{}],
  ) as Combination[];

const matches = (combination: Combination, rule: Rule): boolean =>
  axisNames.every((axis) => rule[axis] === undefined || rule[axis] === combination[axes[axis].field]);

/** An included rule is one cell: of an axis that it does not name, the first value asked for. */
export const completed = (rule: Rule, values: AxisValues): Combination =>
  Object.fromEntries(
    axisNames.map((axis) => [axes[axis].field, rule[axis] ?? values[axes[axis].field][0]]),
  ) as unknown as Combination;

export const keyOf = (combination: Combination): string =>
  axisNames.map((axis) => combination[axes[axis].field]).join("\0");

/**
 * Takes again and again the first combination that has most pairs nobody has yet, until none is left. Not the
 * smallest selection there is, but near it, and a function of the input alone.
 */
function coverPairs(all: readonly Combination[]): Combination[] {
  const owners = new Map<string, number[]>();
  const missing: number[] = [];
  const pairsOf = (combination: Combination): string[] =>
    axisNames.flatMap((first, index) =>
      axisNames
        .slice(index + 1)
        .map((second) => `${index}\0${second}\0${combination[axes[first].field]}\0${combination[axes[second].field]}`),
    );
  for (const [index, combination] of all.entries()) {
    const pairs = pairsOf(combination);
    missing.push(pairs.length);
    for (const pair of pairs) {
      const own = owners.get(pair);
      if (own === undefined) owners.set(pair, [index]);
      else own.push(index);
    }
  }
  const taken: number[] = [];
  while (owners.size > 0) {
    const best = missing.reduce((max, count, index) => (count > (missing[max] as number) ? index : max), 0);
    taken.push(best);
    for (const pair of pairsOf(all[best] as Combination)) {
      for (const owner of owners.get(pair) ?? []) missing[owner] = (missing[owner] as number) - 1;
      owners.delete(pair);
    }
  }
  return taken.sort((a, b) => a - b).map((index) => all[index] as Combination);
}

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
