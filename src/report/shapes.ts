/** Reads a value of unknown shape: gives what is known of it, or throws saying where it is something else. */
export type Shape<T> = (value: unknown, at: string) => T;

const wrong = (at: string, expected: string, value: unknown): never => {
  const found = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  throw new Error(`${at}: expected ${expected}, found ${found === "string" ? JSON.stringify(value) : found}`);
};

export const string: Shape<string> = (value, at) => (typeof value === "string" ? value : wrong(at, "a string", value));

/** JSON has no other numbers than finite ones. */
export const number: Shape<number> = (value, at) => (typeof value === "number" ? value : wrong(at, "a number", value));

export const oneOf =
  <T extends string>(words: readonly T[]): Shape<T> =>
  (value, at) =>
    words.find((word) => word === value) ?? wrong(at, words.map((word) => `"${word}"`).join(" or "), value);

export const optional =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value, at) =>
    value === undefined ? undefined : shape(value, at);

export const array =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) ? value.map((item, index) => shape(item, `${at}[${index}]`)) : wrong(at, "an array", value);

/** An object with these fields; others are left out of what it gives, as are optional ones that are absent. */
export const object =
  <T extends object>(fields: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(at, "an object", value);
    const read = Object.entries<Shape<unknown>>(fields).map(([name, shape]) => [
      name,
      shape((value as Record<string, unknown>)[name], `${at}.${name}`),
    ]);
    return Object.fromEntries(read.filter(([, inner]) => inner !== undefined)) as T;
  };

/** One of several objects, told apart by their `kind`. */
export const byKind =
  <T extends { readonly kind: string }>(
    shapes: { readonly [K in T["kind"]]: Shape<Extract<T, { kind: K }>> },
  ): Shape<T> =>
  (value, at) => {
    const kinds = Object.keys(shapes) as T["kind"][];
    const { kind } = object<{ kind: T["kind"] }>({ kind: oneOf(kinds) })(value, at);
    return shapes[kind](value, at) as T;
  };

/** A value of a number of fields by name, each perhaps absent. */
export const partial =
  <K extends string, T>(names: readonly K[], shape: Shape<T>): Shape<Partial<Record<K, T>>> =>
  (value, at) =>
    object(Object.fromEntries(names.map((name) => [name, optional(shape)])))(value, at) as Partial<Record<K, T>>;
