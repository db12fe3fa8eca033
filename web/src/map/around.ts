/** The bundled ground on which the records lie; it comes with the first look at the map. */
import { signal } from "@preact/signals";
import { ground } from "../geo/ground";
import { gazetteer } from "../geo/places";
import type { Shapes, Surroundings } from "./layers";

export const around = signal<Surroundings | undefined>(undefined);

export async function loadAround(): Promise<void> {
  if (around.peek()) return;
  const [on, shapes, { places }] = await Promise.all([
    ground(),
    import("../data/shapes.json"),
    gazetteer(),
  ]);
  around.value = { on, shapes: shapes.default as unknown as Shapes, places };
}
