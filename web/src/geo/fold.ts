// The stroke of the Polish letter is no accent to Unicode.
const STROKE = /ł/gi;
const SEPARATORS = /[^\p{L}\p{N}_]+/gu;

/** Returns a text without case, accents and punctuation, for comparison. */
export function fold(text: string): string {
  return text
    .replace(STROKE, "l")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(SEPARATORS, " ")
    .trim();
}
