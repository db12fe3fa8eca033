import { numberForm, pluralRules } from "./locale";

type Forms = { readonly one: string; readonly other: string } & Partial<
  Record<"few" | "many", string>
>;

/** Returns the form of a word that a language uses beside a number, with the number before it. */
export function counted(language: string, number: number, forms: Forms): string {
  const rule = pluralRules(language).select(number);
  const word = rule === "few" || rule === "many" || rule === "one" ? forms[rule] : forms.other;
  return `${numberForm(language).format(number)} ${word ?? forms.other}`;
}
