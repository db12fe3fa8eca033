import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Wording, words } from "../text";
import { around } from "./around";
import { pointed } from "./pointed";
import type { Entry } from "./records";
import { change, clearFilters, listed, reading, shown, state } from "./store";
import { claimOf, equipmentOf, labelOf, periodOf, whereOf } from "./words";

const PAGE = 25;

/** The same records in words; the focus moves the map, and a click goes to the place. */
export function List() {
  const { text } = words();
  const on = listed.value.filter((entry) => entry.place !== null);
  const off = listed.value.filter((entry) => entry.place === null);
  return (
    <section aria-labelledby="list-title">
      <h2 id="list-title">{text.map.list}</h2>
      <Nothing />
      <Pages entries={on} name={text.map.list} />
      {off.length > 0 && (
        <details class="unplaced" open={on.length === 0}>
          <summary>{text.map.unplaced(off.length)}</summary>
          <p class="small quiet">{text.map.unplacedWhy}</p>
          <Pages entries={off} name={text.map.unplaced(off.length)} />
        </details>
      )}
    </section>
  );
}

function Nothing() {
  const { text } = words();
  const isRead = reading.value.kind === "ready" || reading.value.kind === "kept";
  if (!isRead || shown.value.length > 0) return null;
  return (
    <div class="note">
      <p>{text.map.nothing}</p>
      <button type="button" onClick={clearFilters}>
        {text.map.clear}
      </button>
    </div>
  );
}

function Pages({ entries, name }: { entries: readonly Entry[]; name: string }) {
  const { text } = words();
  const page = useSignal(0);
  // Other filters: from the beginning.
  useEffect(() => {
    page.value = 0;
  }, [entries.length, entries[0]?.id]);
  const pages = Math.max(1, Math.ceil(entries.length / PAGE));
  const start = Math.min(page.value, pages - 1) * PAGE;
  return (
    <>
      <ol class="entries" start={start + 1}>
        {entries.slice(start, start + PAGE).map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </ol>
      {pages > 1 && (
        <nav class="row between" aria-label={name}>
          <button type="button" disabled={page.value === 0} onClick={() => page.value--}>
            {text.map.previous}
          </button>
          <span class="small">{text.map.page(page.value + 1, pages)}</span>
          <button type="button" disabled={page.value >= pages - 1} onClick={() => page.value++}>
            {text.map.next}
          </button>
        </nav>
      )}
    </>
  );
}

function Row({ entry }: { entry: Entry }) {
  const wording = words();
  const { place } = entry;
  const content = <Said entry={entry} wording={wording} />;
  if (!place) return <li class="entry">{content}</li>;
  return (
    <li class="entry">
      <button
        type="button"
        class="entry-button"
        aria-pressed={state.value.place === place}
        onClick={() => change({ place: state.value.place === place ? null : place }, true)}
        onFocus={() => {
          pointed.value = place;
        }}
        onBlur={() => {
          pointed.value = null;
        }}
      >
        {content}
      </button>
    </li>
  );
}

function Said({ entry, wording }: { entry: Entry; wording: Wording }) {
  const { labels } = wording;
  const equipment = equipmentOf(entry, wording);
  return (
    <>
      <strong>
        {[entry.type, ...entry.also].map((code) => labelOf(labels.type, code)).join(", ")}
      </strong>
      <span>{whereOf(entry, around.value?.on, wording)}</span>
      <span>{periodOf(entry, wording)}</span>
      {equipment && <span>{equipment}</span>}
      <span class="quiet">{claimOf(entry, wording)}</span>
    </>
  );
}
