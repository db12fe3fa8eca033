/** The map on the page: MapLibre, told what to draw and asked what was chosen. */
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { Point } from "../geo/projection";
import { baseStyle, CHOOSABLE } from "./base";
import { pageColours } from "./colours";
import type { BaseData, RecordData } from "./layers";
import { openMap, seeWhole, viewOf } from "./opening";
import type { View } from "./state";

const AFTER_FRAME_MS = 20;
const SOURCE_OF: Record<string, string> = { sector: "ribbon", cell: "cells", record: "points" };

export interface Heard {
  readonly moved: (view: View) => void;
  readonly chosen: (place: string | null) => void;
  readonly ready: () => void;
}

export class Drawing {
  readonly #map: MapLibre;
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  #base: BaseData;
  #records: RecordData | undefined;
  #chosen: string | null = null;
  #later: ReturnType<typeof setTimeout> | undefined;

  static async on(
    container: HTMLElement,
    base: BaseData,
    view: View | null,
    locale: Record<string, string>,
    heard: Heard,
  ): Promise<Drawing> {
    // On a phone one finger must still scroll the page past the map.
    const cooperativeGestures = matchMedia("(pointer: coarse)").matches;
    const map = await openMap(container, base, view, locale, { cooperativeGestures });
    return new Drawing(map, base, heard);
  }

  private constructor(map: MapLibre, base: BaseData, heard: Heard) {
    this.#map = map;
    this.#base = base;
    this.#listen(heard);
  }

  #listen(heard: Heard): void {
    const map = this.#map;
    map.once("idle", heard.ready);
    map.on("styledata", () => this.#fill());
    map.on("moveend", () => heard.moved(viewOf(map)));
    map.on("click", ({ point }) => heard.chosen(this.#at(point.x, point.y)));
    map.on("mousemove", ({ point }) => {
      map.getCanvas().style.cursor = this.#at(point.x, point.y) ? "pointer" : "";
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { clientWidth, clientHeight } = map.getCanvas();
      heard.chosen(this.#at(clientWidth / 2, clientHeight / 2));
    });
    this.#dark.addEventListener("change", this.#restyle);
  }

  /** Other words for the names of places. */
  speak(base: BaseData): void {
    this.#base = base;
    this.#restyle();
  }

  /** Draws after the next frame, so that the list answers a hand at once; only the last counts. */
  draw(make: () => RecordData): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      this.#records = make();
      this.#fill();
    }, AFTER_FRAME_MS);
  }

  /** Marks a place, and moves there only if it cannot be seen. */
  choose(place: string | null, at: Point | undefined): void {
    this.#mark(this.#chosen, false);
    this.#chosen = place;
    this.#mark(place, true);
    if (at && !this.#map.getBounds().contains([...at])) this.#map.panTo([...at]);
  }

  seeAll(): void {
    seeWhole(this.#map);
  }

  remove(): void {
    clearTimeout(this.#later);
    this.#dark.removeEventListener("change", this.#restyle);
    this.#map.remove();
  }

  #restyle = (): void => {
    this.#map.setStyle(baseStyle(pageColours(), this.#base));
  };

  #fill(): void {
    for (const [name, data] of Object.entries(this.#records ?? {})) {
      const source = this.#map.getSource<GeoJSONSource>(name);
      if (source && this.#filled.get(source) !== data) {
        this.#filled.set(source, data);
        source.setData(data);
      }
    }
    this.#mark(this.#chosen, true);
  }

  // A new style brings new sources, which are empty.
  #filled = new WeakMap<object, unknown>();

  #mark(place: string | null, chosen: boolean): void {
    const source = SOURCE_OF[place?.split(":")[0] ?? ""];
    if (!place || !source || !this.#map.getSource(source)) return;
    this.#map.setFeatureState({ source, id: place }, { chosen });
  }

  #at(x: number, y: number): string | null {
    const layers = CHOOSABLE.filter((name) => this.#map.getLayer(name));
    const found = this.#map.queryRenderedFeatures([x, y], { layers: [...layers] });
    const place: unknown = found[0]?.properties.place;
    return typeof place === "string" ? place : null;
  }
}
