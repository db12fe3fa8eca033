import { useEffect, useId, useState } from "preact/hooks";
import { type Located, locate, type Refused } from "../geo/locate";
import { markerPosition } from "../geo/markers";
import { type Gazetteer, gazetteer, placeLabel } from "../geo/places";
import type { Sector } from "../geo/sectors";
import { words } from "../text";
import { fill } from "../text/fill";
import { Ways } from "./fields";
import { type Form, isFresh, type Where } from "./form";
import { currentFix, type Place, type Watch, watch } from "./position";

/** Where it was: where the phone is, a border post, a place, a sector, or somewhere on the border. */
export function WhereField({
  form,
  change: changeForm,
}: {
  form: Form;
  change: (part: Partial<Form>) => void;
}) {
  const { report } = words().text;
  const { where } = form;
  const change = (where: Where) => changeForm({ where });
  return (
    <Ways
      legend={report.where}
      name="where"
      value={where.by}
      ways={[
        ["here", report.here],
        ["place", report.place],
        ["sector", report.sector],
        ["marker", report.marker],
        ["border", report.border],
      ]}
      choose={(by) => change(begun(by))}
    >
      {where.by === "here" && <Here form={form} change={changeForm} />}
      {where.by === "marker" && <Marker marker={where.marker} change={change} />}
      {where.by === "place" && <PlaceName place={where.place} change={change} />}
      {where.by === "sector" && <SectorChoice sector={where.sector} change={change} />}
    </Ways>
  );
}

function begun(by: Where["by"]): Where {
  switch (by) {
    case "marker":
      return { by, marker: null };
    case "place":
      return { by, place: "" };
    case "sector":
      return { by, sector: "" };
    default:
      return { by };
  }
}

/** What `here` means: where the form was begun, and until then where the phone is. */
export function placeOf(form: Form, now: Watch): Place | null {
  if (form.begunAt !== null && !isFresh(form, Date.now())) return form.fix;
  return form.fix ?? (now.state === "found" ? now.fix : null);
}

function Here({ form, change }: { form: Form; change: (part: Partial<Form>) => void }) {
  const { report } = words().text;
  const now = watch.value;
  const place = placeOf(form, now);
  if (!isFresh(form, Date.now())) return <Then place={place} change={change} />;
  if (place) return <FixShown fix={place} />;
  if (now.state === "found") return null;
  const said = { waiting: report.seeking, denied: report.denied, none: report.noPosition };
  return (
    <p class="quiet small" role="status">
      {said[now.state]} {report.noFix}
    </p>
  );
}

/** A form that was begun earlier keeps its place, unless it is told to take another. */
function Then({ place, change }: { place: Place | null; change: (part: Partial<Form>) => void }) {
  const { report } = words().text;
  const now = watch.value.state === "found" ? watch.value.fix : null;
  const take = () => {
    const fix = currentFix();
    if (fix) change({ fix: { lon: fix.lon, lat: fix.lat, accuracyM: fix.accuracyM } });
  };
  return (
    <>
      <p class="small">{place ? report.placeThen : report.noPlaceThen}</p>
      {place && <FixShown fix={place} />}
      {now && (
        <button type="button" onClick={take}>
          {report.takeHere}
        </button>
      )}
    </>
  );
}

function FixShown({ fix }: { fix: Place }) {
  const { report } = words().text;
  const rounded = Math.max(1, Math.ceil(fix.accuracyM));
  return (
    <p class="small" role="status">
      {fill(report.accuracy, { m: rounded })}
      <Told lon={fix.lon} lat={fix.lat} accuracyM={fix.accuracyM} />
    </p>
  );
}

/** Sector, kilometre and side of a point, as the server will compute them again. */
function Told({ lon, lat, accuracyM }: { lon: number; lat: number; accuracyM: number }) {
  const { language } = words();
  const [found, setFound] = useState<Located | Refused | null>(null);
  const sectors = useSectors();
  useEffect(() => {
    let current = true;
    // Without the bundled data the report is as good: the server knows.
    locate(lon, lat, accuracyM).then(
      (each) => current && setFound(each),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [lon, lat, accuracyM]);
  return found && <span> · {useSaid(found, sectors, language)}</span>;
}

function useSaid(found: Located | Refused, sectors: readonly Sector[], language: string): string {
  const { report } = words().text;
  if ("refused" in found) {
    return found.refused === "far" ? fill(report.far, { km: found.distance_km }) : "";
  }
  const metres = { m: Math.abs(Math.round(found.border_distance_m)) };
  const sides = {
    pl: fill(report.onPl, metres),
    by: fill(report.onBy, metres),
    on_line: report.onLine,
    other: report.elsewhere,
  };
  const sector = sectors.find((each) => each.code === found.sector);
  const parts = [
    sector ? sectorName(sector, language) : found.sector,
    fill(report.km, { km: found.border_km.toFixed(1) }),
    sides[found.side],
    ...(found.side_certain ? [] : [report.unsure]),
  ];
  return parts.join(", ");
}

function Marker({ marker, change }: { marker: number | null; change: (where: Where) => void }) {
  const { report } = words().text;
  const [point, setPoint] = useState<Awaited<ReturnType<typeof markerPosition>>>(undefined);
  useEffect(() => {
    let current = true;
    if (marker === null) setPoint(undefined);
    else {
      markerPosition(marker).then(
        (each) => current && setPoint(each),
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [marker]);
  return (
    <>
      <label class="field">
        {report.markerNumber}
        <input
          type="number"
          inputMode="numeric"
          min={1}
          value={marker ?? ""}
          onInput={(event) => {
            const number = event.currentTarget.valueAsNumber;
            change({ by: "marker", marker: Number.isNaN(number) ? null : number });
          }}
        />
      </label>
      {point && (
        <p class="small" role="status">
          {fill(report.accuracy, { m: point.uncertainty_m })}
          <Told lon={point.lon} lat={point.lat} accuracyM={point.uncertainty_m} />
        </p>
      )}
    </>
  );
}

function PlaceName({ place, change }: { place: string; change: (where: Where) => void }) {
  const { text, language } = words();
  const id = useId();
  const [known, setKnown] = useState<Gazetteer | null>(null);
  useEffect(() => {
    // A name that the phone does not know is sent as it is.
    gazetteer().then(setKnown, () => undefined);
  }, []);
  return (
    <label class="field">
      {text.report.placeName}
      <input
        type="text"
        list={id}
        maxLength={200}
        autocomplete="off"
        value={place}
        onInput={(event) => change({ by: "place", place: event.currentTarget.value })}
      />
      <datalist id={id}>
        {known?.search(place, language, 8).map((each) => (
          <option key={each.name} value={each.name}>
            {placeLabel(each, language)}
          </option>
        ))}
      </datalist>
    </label>
  );
}

function SectorChoice({ sector, change }: { sector: string; change: (where: Where) => void }) {
  const { text, language } = words();
  const sectors = useSectors();
  return (
    <label class="field">
      {text.report.sector}
      <select
        value={sector}
        onChange={(event) => change({ by: "sector", sector: event.currentTarget.value })}
      >
        <option value="">{text.report.chooseSector}</option>
        {sectors.map((each) => (
          <option key={each.code} value={each.code}>
            {sectorName(each, language)} ({each.km_from.toFixed(0)}–{each.km_to.toFixed(0)} km)
          </option>
        ))}
      </select>
    </label>
  );
}

function useSectors(): readonly Sector[] {
  const [sectors, setSectors] = useState<readonly Sector[]>([]);
  useEffect(() => {
    import("../data/sectors.json").then(
      (file) => setSectors(file.default.sectors as unknown as readonly Sector[]),
      () => undefined,
    );
  }, []);
  return sectors;
}

function sectorName(sector: Sector, language: string): string {
  return language === "be" && sector.name_be ? sector.name_be : sector.name;
}
