import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Main } from "../shell/main";
import { words } from "../text";
import { momentForm } from "../text/locale";
import { loadAround } from "./around";
import { Canvas } from "./canvas";
import { ChosenPlace } from "./chosen";
import { Filters, NeedsKey, Records } from "./filters";
import { Histogram } from "./histogram";
import { Legend } from "./legend";
import { List } from "./list";
import "./map.css";
import { Saving } from "./saving";
import { Sectors } from "./sectors";
import { entries, isFull, load, reading, shown } from "./store";

/** Incidents by place and week: list and map are two ways to the same records. */
export default function MapScreen() {
  const { text } = words();
  useEffect(() => {
    void loadAround();
  }, []);
  useSignalEffect(() => {
    // Read again when a key comes or goes.
    isFull.value;
    void load();
  });
  return (
    <Main title={text.shell.map} wide>
      <h1>{text.shell.map}</h1>
      <p>{isFull.value ? text.map.introFull : text.map.intro}</p>
      <Records />
      <NeedsKey />
      <Status />
      <Histogram />
      <div class="map-and-list">
        <div class="map-side">
          <Canvas />
          <Legend />
        </div>
        <div class="list-side">
          <ChosenPlace />
          <Filters />
          <Sectors />
          <List />
          <Saving />
        </div>
      </div>
    </Main>
  );
}

function Status() {
  const { text, language } = words();
  const now = reading.value;
  if (now.kind === "loading") {
    return (
      <p class="map-status" role="status">
        <progress aria-label={text.map.loading(0)} /> {text.map.loading(now.count)}
      </p>
    );
  }
  if (now.kind === "failed") {
    const why =
      now.status === 401 || now.status === 403 || now.status === 404
        ? text.map.refused
        : now.status === 429
          ? text.map.limited
          : text.map.failed;
    return (
      <div class="note warn" role="alert">
        <p>{why}</p>
        <button type="button" onClick={() => void load()}>
          {text.shell.tryAgain}
        </button>
      </div>
    );
  }
  const at = now.kind === "kept" ? now.at : undefined;
  return (
    <>
      <p class="map-status" role="status">
        {entries.value.length
          ? text.map.shown(shown.value.length, entries.value.length)
          : text.map.empty}
      </p>
      {at && <p class="note warn">{text.map.kept(momentForm(language).format(at))}</p>}
    </>
  );
}
