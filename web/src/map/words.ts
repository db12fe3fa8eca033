/** An entry in words: what stands in the list. */
import type { Ground } from "../geo/ground";
import { sectorName } from "../geo/sectors";
import type { Wording } from "../text";
import type { Entry } from "./records";
import { weekDates } from "./weeks";

/** Returns the label of a code; a code of a newer server stands for itself. */
export function labelOf(scheme: Readonly<Record<string, string>>, code: string): string {
  return scheme[code] ?? code;
}

export function sectorLabel(on: Ground | undefined, code: string, language: string): string {
  const found = on?.sectors.sectors.find((sector) => sector.code === code);
  return found ? sectorName(found, language) : code;
}

export function periodOf(entry: Entry, { text, language }: Wording): string {
  if (entry.week && entry.weekNumber !== undefined) {
    return `${entry.week} · ${weekDates(language, entry.weekNumber)}`;
  }
  return entry.undated ? text.map.noWeek(entry.undated) : text.map.noWeek("?");
}

export function whereOf(entry: Entry, on: Ground | undefined, { text, language }: Wording): string {
  if (entry.sectors.length > 1) return text.map.several;
  const code = entry.sector ?? entry.sectors[0];
  if (!code) return text.map.somewhere;
  const name = sectorLabel(on, code, language);
  if (entry.basis === "cell" && entry.cell) return `${name}, ${entry.cell}`;
  if (entry.uncertaintyM === null || entry.basis === "sector") return name;
  return `${name}, ${text.map.uncertain(Math.round(entry.uncertaintyM))}`;
}

export function equipmentOf(entry: Entry, { labels }: Wording): string {
  return entry.equipment.map((kind) => labelOf(labels.equipment, kind)).join(", ");
}

export function claimOf(entry: Entry, { text, labels }: Wording): string {
  const source = entry.sourceName ?? labelOf(labels.source_type, entry.sourceType ?? "");
  const status = labelOf(labels.status, entry.status);
  return source ? `${status}, ${text.map.saidBy(source)}` : status;
}
