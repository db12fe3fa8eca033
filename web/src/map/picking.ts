/** A map that moves under a fixed cross: whatever lies under the cross is the place. */
import type { GeoJSONSource } from "maplibre-gl";
import type { Place } from "../report/position";
import { baseStyle } from "./base";
import { pageColours } from "./colours";
import { type BaseData, pixelsAtZoom0, pointLayer } from "./layers";
import { openMap, viewOf } from "./opening";
import type { View } from "./state";

/** Half the width of the ring around the cross, as its style sheet draws it. */
export const RING_PX = 24;
const DIGITS = 6;
// A finger is no surveyor, however close it looks.
const LEAST_M = 10;
const NEAR_ZOOM = 11;

export interface Picking {
  /** Moves there, as far in as the place is known; this picks nothing. */
  readonly goTo: (place: Place) => void;
  /** Draws where the phone is, with the ring of its accuracy. */
  readonly showPhone: (place: Place | null) => void;
  readonly remove: () => void;
}

/** `picked` hears of each place to which a person moved the map. */
export async function openPicking(
  container: HTMLElement,
  base: BaseData,
  start: Place | null,
  locale: Record<string, string>,
  picked: (place: Place) => void,
): Promise<Picking> {
  const view = start && viewOn(start);
  const map = await openMap(container, base, view, locale, { cooperativeGestures: false });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let phone: Place | null = null;
  const draw = () => {
    const entries = phone ? [{ place: "record:phone", ...asEntry(phone) }] : [];
    map.getSource<GeoJSONSource>("points")?.setData(pointLayer(entries));
  };
  const restyle = () => void map.setStyle(baseStyle(pageColours(), base));
  map.on("styledata", draw);
  // Only a hand, a key or a button brings an event along.
  map.on("moveend", (event) => "originalEvent" in event && picked(placeOn(viewOf(map))));
  dark.addEventListener("change", restyle);
  return {
    goTo: (place) => {
      const { lon, lat, zoom } = viewOn(place);
      map.jumpTo({ center: [lon, lat], zoom });
    },
    showPhone: (place) => {
      phone = place;
      draw();
    },
    remove: () => {
      dark.removeEventListener("change", restyle);
      map.remove();
    },
  };
}

/** The place under the cross; it is known as well as the ring is wide. */
export function placeOn({ lon, lat, zoom }: View): Place {
  const metres = RING_PX / (pixelsAtZoom0(1, lat) * 2 ** zoom);
  return {
    lon: Number(lon.toFixed(DIGITS)),
    lat: Number(lat.toFixed(DIGITS)),
    accuracyM: Math.max(LEAST_M, Math.ceil(metres)),
  };
}

/** How far in a place fills the ring, and no closer than where the border or a town is in sight. */
export function viewOn({ lon, lat, accuracyM }: Place): View {
  const zoom = Math.log2(RING_PX / pixelsAtZoom0(Math.max(accuracyM, LEAST_M), lat));
  return { lon, lat, zoom: Math.min(zoom, NEAR_ZOOM) };
}

function asEntry({ lon, lat, accuracyM }: Place) {
  return { point: [lon, lat] as const, uncertaintyM: accuracyM };
}
