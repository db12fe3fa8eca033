/** What is shown, as files: the records as the service gave them, with their credit and licence. */
import type { Entry } from "./records";

export interface Credit {
  readonly attribution: string;
  readonly licence: string;
}

export function asGeoJson(entries: readonly Entry[], credit: Credit): string {
  const features = entries.map((entry) => entry.feature);
  return JSON.stringify({ type: "FeatureCollection", ...credit, features });
}

/** RFC 4180; lists are parted by semicolons, and no cell can run as a formula. */
export function asCsv(entries: readonly Entry[]): string {
  const names = [...new Set(entries.flatMap((entry) => Object.keys(entry.feature.properties)))];
  const rows = entries.map(({ feature }) => [
    feature.id,
    ...(feature.geometry?.coordinates ?? [null, null]),
    ...names.map((name) => feature.properties[name]),
  ]);
  return [["id", "lon", "lat", ...names], ...rows]
    .map((row) => row.map(cell).join(","))
    .join("\r\n")
    .concat("\r\n");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value)
    ? value.join(";")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lets the browser save a text under a name. */
export function save(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers still read it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
