/** What the screen needs of the service, read when the address asks for it. */
import { useEffect, useState } from "preact/hooks";
import {
  type Change,
  type Entry,
  listReleases,
  type Release,
  ReleaseFault,
  readChanges,
  readRelease,
} from "./releases";
import type { WeekState } from "./state";

export interface Shown {
  readonly entries: readonly Entry[];
  /** The chosen vintage in the list; undefined where the week is not released. */
  readonly entry: Entry | undefined;
  readonly release: Release | undefined;
  /** The vintage beside which it stands, and what differs; undefined where there is none. */
  readonly against: number | undefined;
  readonly changes: readonly Change[];
  readonly isOld: boolean;
}

export type Loaded =
  | { readonly is: "loading" }
  | { readonly is: "failed"; readonly offline: boolean }
  | { readonly is: "ready"; readonly shown: Shown };

/** Reads what the address asks for; while another vintage is read the last one stays. */
export function useWeek(state: WeekState): { loaded: Loaded; again: () => void; busy: boolean } {
  const [loaded, setLoaded] = useState<Loaded>({ is: "loading" });
  const [busy, setBusy] = useState(true);
  // Another turn is another try.
  const [turn, setTurn] = useState(0);
  const { week, vintage, against } = state;
  useEffect(() => {
    let current = true;
    setBusy(true);
    const finish = (found: Loaded) => {
      if (!current) return;
      setLoaded(found);
      setBusy(false);
    };
    read(week, vintage, against).then(
      (shown) => finish({ is: "ready", shown }),
      (fault: unknown) =>
        finish({ is: "failed", offline: fault instanceof ReleaseFault && fault.status === 0 }),
    );
    return () => {
      current = false;
    };
  }, [week, vintage, against, turn]);
  return { loaded, busy, again: () => setTurn(turn + 1) };
}

async function read(week: string, vintage: number | null, wanted: number | null): Promise<Shown> {
  const list = await listReleases();
  const entries = list.content;
  const entry = entries.find(
    (each) =>
      each.week === (week || entries[0]?.week) && each.vintage === (vintage ?? each.vintage),
  );
  const nothing = { entries, entry, release: undefined, against: undefined, changes: [] };
  if (!entry) return { ...nothing, isOld: list.isOld };
  const release = await readRelease(entry.week, entry.vintage);
  const against = otherVintage(entries, entry, wanted);
  const changes =
    against === undefined ? [] : await readChanges(entry.week, against, entry.vintage);
  const isOld = list.isOld || release.isOld;
  return { entries, entry, release: release.content, against, changes, isOld };
}

/** The vintage that is wanted beside another one, else the one before it. */
function otherVintage(
  entries: readonly Entry[],
  entry: Entry,
  wanted: number | null,
): number | undefined {
  const others = entries.filter((each) => each.week === entry.week && each !== entry);
  const before = wanted ?? Math.max(0, ...others.map((each) => each.vintage).filter(isBefore));
  return others.find((each) => each.vintage === before)?.vintage;

  function isBefore(other: number): boolean {
    return other < entry.vintage;
  }
}
