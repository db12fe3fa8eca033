import { useEffect, useId, useState } from "preact/hooks";
import { markerPosition } from "../geo/markers";
import { type Gazetteer, gazetteer, placeLabel } from "../geo/places";
import { words } from "../text";
import { Ways } from "./fields";
import { type Form, isFresh, type Where } from "./form";
import { PointField } from "./pointfield";
import { currentFix, type Place, type Watch, watch } from "./position";
import { FixShown, sectorName, useSectors } from "./told";

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
        ["map", report.onMap],
        ["place", report.place],
        ["sector", report.sector],
        ["marker", report.marker],
        ["border", report.border],
      ]}
      choose={(by) => change(begun(by))}
    >
      {where.by === "here" && <Here form={form} change={changeForm} />}
      {where.by === "map" && (
        <PointField
          point={where.point}
          phone={placeOf(form, watch.value)}
          change={(point) => change({ by: "map", point })}
        />
      )}
      {where.by === "marker" && <Marker marker={where.marker} change={change} />}
      {where.by === "place" && <PlaceName place={where.place} change={change} />}
      {where.by === "sector" && <SectorChoice sector={where.sector} change={change} />}
    </Ways>
  );
}

function begun(by: Where["by"]): Where {
  switch (by) {
    case "map":
      return { by, point: null };
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
        <FixShown fix={{ lon: point.lon, lat: point.lat, accuracyM: point.uncertainty_m }} />
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
