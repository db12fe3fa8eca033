import { words } from "../text";
import { CLASSES } from "./colours";
import { isFull } from "./store";

export function Legend() {
  const { text } = words();
  return (
    <section class="legend" aria-label={text.map.legend}>
      <div class="legend-classes">
        <span>{text.map.legendCount}</span>
        {CLASSES.map(([from, name], at) => {
          const next = CLASSES[at + 1]?.[0];
          return (
            <span key={name} class={`swatch swatch-${name}`}>
              {next === undefined ? `${from}+` : `${from}–${next - 1}`}
            </span>
          );
        })}
      </div>
      <ul>
        <li>
          <span class="key key-sector" /> {text.map.legendSector}
        </li>
        <li>
          <span class="key key-cell" /> {text.map.legendCell}
        </li>
        {isFull.value && (
          <li>
            <span class="key key-point" /> {text.map.legendPoint}
          </li>
        )}
        <li>
          <span class="key key-crossing" /> {text.map.legendCrossing}
        </li>
      </ul>
      <p class="credit">{text.map.credit}</p>
    </section>
  );
}
