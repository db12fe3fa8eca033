/** What the form holds, and the report that it becomes. */
import type {
  By,
  Casualty,
  Count,
  EquipmentKind,
  EquipmentState,
  Harm,
  IncidentType,
  Location,
  Outcome,
  ReportCreate,
  Supplier,
  SupplyBasis,
} from "../api/types";
import type { Photo } from "../photos/store";
import type { Language } from "../text";
import { betterFix, type Fix, type Place } from "./position";
import { occurredOf, type When } from "./times";

/** A number of something: `about` and `at_least` say how well it is known. */
export interface Told {
  low: number;
  qualifier: "exact" | "at_least" | "about";
}

export interface Item {
  kind: EquipmentKind;
  count: Told | null;
  state: EquipmentState;
}

/** How the place is told; `here` is where the phone is. */
export type Where =
  | { by: "here" }
  | { by: "map"; point: Place | null }
  | { by: "marker"; marker: number | null }
  | { by: "place"; place: string }
  | { by: "sector"; sector: string }
  | { by: "border" };

export interface Form {
  /** When the first thing was entered, in milliseconds since 1970; null while nothing is. */
  begunAt: number | null;
  /** Where the phone was then. Whoever goes on at home goes on with that place. */
  fix: Place | null;
  type: IncidentType | null;
  when: When;
  where: Where;
  by: By;
  persons: Told | null;
  attempts: Told | null;
  equipment: Item[];
  supplier: Supplier | null;
  basis: SupplyBasis | null;
  harmed: Partial<Record<Harm, Told>>;
  outcome: Outcome;
  text: string;
  /** Absent in drafts of before photos. */
  photos?: Photo[];
}

export const LONGEST_TEXT = 4_000;
// For so long `now` and `here` are still where the report was begun.
const STILL_THERE_MS = 3 * 60_000;

export function emptyForm(): Form {
  return {
    begunAt: null,
    fix: null,
    type: null,
    when: { kind: "now" },
    where: { by: "here" },
    by: "unknown",
    persons: null,
    attempts: null,
    equipment: [],
    supplier: null,
    basis: null,
    harmed: {},
    outcome: "unknown",
    text: "",
  };
}

/** A form as it was kept, perhaps by an earlier version: what it lacks is empty. */
export function formOf(kept: Partial<Form>, keptAt: number): Form {
  return { ...emptyForm(), begunAt: keptAt, ...kept };
}

/** The form with a change; the first one says when it was begun. */
export function changed(form: Form, part: Partial<Form>, fix: Fix | null, now: number): Form {
  return withFix({ ...form, begunAt: form.begunAt ?? now, ...part }, fix, now);
}

/** The form with a better fix, as long as it was begun just now. */
export function withFix(form: Form, fix: Fix | null, now: number): Form {
  if (!fix || form.begunAt === null || !isFresh(form, now)) return form;
  const best = betterFix(form.fix, fix);
  return best === form.fix ? form : { ...form, fix: best };
}

/** Whether the phone is still where and when the form was begun. */
export function isFresh({ begunAt }: Form, now: number): boolean {
  return begunAt === null || (now >= begunAt && now - begunAt < STILL_THERE_MS);
}

/** Whether anything was entered that would be missed. */
export function isTouched(form: Form): boolean {
  const plain = { ...form, begunAt: null, fix: null };
  return JSON.stringify(plain) !== JSON.stringify(emptyForm());
}

export type Lack = "type" | "point" | "marker" | "place" | "sector" | "time";

/** What a valid report still needs; empty when it can be saved. */
export function missing(form: Form): Lack[] {
  const found: Lack[] = [];
  if (!form.type) found.push("type");
  if (form.where.by === "map" && !form.where.point) found.push("point");
  if (form.where.by === "marker" && !isMarker(form.where.marker)) found.push("marker");
  if (form.where.by === "place" && !form.where.place.trim()) found.push("place");
  if (form.where.by === "sector" && !form.where.sector) found.push("sector");
  if (!occurredOf(form.when, new Date())) found.push("time");
  return found;
}

/** The report as the service takes it; what was not said is left out. */
export function reportOf(form: Form, now: Date, language: Language): ReportCreate {
  const begun = new Date(form.begunAt ?? now);
  const occurred = occurredOf(form.when, begun);
  if (!form.type || !occurred) throw new Error("the form is not complete");
  const casualties = casualtiesOf(form);
  const text = form.text.trim();
  const photos = form.photos ?? [];
  return {
    occurred,
    location: locationOf(form.where, form.fix),
    type: form.type,
    source: { type: "field_monitor" },
    language,
    observed_at: begun.toISOString(),
    ...(form.by !== "unknown" && { by: form.by }),
    ...(form.persons && { persons: countOf(form.persons) }),
    ...(form.attempts && { attempts: countOf(form.attempts) }),
    ...(form.equipment.length > 0 && { equipment: form.equipment.map(equipmentOf) }),
    ...(form.supplier && { supply: { supplier: form.supplier, basis: form.basis } }),
    ...(casualties.length > 0 && { casualties }),
    ...(form.outcome !== "unknown" && { outcome: form.outcome }),
    ...(text && { narrative: text }),
    ...(photos.length > 0 && { photos: photos.map((each) => each.sha256) }),
  };
}

/** Without a fix the place of the phone is not known: then it was somewhere on the border. */
function locationOf(where: Where, fix: Place | null): Location {
  switch (where.by) {
    case "here":
      return fix ? { method: "gnss", ...positionOf(fix) } : { method: "border" };
    case "map":
      return where.point
        ? { method: "map_pick", ...positionOf(where.point) }
        : { method: "border" };
    case "marker":
      return { method: "border_marker", marker: where.marker ?? 0 };
    case "place":
      return { method: "place", place: where.place.trim() };
    case "sector":
      return { method: "sector", sectors: [where.sector] };
    case "border":
      return { method: "border" };
  }
}

function positionOf({ lon, lat, accuracyM }: Place) {
  return { lon, lat, accuracy_m: Math.ceil(accuracyM) };
}

function isMarker(marker: number | null): boolean {
  return marker !== null && Number.isInteger(marker) && marker > 0;
}

function countOf({ low, qualifier }: Told): Count {
  return qualifier === "exact" ? { low, high: low, qualifier } : { low, qualifier };
}

function equipmentOf({ kind, count, state }: Item): NonNullable<ReportCreate["equipment"]>[number] {
  return { kind, state, by: "people_crossing", ...(count && { count: countOf(count) }) };
}

function casualtiesOf(form: Form): Casualty[] {
  return Object.entries(form.harmed).map(([harm, told]) => ({
    harm: harm as Harm,
    who: "unknown",
    ...countOf(told),
  }));
}
