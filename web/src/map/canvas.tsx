import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { cellRing } from "../geo/cells";
import type { Point } from "../geo/projection";
import { type Wording, wording, words } from "../text";
import { around } from "./around";
import type { Drawing } from "./drawing";
import { baseData, recordData, type Surroundings } from "./layers";
import { pointed } from "./pointed";
import "./frame.css";
import { change, places, shown, state } from "./store";

type State = "drawing" | "ready" | "failed";

/** The drawn map; it comes later than the list, which says the same. */
export function Canvas() {
  const { text } = words();
  const holder = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [now, setNow] = useState<State>("drawing");
  const surroundings = around.value;

  useEffect(() => {
    const container = holder.current;
    if (!container || !surroundings) return;
    let made: Drawing | undefined;
    let gone = false;
    open(container, surroundings, () => setNow("ready")).then(
      (opened) => {
        made = opened;
        if (gone) opened.remove();
        else setDrawing(opened);
      },
      () => setNow("failed"),
    );
    return () => {
      gone = true;
      made?.remove();
      setDrawing(null);
    };
  }, [surroundings]);

  return (
    <div class="map-frame" data-state={now}>
      <div class="map-canvas" ref={holder} />
      {now === "drawing" && <p class="map-note">{text.map.drawing}</p>}
      {now === "failed" && <p class="map-note">{text.map.noDrawing}</p>}
      <span class="crosshair" aria-hidden="true" />
      {drawing && <Following drawing={drawing} />}
      {now === "ready" && drawing && (
        <button type="button" class="see-all" onClick={() => drawing.seeAll()}>
          {text.map.seeAll}
        </button>
      )}
    </div>
  );
}

/** Draws again what changes, and nothing else. */
function Following({ drawing }: { drawing: Drawing }) {
  const spoken = useRef(wording.peek()?.language);
  useSignalEffect(() => {
    const around_ = around.value;
    const { language, text } = words();
    if (!around_) return;
    if (spoken.current !== language) {
      spoken.current = language;
      drawing.speak(baseData(around_, language, countryNames({ text })));
    }
    const [entries, counts] = [shown.value, places.value];
    drawing.draw(() => recordData(around_, language, entries, counts));
  });
  useSignalEffect(() => {
    const place = pointed.value ?? state.value.place;
    drawing.choose(place, place ? centreOf(place) : undefined);
  });
  return null;
}

async function open(
  container: HTMLElement,
  surroundings: Surroundings,
  ready: () => void,
): Promise<Drawing> {
  const [{ Drawing }, { localeOf }] = await Promise.all([import("./drawing"), import("./opening")]);
  const { language, text } = words();
  const base = baseData(surroundings, language, countryNames({ text }));
  return await Drawing.on(container, base, state.peek().view, localeOf(text.map.canvas, text.map), {
    moved: (view) => change({ view }),
    chosen: (place) => change({ place }, true),
    ready,
  });
}

function countryNames({ text }: Pick<Wording, "text">): Record<"pl" | "by", string> {
  return { pl: text.map.poland, by: text.map.belarus };
}

function centreOf(place: string): Point | undefined {
  const [kind, code = ""] = place.split(":");
  if (kind === "sector") {
    return around.peek()?.on.sectors.sectors.find((sector) => sector.code === code)?.label;
  }
  if (kind === "cell") return cellRing(code)?.[0];
  return shown.peek().find((entry) => entry.id === code)?.point ?? undefined;
}
