import { useEffect, useState } from "preact/hooks";
import { addressOf } from "../shell/router";
import { type Wording, words } from "../text";
import { numberForm } from "../text/locale";
import { readPage } from "./pages";
import { state } from "./store";
import { weekCode } from "./weeks";

type Properties = Readonly<Record<string, unknown>>;
type Found = Properties | "loading" | "none" | "failed";

/** A sector's figures in the last week that is shown, or else in the newest released one. */
export function Figures({ sector }: { sector: string }) {
  const wording = words();
  const { text } = wording;
  const [found, setFound] = useState<Found>("loading");
  const last = state.value.weeks?.[1];
  useEffect(() => {
    const now = new AbortController();
    setFound("loading");
    read(sector, last === undefined ? undefined : weekCode(last), now.signal).then(
      setFound,
      () => now.signal.aborted || setFound("failed"),
    );
    return () => now.abort();
  }, [sector, last]);
  if (found === "loading") return <p class="figures-wait">{text.shell.loading}</p>;
  if (found === "none") return <p>{text.map.noFigures}</p>;
  if (found === "failed") return <p>{text.map.figuresFailed}</p>;
  const week = String(found.week);
  return (
    <>
      <h3>{text.map.weekFigures(week)}</h3>
      <dl class="facts">
        {rowsOf(found, wording).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={addressOf("week", week)}>{text.map.toWeek}</a>
      </p>
    </>
  );
}

async function read(
  sector: string,
  week: string | undefined,
  signal: AbortSignal,
): Promise<Properties | "none"> {
  const address = `/api/collections/sector-weeks/items?limit=1&sector=${encodeURIComponent(sector)}`;
  const asked = week ? [`${address}&week=${week}`, address] : [address];
  for (const each of asked) {
    const [feature] = (await readPage(each, undefined, signal)).features;
    if (feature) return feature.properties;
  }
  return "none";
}

function rowsOf(found: Properties, { text, labels, language }: Wording): [string, string][] {
  const form = numberForm(language);
  const span = (measure: string): string => {
    const [low, high] = [found[`${measure}_low`], found[`${measure}_high`]];
    if (found.obs_status_reported === "L") return text.map.noData;
    if (typeof low !== "number") return text.map.notStated;
    if (typeof high !== "number") return text.map.atLeast(low);
    return low === high ? form.format(low) : `${form.format(low)}–${form.format(high)}`;
  };
  const incidents = (series: "reported" | "headline"): string => {
    const count = found[`incidents_${series}`];
    return typeof count === "number" ? form.format(count) : text.map.noData;
  };
  return [
    [`${text.map.incidents}: ${labels.series.reported}`, incidents("reported")],
    [`${text.map.incidents}: ${labels.series.headline}`, incidents("headline")],
    [text.map.attempts, span("attempts")],
    [text.map.persons, span("persons")],
  ];
}
