/** A map on the page: our own worker, ground and letters; north stays up. */
import {
  Map as MapLibre,
  type MapOptions,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Point } from "../geo/projection";
import type { Wording } from "../text";
import { baseStyle } from "./base";
import { pageColours } from "./colours";
import type { BaseData } from "./layers";
import type { View } from "./state";

// A worker from a file of our own, so that the policy of the page needs no `blob:`.
setWorkerUrl(workerUrl);

const WHOLE: [Point, Point] = [
  [23.0, 51.5],
  [24.1, 53.97],
];
const REACH: [Point, Point] = [
  [19.5, 50.3],
  [27.8, 55.2],
];
const PADDING = 24;
const LETTERS = "Białowieża Гродна";

/** Begins at a view, or with the whole border; waits for the letters, which are drawn only once. */
export async function openMap(
  container: HTMLElement,
  base: BaseData,
  view: View | null,
  locale: Record<string, string>,
  options: Pick<MapOptions, "cooperativeGestures">,
): Promise<MapLibre> {
  const fonts = ["400 16px", "700 16px"].map((font) =>
    document.fonts.load(`${font} "Noto Sans"`, LETTERS),
  );
  await Promise.allSettled(fonts);
  const start: Partial<MapOptions> = view
    ? { center: [view.lon, view.lat], zoom: view.zoom }
    : { bounds: [[...WHOLE[0]], [...WHOLE[1]]], fitBoundsOptions: { padding: PADDING } };
  const map = new MapLibre({
    container,
    ...start,
    ...options,
    style: baseStyle(pageColours(), base),
    maxBounds: [[...REACH[0]], [...REACH[1]]],
    locale,
    // The credit stands below the map, where it covers nothing.
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  return map;
}

export function seeWhole(map: MapLibre): void {
  map.fitBounds([[...WHOLE[0]], [...WHOLE[1]]], { padding: PADDING });
}

export function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom() };
}

/** What MapLibre says by itself; `title` tells what its keys do. */
export function localeOf(title: string, text: Wording["text"]["map"]): Record<string, string> {
  return {
    "Map.Title": title,
    "NavigationControl.ZoomIn": text.zoomIn,
    "NavigationControl.ZoomOut": text.zoomOut,
    "CooperativeGesturesHandler.MobileHelpText": text.twoFingers,
    "CooperativeGesturesHandler.WindowsHelpText": text.withCtrl,
    "CooperativeGesturesHandler.MacHelpText": text.withCmd,
  };
}
