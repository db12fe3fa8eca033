import { useComputed } from "@preact/signals";
import { sectorName } from "../geo/sectors";
import { words } from "../text";
import { around } from "./around";
import { countBy } from "./filter";
import { pointed } from "./pointed";
import { change, shown, state } from "./store";

/** All sectors from north to south with their records: the map without seeing it. */
export function Sectors() {
  const { text, language } = words();
  const counts = useComputed(() => countBy(shown.value, (entry) => entry.sectors));
  const sectors = around.value?.on.sectors.sectors ?? [];
  return (
    <details class="sectors">
      <summary>
        <h2>{text.map.bySector}</h2>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.map.sectorColumn}</th>
            <th scope="col" class="number">
              {text.map.countColumn}
            </th>
          </tr>
        </thead>
        <tbody>
          {sectors.map((sector) => {
            const place = `sector:${sector.code}`;
            return (
              <tr key={sector.code}>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    aria-pressed={state.value.place === place}
                    onClick={() => change({ place }, true)}
                    onFocus={() => {
                      pointed.value = place;
                    }}
                    onBlur={() => {
                      pointed.value = null;
                    }}
                  >
                    {sectorName(sector, language)}
                  </button>
                </th>
                <td class="number">{counts.value.get(sector.code) ?? 0}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
