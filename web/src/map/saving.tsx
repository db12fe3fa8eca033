import { words } from "../text";
import { asCsv, asGeoJson, save } from "./download";
import { credit, isFull, listed } from "./store";

export function Saving() {
  const { text } = words();
  const entries = listed.value;
  const name = `miedza-incidents${isFull.value ? "-full" : ""}`;
  const geojson = () =>
    save(`${name}.geojson`, asGeoJson(entries, credit.value), "application/geo+json");
  const csv = () => save(`${name}.csv`, asCsv(entries), "text/csv;charset=utf-8");
  return (
    <section class="saving" aria-labelledby="saving-title">
      <h2 id="saving-title">{text.map.saveTitle}</h2>
      <div class="row">
        <button type="button" disabled={entries.length === 0} onClick={geojson}>
          GeoJSON
        </button>
        <button type="button" disabled={entries.length === 0} onClick={csv}>
          CSV
        </button>
        <span class="small">{text.map.saveCount(entries.length)}</span>
      </div>
      <p class="small quiet">{text.map.licence}</p>
    </section>
  );
}
