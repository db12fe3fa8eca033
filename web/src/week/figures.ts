/** Look-ups in the document of a vintage, and what is said of a number. */
import type { Change, Release, Row } from "./releases";

export const TOTAL = "_T";
export type Series = "reported" | "headline";

/** A number, `gap` where nobody is known to have looked, null where nothing is listed. */
export type Figure = number | "gap" | null;

export interface Span {
  readonly low: number | null;
  readonly high: number | null;
}

export class Figures {
  private readonly cells: ReadonlyMap<string, Row>;
  private readonly compared: ReadonlyMap<string, Row>;

  constructor(private readonly release: Release) {
    this.cells = new Map(release.cells?.map((row) => [keyOf(row), row]));
    const compared = release.comparisons?.filter((row) => row.measure === "incidents");
    this.compared = new Map(compared?.map((row) => [keyOf(row), row]));
  }

  incidents(series: Series, sector = TOTAL, type = TOTAL): Figure {
    return figureOf(this.cell(series, sector, type));
  }

  /** Where incidents are reported, a headline without data means that none is verified so far. */
  verified(sector = TOTAL, type = TOTAL): Figure {
    const found = this.incidents("headline", sector, type);
    return found === "gap" && this.incidents("reported", sector, type) ? null : found;
  }

  /** What sources tell of attempts; null where no incident could tell. */
  attempts(sector = TOTAL, type = TOTAL): Span | "gap" | null {
    const row = this.cell("reported", sector, type);
    if (!row) return null;
    if (figureOf(row) === "gap") return "gap";
    const [low, high] = [numberOf(row.attempts_low), numberOf(row.attempts_high)];
    return low === null && high === null && !row.attempts_not_stated ? null : { low, high };
  }

  before(sector = TOTAL, type = TOTAL): Figure {
    return numberOf(this.compared.get(`reported/${sector}/${type}`)?.before);
  }

  mean(sector = TOTAL, type = TOTAL): Figure {
    return numberOf(this.compared.get(`reported/${sector}/${type}`)?.mean_4);
  }

  /** Severe incidents over the whole border, which are no records: a number or an interval. */
  severe(): Span | "kept" | null {
    const row = this.release.guarded?.rows?.find(
      (each) => keyOf(each) === `reported/${TOTAL}/${TOTAL}` && each.measure === "incidents",
    );
    if (!row) return null;
    const value = numberOf(row.value);
    if (value !== null) return { low: value, high: value };
    const [low, high] = [numberOf(row.least), numberOf(row.most)];
    return low === null && high === null ? "kept" : { low, high };
  }

  /** Types with a record along the whole border, the most frequent first. */
  types(): string[] {
    const rows = this.release.cells?.filter(
      (row) => row.series === "reported" && row.sector === TOTAL && row.type !== TOTAL,
    );
    return (rows ?? [])
      .filter((row) => row.incidents)
      .sort((one, other) => Number(other.incidents) - Number(one.incidents))
      .map((row) => String(row.type));
  }

  /** Each of the weeks of the curve with both its series, the newest first. */
  weeks(): { week: string; reported: Figure; headline: Figure }[] {
    const found = new Map<string, { week: string; reported: Figure; headline: Figure }>();
    for (const row of this.release.curve ?? []) {
      const week = String(row.week);
      const both = found.get(week) ?? { week, reported: null, headline: null };
      found.set(week, { ...both, [String(row.series)]: figureOf(row) });
    }
    return [...found.values()].sort((one, other) => (one.week < other.week ? 1 : -1));
  }

  private cell(series: Series, sector: string, type: string): Row | undefined {
    return this.cells.get(`${series}/${sector}/${type}`);
  }
}

/** Finds what a number of the table of cells was in the other vintage. */
export class Differences {
  private readonly found: ReadonlyMap<string, Change>;

  constructor(changes: readonly Change[]) {
    const cells = changes.filter((each) => each.table === "cells");
    this.found = new Map(cells.map((each) => [`${keyOf(each)}/${each.measure}`, each]));
  }

  of(series: Series, measure: string, sector = TOTAL, type = TOTAL): Change | undefined {
    return this.found.get(`${series}/${sector}/${type}/${measure}`);
  }
}

/** Says a span in words; an open end stays open. */
export function saySpan(
  span: Span,
  number: (value: number) => string,
  say: { between: string; atLeast: string; atMost: string; notStated: string },
): string {
  const { low, high } = span;
  if (low === null && high === null) return say.notStated;
  if (low === null) return say.atMost.replace("{high}", number(high ?? 0));
  if (high === null) return say.atLeast.replace("{low}", number(low));
  if (low === high) return number(low);
  return say.between.replace("{low}", number(low)).replace("{high}", number(high));
}

function keyOf(row: Readonly<Record<string, unknown>>): string {
  return `${row.series}/${row.sector}/${row.type}`;
}

function figureOf(row: Row | undefined): Figure {
  if (!row) return null;
  return row.obs_status === "L" || row.incidents === null ? "gap" : numberOf(row.incidents);
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
