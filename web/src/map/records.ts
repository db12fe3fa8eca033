/** Incidents as the map and the list show them, read from the features of the API. */
import type { Point } from "../geo/projection";
import { weekNumber } from "./weeks";

export interface Feature {
  readonly type: "Feature";
  readonly id: string;
  readonly geometry: { readonly type: "Point"; readonly coordinates: Point } | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Entry {
  readonly id: string;
  readonly week: string | null;
  readonly weekNumber: number | undefined;
  /** The month or year of what fits no week. */
  readonly undated: string | null;
  readonly type: string;
  readonly also: readonly string[];
  readonly equipment: readonly string[];
  readonly status: string;
  readonly isHeadline: boolean;
  readonly sector: string | null;
  readonly sectors: readonly string[];
  readonly cell: string | null;
  readonly basis: string;
  readonly point: Point | null;
  readonly uncertaintyM: number | null;
  readonly sourceType: string | null;
  readonly sourceName: string | null;
  /** Where it is drawn: `cell:...` or `sector:...`, `record:...` for a point of its own, or nowhere. */
  readonly place: string | null;
  /** As it came, for downloads. */
  readonly feature: Feature;
}

const HEADLINE = new Set(["verified", "corroborated"]);

export function entryOf(feature: Feature): Entry {
  const { properties } = feature;
  const week = text(properties.week);
  const status = text(properties.status) ?? "";
  const uncertainty = properties.uncertainty_m;
  const entry = {
    id: String(feature.id),
    week,
    weekNumber: week === null ? undefined : weekNumber(week),
    undated: text(properties.undated),
    type: text(properties.type) ?? "other",
    also: texts(properties.also),
    equipment: texts(properties.equipment),
    status,
    isHeadline: HEADLINE.has(status),
    sector: text(properties.sector),
    sectors: texts(properties.sectors),
    cell: text(properties.cell),
    basis: text(properties.geometry_basis) ?? "none",
    point: feature.geometry?.coordinates ?? null,
    uncertaintyM: typeof uncertainty === "number" ? uncertainty : null,
    sourceType: text(properties.source_type),
    sourceName: text(properties.source_name),
    feature,
  };
  return { ...entry, place: placeOf(entry) };
}

function placeOf({ id, basis, cell, sector, point }: Omit<Entry, "place">): string | null {
  if (basis === "cell" && cell) return `cell:${cell}`;
  if (basis === "sector" && sector) return `sector:${sector}`;
  return point ? `record:${id}` : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
