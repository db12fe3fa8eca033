/**
 * The map's style, built here: no tile, no glyph and no sprite comes from anywhere.
 *
 * Without an address for glyphs MapLibre draws letters from the page's own fonts.
 */
import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { CLASSES, type Colours } from "./colours";
import type { BaseData } from "./layers";

const FONT = ["Noto Sans"];
// MapLibre reads the weight from the first name; the letters are those of the second.
const BOLD = ["Noto Sans Bold", "Noto Sans"];
/** What a click can choose, the smallest thing first. */
export const CHOOSABLE = ["points", "cells", "ribbon"] as const;

const EMPTY: GeoJSONSourceSpecification = {
  type: "geojson",
  data: { type: "FeatureCollection", features: [] },
};
const COUNT: ExpressionSpecification = ["get", "count"];
const CHOSEN: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];

export function baseStyle(colours: Colours, data: BaseData): StyleSpecification {
  return {
    version: 8,
    name: "Miedza",
    sources: {
      border: { type: "geojson", data: data.border },
      countries: { type: "geojson", data: data.countries },
      towns: { type: "geojson", data: data.towns },
      crossings: { type: "geojson", data: data.crossings },
      ribbon: { ...EMPTY, promoteId: "place" },
      sectors: EMPTY,
      cells: { ...EMPTY, promoteId: "place" },
      points: { ...EMPTY, promoteId: "place" },
    },
    layers: [...ground(colours), ...records(colours), ...words(colours)],
  };
}

function ground(colours: Colours): LayerSpecification[] {
  return [
    { id: "paper", type: "background", paint: { "background-color": colours.paper } },
    {
      id: "ribbon",
      type: "fill",
      source: "ribbon",
      // Bare where no record is drawn at the sector, so that empty never looks like few.
      paint: {
        "fill-color": shade(colours),
        "fill-opacity": ["case", [">", COUNT, 0], 0.75, 0],
      },
    },
    {
      id: "ribbon-edge",
      type: "line",
      source: "ribbon",
      paint: { "line-color": colours.hatch, "line-width": 1 },
    },
  ];
}

function records(colours: Colours): LayerSpecification[] {
  return [
    {
      id: "cells",
      type: "fill",
      source: "cells",
      paint: { "fill-color": shade(colours), "fill-opacity": 0.9 },
    },
    {
      id: "cells-edge",
      type: "line",
      source: "cells",
      paint: { "line-color": colours.ink, "line-width": 1 },
    },
    {
      id: "border-halo",
      type: "line",
      source: "border",
      paint: { "line-color": colours.paper, "line-width": 4.5 },
    },
    {
      id: "border",
      type: "line",
      source: "border",
      layout: { "line-join": "round" },
      paint: { "line-color": colours.ink, "line-width": 2 },
    },
    {
      id: "rings",
      type: "circle",
      source: "points",
      filter: [">", ["get", "reach"], 0],
      // Farther out a ring is smaller than its point, and ten thousand of them cost a second.
      minzoom: 8,
      paint: {
        "circle-radius": metres("reach"),
        "circle-color": colours.link,
        "circle-opacity": 0.07,
        "circle-stroke-color": colours.link,
        "circle-stroke-width": 1,
        "circle-stroke-opacity": 0.45,
      },
    },
    {
      id: "points",
      type: "circle",
      source: "points",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 3, 12, 6],
        "circle-color": ["case", CHOSEN, colours.mark, colours.link],
        "circle-stroke-color": colours.paper,
        "circle-stroke-width": 1.2,
      },
    },
    ...["ribbon", "cells"].map(chosenEdge(colours)),
  ];
}

function chosenEdge(colours: Colours): (source: string) => LayerSpecification {
  return (source) => ({
    id: `${source}-chosen`,
    type: "line",
    source,
    paint: {
      "line-color": colours.mark,
      "line-width": ["case", CHOSEN, 3, 0],
    },
  });
}

function words(colours: Colours): LayerSpecification[] {
  const halo = { "text-halo-color": colours.paper, "text-halo-width": 1.5 };
  return [
    {
      id: "countries",
      type: "symbol",
      source: "countries",
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 14,
        "text-letter-spacing": 0.25,
      },
      paint: { "text-color": colours.soft, ...halo },
    },
    {
      id: "crossings",
      type: "circle",
      source: "crossings",
      minzoom: 7,
      paint: {
        "circle-radius": 3.5,
        "circle-color": colours.paper,
        "circle-stroke-color": colours.ink,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "cell-counts",
      type: "symbol",
      source: "cells",
      layout: { "text-field": ["to-string", COUNT], "text-font": BOLD, "text-size": 13 },
      paint: { "text-color": tone(colours) },
    },
    {
      id: "sectors",
      type: "symbol",
      source: "sectors",
      layout: {
        "text-field": ["get", "label"],
        "text-font": BOLD,
        "text-size": 12.5,
        // Those with records first, where there is no room for all.
        "symbol-sort-key": ["-", 0, COUNT],
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.6,
        "text-justify": "auto",
      },
      paint: { "text-color": colours.ink, ...halo },
    },
    {
      id: "towns",
      type: "symbol",
      source: "towns",
      minzoom: 7.5,
      layout: {
        "text-field": ["concat", "· ", ["get", "name"]],
        "text-font": FONT,
        "text-size": 11.5,
        "text-anchor": "left",
        "symbol-sort-key": ["-", 0, ["get", "size"]],
      },
      paint: { "text-color": colours.soft, ...halo },
    },
    {
      id: "crossing-names",
      type: "symbol",
      source: "crossings",
      minzoom: 9,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 11.5,
        "text-variable-anchor": ["left", "right"],
        "text-radial-offset": 0.7,
      },
      paint: { "text-color": colours.ink, ...halo },
    },
  ];
}

/** The colour of a count, by the classes of the legend. */
function shade(colours: Colours): ExpressionSpecification {
  const steps = CLASSES.flatMap(([from, name]) => [from, colours[name]]);
  return ["step", COUNT, colours.paper, ...steps] as ExpressionSpecification;
}

/** The colour of letters on it. */
function tone(colours: Colours): ExpressionSpecification {
  const steps = CLASSES.flatMap(([from, name]) => [from, colours[`on-${name}`]]);
  return ["step", COUNT, colours.ink, ...steps] as ExpressionSpecification;
}

/** A radius in metres, which a property gives in pixels at zoom 0. */
function metres(property: string): ExpressionSpecification {
  const pixels: ExpressionSpecification = ["get", property];
  return ["interpolate", ["exponential", 2], ["zoom"], 0, pixels, 22, ["*", pixels, 2 ** 22]];
}
