import { useEffect, useRef, useState } from "preact/hooks";
import type { Place } from "../report/position";
import { words } from "../text";
import { around, loadAround } from "./around";
import { baseData } from "./layers";
import { localeOf } from "./opening";
import { openPicking, type Picking } from "./picking";
import "./frame.css";
import "./picker.css";

/** The map under a cross. `phone` is where the phone is, and where the map begins. */
export default function Picker({
  place,
  phone,
  pick,
}: {
  place: Place | null;
  phone: Place | null;
  pick: (place: Place) => void;
}) {
  const { text, language } = words();
  const holder = useRef<HTMLDivElement>(null);
  const hand = useRef(pick);
  const last = useRef<Place | null>(place);
  const [picking, setPicking] = useState<Picking | null>(null);
  const [failed, setFailed] = useState(false);
  const surroundings = around.value;
  hand.current = pick;
  useEffect(() => void loadAround().catch(() => setFailed(true)), []);

  useEffect(() => {
    const container = holder.current;
    if (!container || !surroundings) return;
    let made: Picking | undefined;
    let gone = false;
    const names = { pl: text.map.poland, by: text.map.belarus };
    const heard = (found: Place) => {
      last.current = found;
      hand.current(found);
    };
    openPicking(
      container,
      baseData(surroundings, language, names),
      last.current ?? phone,
      localeOf(text.report.mapTitle, text.map),
      heard,
    ).then(
      (opened) => {
        made = opened;
        if (gone) opened.remove();
        else setPicking(opened);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      made?.remove();
      setPicking(null);
    };
  }, [surroundings, language]);

  useEffect(() => picking?.showPhone(phone), [picking, phone?.lon, phone?.lat, phone?.accuracyM]);
  useEffect(() => {
    // What was typed, and not what the map itself has told.
    if (!picking || !place || place === last.current) return;
    last.current = place;
    picking.goTo(place);
  }, [picking, place]);

  if (failed) return <p class="note warn small">{text.report.mapFailed}</p>;
  return (
    <>
      <div class="map-frame pick-place" data-state={picking ? "ready" : "drawing"}>
        <div class="map-canvas" ref={holder} />
        {!picking && <p class="map-note">{text.map.drawing}</p>}
        <span class="pick-ring" aria-hidden="true" />
        {picking && phone && (
          <button type="button" class="see-all" onClick={() => picking.goTo(phone)}>
            {text.report.here}
          </button>
        )}
      </div>
      <p class="quiet small">{text.map.credit}</p>
    </>
  );
}
