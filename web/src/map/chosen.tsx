import { useEffect, useRef } from "preact/hooks";
import { words } from "../text";
import { around } from "./around";
import { Figures } from "./figures";
import { change, state } from "./store";
import { sectorLabel } from "./words";

/** What was chosen on the map: its name, and for a sector its released figures. */
export function ChosenPlace() {
  const { text, language } = words();
  const { place } = state.value;
  const title = useRef<HTMLHeadingElement>(null);
  const [kind, code = ""] = place?.split(":") ?? [];
  // Who chooses by keyboard or ear is led to what was chosen.
  useEffect(() => {
    if (place) title.current?.focus({ preventScroll: true });
  }, [place]);
  if (!kind) return null;
  const on = around.value?.on;
  const sector = on?.sectors.sectors.find((each) => each.code === code);
  return (
    <section class="chosen" aria-labelledby="chosen-title">
      <h2 id="chosen-title" ref={title} tabIndex={-1}>
        {kind === "sector" && text.map.chosenSector(sectorLabel(on, code, language))}
        {kind === "cell" && text.map.chosenCell(code)}
        {kind === "record" && text.map.chosenRecord}
      </h2>
      {kind === "sector" && (
        <>
          {sector && <p class="small quiet">{text.map.km(sector.km_from, sector.km_to)}</p>}
          <Figures sector={code} />
        </>
      )}
      <button type="button" onClick={() => change({ place: null }, true)}>
        {text.map.closeChoice}
      </button>
    </section>
  );
}
