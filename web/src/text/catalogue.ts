import type { text } from "./en";

type Widened<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof Value]: Widened<Value[Key]> };

/** What every language must say: a missing or a misspelt entry does not compile. */
export type Catalogue = Widened<typeof text>;
