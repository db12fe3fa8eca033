/** Border markers: from the number on a post to a place on the line, as far as that is known. */
import { type Ground, ground } from "./ground";
import { pointAtKm } from "./locate";
import { roundedExactly } from "./rounding";

export interface MarkerPosition {
  readonly km: number;
  readonly uncertainty_m: number;
  readonly lon: number;
  readonly lat: number;
}

/** A marker whose kilometre is known, and how well; they stand in the order of the numbers. */
interface Anchor {
  readonly marker: number;
  readonly km: number;
  readonly tolerance_km: number;
}

export interface MarkerData {
  readonly stray_km: number;
  readonly anchors: readonly Anchor[];
}

/** Returns where a marker stands, or undefined for a number that no marker has. */
export async function markerPosition(marker: number): Promise<MarkerPosition | undefined> {
  const [on, data] = await Promise.all([ground(), import("../data/markers.json")]);
  return markerOn(on, data.default, marker);
}

/** Returns where a marker stands, with the data at hand. */
export function markerOn(on: Ground, data: MarkerData, marker: number): MarkerPosition | undefined {
  const below = data.anchors.findLast((anchor) => anchor.marker <= marker);
  const above = data.anchors.find((anchor) => anchor.marker >= marker);
  if (!Number.isInteger(marker) || !below || !above) return undefined;
  const gap = above.marker - below.marker;
  const mixed = (one: number, other: number) =>
    gap === 0 ? one : ((other - one) / gap) * (marker - below.marker) + one;
  const km = roundedExactly(mixed(below.km, above.km), 2);
  const free = ((marker - below.marker) * (above.marker - marker)) / Math.max(gap, 1);
  const uncertainKm = mixed(below.tolerance_km, above.tolerance_km) + data.stray_km * free ** 0.5;
  const [lon, lat] = pointAtKm(on, km);
  return { km, uncertainty_m: Math.ceil(roundedExactly(uncertainKm * 10, 6)) * 100, lon, lat };
}
