/** What the map shows, and how the address says it: a link shows a colleague the same. */
import { weekCode, weekNumber } from "./weeks";

export interface View {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

export interface MapState {
  /** First and last week, both shown; null for all, and for records without a week too. */
  readonly weeks: readonly [number, number] | null;
  readonly types: readonly string[];
  readonly equipment: readonly string[];
  readonly sectors: readonly string[];
  readonly series: "reported" | "headline";
  readonly records: "public" | "full";
  /** What is chosen on the map: `sector:BIA`, `cell:10kmN337E525`, `record:...`. */
  readonly place: string | null;
  readonly view: View | null;
}

const WEEKS = /^(\d{4}-W\d{2})(?:\.\.(\d{4}-W\d{2}))?$/;
const CODE = /^[A-Za-z0-9_-]{1,40}$/;
const PLACE = /^(sector|cell|record):[A-Za-z0-9_-]{1,60}$/;

export function readState(query: URLSearchParams): MapState {
  const place = query.get("place");
  return {
    weeks: readWeeks(query.get("week")),
    types: readCodes(query.get("type")),
    equipment: readCodes(query.get("equipment")),
    sectors: readCodes(query.get("sector")),
    series: query.get("series") === "headline" ? "headline" : "reported",
    records: query.get("records") === "full" ? "full" : "public",
    place: place && PLACE.test(place) ? place : null,
    view: readView(query.get("at")),
  };
}

/** Writes a state in one fixed order; what is usual is left out. */
export function writeState(state: MapState): URLSearchParams {
  const { weeks, view } = state;
  const written: Record<string, string> = {
    week: weeks ? writeWeeks(weeks) : "",
    type: state.types.join(","),
    equipment: state.equipment.join(","),
    sector: state.sectors.join(","),
    series: state.series === "headline" ? "headline" : "",
    records: state.records === "full" ? "full" : "",
    place: state.place ?? "",
    at: view ? [view.lon.toFixed(4), view.lat.toFixed(4), view.zoom.toFixed(2)].join(",") : "",
  };
  return new URLSearchParams(Object.entries(written).filter(([, value]) => value));
}

function writeWeeks([first, last]: readonly [number, number]): string {
  return first === last ? weekCode(first) : `${weekCode(first)}..${weekCode(last)}`;
}

function readWeeks(text: string | null): [number, number] | null {
  const [, from, to] = WEEKS.exec(text ?? "") ?? [];
  const first = from ? weekNumber(from) : undefined;
  const last = to ? weekNumber(to) : first;
  return first !== undefined && last !== undefined && first <= last ? [first, last] : null;
}

function readCodes(text: string | null): string[] {
  return [...new Set(text?.split(",").filter((code) => CODE.test(code)))];
}

function readView(text: string | null): View | null {
  const numbers = text?.split(",").map(Number) ?? [];
  const [lon = Number.NaN, lat = Number.NaN, zoom = Number.NaN] = numbers;
  const isView = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22;
  return isView ? { lon, lat, zoom } : null;
}
