/** What is drawn, as GeoJSON: the ground once, the records whenever another part is shown. */
import type { Feature, FeatureCollection } from "geojson";
import { cellRing } from "../geo/cells";
import { type Ground, unpacked } from "../geo/ground";
import { type Place, placeLabel } from "../geo/places";
import type { Point } from "../geo/projection";
import { sectorName } from "../geo/sectors";
import type { Entry } from "./records";

type Shape =
  | { type: "Point"; coordinates: Point }
  | { type: "LineString"; coordinates: readonly Point[] }
  | { type: "Polygon"; coordinates: readonly (readonly Point[])[] };

export interface Drawn {
  readonly type: "Feature";
  readonly geometry: Shape;
  readonly properties: Readonly<Record<string, string | number>>;
}

// MapLibre's own type asks for arrays that may be written to.
export type Layer = FeatureCollection;

export interface BaseData {
  readonly border: Layer;
  readonly countries: Layer;
  readonly towns: Layer;
  readonly crossings: Layer;
}

export interface Shapes {
  readonly unit: number;
  readonly ribbon: Readonly<Record<string, readonly number[]>>;
  readonly crossings: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly status: string;
    readonly sector: string;
    readonly lon: number;
    readonly lat: number;
  }[];
}

export interface Surroundings {
  readonly on: Ground;
  readonly shapes: Shapes;
  readonly places: readonly Place[];
}

/** Metres a pixel at zoom 0, on the equator. */
const METRES_A_PIXEL = 78_271.517;
const COUNTRIES: Readonly<Record<string, Point>> = { pl: [23.05, 52.95], by: [24.35, 52.95] };

/** What changes with the language alone. */
export function baseData(
  { on, shapes, places }: Surroundings,
  language: string,
  countries: Readonly<Record<"pl" | "by", string>>,
): BaseData {
  return {
    border: layer([drawn({ type: "LineString", coordinates: on.vertices }, {})]),
    countries: layer(
      Object.entries(countries).map(([country, name]) =>
        point(COUNTRIES[country] ?? [0, 0], { name: name.toUpperCase() }),
      ),
    ),
    towns: layer(
      places.map((place) =>
        point([place.lon, place.lat], {
          name: placeLabel(place, language),
          size: place.uncertainty_m,
        }),
      ),
    ),
    crossings: layer(
      shapes.crossings.map(({ lon, lat, name, kind }) => point([lon, lat], { name, kind })),
    ),
  };
}

export interface RecordData {
  readonly ribbon: Layer;
  readonly sectors: Layer;
  readonly cells: Layer;
  readonly points: Layer;
}

/** Everything that changes with what is shown. */
export function recordData(
  { on, shapes }: Surroundings,
  language: string,
  entries: readonly Entry[],
  counts: ReadonlyMap<string, number>,
): RecordData {
  return {
    ribbon: ribbonLayer(shapes, counts),
    sectors: sectorLayer(on, language, counts),
    cells: cellLayer(counts),
    points: pointLayer(entries),
  };
}

/** The names of the sectors at their label points, with the number of their records. */
function sectorLayer(on: Ground, language: string, counts: ReadonlyMap<string, number>): Layer {
  const features = on.sectors.sectors.map((sector) => {
    const count = counts.get(`sector:${sector.code}`) ?? 0;
    const name = sectorName(sector, language);
    return point(sector.label, { label: count ? `${name} ${count}` : name, count });
  });
  return layer(features);
}

/** The sectors, each with the number of records that name no closer place. */
function ribbonLayer(shapes: Shapes, counts: ReadonlyMap<string, number>): Layer {
  const features = Object.entries(shapes.ribbon).map(([code, packed]) => {
    const place = `sector:${code}`;
    const count = counts.get(place) ?? 0;
    return polygon(unpacked(packed, shapes.unit), { place, code, count });
  });
  return layer(features);
}

/** The cells that hold records, as the squares that they are. */
function cellLayer(counts: ReadonlyMap<string, number>): Layer {
  const features = [...counts].flatMap(([place, count]) => {
    const ring = place.startsWith("cell:") ? cellRing(place.slice(5)) : undefined;
    return ring ? [polygon(ring, { place, count })] : [];
  });
  return layer(features);
}

/** Records that have a point of their own, with their uncertainty in pixels at zoom 0. */
export function pointLayer(
  entries: readonly Pick<Entry, "place" | "point" | "uncertaintyM">[],
): Layer {
  const features = entries.flatMap((entry) => {
    const { place } = entry;
    if (!entry.point || !place?.startsWith("record:")) return [];
    return [
      point(entry.point, { place, reach: pixelsAtZoom0(entry.uncertaintyM ?? 0, entry.point[1]) }),
    ];
  });
  return layer(features);
}

/** A length on the ground, drawn at a latitude. */
export function pixelsAtZoom0(metres: number, lat: number): number {
  return metres / (METRES_A_PIXEL * Math.cos((lat * Math.PI) / 180));
}

function layer(features: readonly Drawn[]): Layer {
  return { type: "FeatureCollection", features: features as unknown as Feature[] };
}

function drawn(geometry: Shape, properties: Drawn["properties"]): Drawn {
  return { type: "Feature", geometry, properties };
}

function point(at: Point, properties: Drawn["properties"]): Drawn {
  return drawn({ type: "Point", coordinates: at }, properties);
}

function polygon(ring: readonly Point[], properties: Drawn["properties"]): Drawn {
  return drawn({ type: "Polygon", coordinates: [ring] }, properties);
}
