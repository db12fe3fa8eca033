/** Sectors: stretches of the border by kilometre, and how an uncertain kilometre is shared out. */
import { rounded } from "./rounding";

export interface Sector {
  readonly code: string;
  readonly name: string;
  readonly name_be: string;
  readonly division: string;
  readonly km_from: number;
  readonly km_to: number;
  /** Where it is labelled and drawn: the middle of its line, longitude first. */
  readonly label: readonly [number, number];
}

export interface SectorSet {
  readonly version: string;
  readonly sectors: readonly Sector[];
}

const SHARE_DECIMALS = 4;

/** Returns the sector at a kilometre; a kilometre on a limit belongs to the southern one. */
export function sectorAt(set: SectorSet, km: number): Sector {
  const found = set.sectors.findLast((sector) => sector.km_from <= km) ?? set.sectors[0];
  if (!found) throw new Error("a set of sectors is never empty");
  return found;
}

/** Shares out the stretch that an uncertainty means, from north to south; the shares add up to 1. */
export function shareOut(set: SectorSet, km: number, uncertaintyM: number): Record<string, number> {
  const reachKm = uncertaintyM / 1000;
  const lastKm = set.sectors.at(-1)?.km_to ?? 0;
  const begin = Math.max(km - reachKm, 0);
  const end = Math.min(km + reachKm, lastKm);
  const first = set.sectors.indexOf(sectorAt(set, begin));
  // A stretch that only touches a limit from the north has no part behind it.
  const touched = set.sectors.filter(
    (sector, position) => position === first || (position > first && sector.km_from < end),
  );
  if (touched.length < 2) return Object.fromEntries(touched.map((sector) => [sector.code, 1]));
  const parts = touched.map((sector) => {
    const part = Math.min(end, sector.km_to) - Math.max(begin, sector.km_from);
    return { code: sector.code, share: rounded(part / (end - begin), SHARE_DECIMALS) };
  });
  return evened(parts.filter((part) => part.share > 0));
}

/** Gives what rounding gained or lost to the greatest share. */
function evened(parts: { code: string; share: number }[]): Record<string, number> {
  const greatest = Math.max(...parts.map((part) => part.share));
  const rest = 1 - parts.reduce((sum, part) => sum + part.share, 0);
  const chosen = parts.findIndex((part) => part.share === greatest);
  return Object.fromEntries(
    parts.map((part, position) => [
      part.code,
      position === chosen ? rounded(part.share + rest, SHARE_DECIMALS) : part.share,
    ]),
  );
}
