/** The gazetteer: places near the border, by the names that people use for them. */
import { fold } from "./fold";

export interface Place {
  readonly name: string;
  readonly name_be: string;
  readonly country: "PL" | "BY";
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty_m: number;
  /** Sector that the name means, whatever the projection says. */
  readonly sector: string | null;
  readonly forms: readonly string[];
}

const LONGEST_NAME = 200;

let loading: Promise<Gazetteer> | undefined;

/** Returns the gazetteer; the file is fetched once, and again only after a failure. */
export function gazetteer(): Promise<Gazetteer> {
  loading ??= import("../data/places.json").then(
    (file) => new Gazetteer(file.default.places as unknown as readonly Place[]),
    (fault: unknown) => {
      loading = undefined;
      throw fault;
    },
  );
  return loading;
}

/** Returns the name to show to a reader of a language; Belarusian knows its own. */
export function placeLabel(place: Place, language: string): string {
  return language === "be" && place.name_be ? place.name_be : place.name;
}

export class Gazetteer {
  readonly places: readonly Place[];
  readonly #folded: readonly (readonly [Place, readonly string[]])[];

  constructor(places: readonly Place[]) {
    this.places = places;
    this.#folded = places.map((place) => [
      place,
      [place.name, place.name_be, ...place.forms].filter(Boolean).map(fold),
    ]);
  }

  /**
   * Finds places whose name holds a text: first those whose shown name begins with it, then those
   * with another name that does, then the rest; in each group from north to south.
   */
  search(text: string, language: string, limit = 10): Place[] {
    const wanted = fold(text.slice(0, LONGEST_NAME));
    if (!wanted) return [];
    const ranked: [Place[], Place[], Place[]] = [[], [], []];
    for (const [place, names] of this.#folded) {
      if (fold(placeLabel(place, language)).startsWith(wanted)) ranked[0].push(place);
      else if (names.some((name) => name.startsWith(wanted))) ranked[1].push(place);
      else if (names.some((name) => name.includes(wanted))) ranked[2].push(place);
    }
    return ranked.flat().slice(0, limit);
  }

  /** Returns the place with this very name, in any case, with or without accents. */
  named(name: string): Place | undefined {
    const wanted = fold(name);
    return this.#folded.find(([, names]) => names.includes(wanted))?.[0];
  }
}
