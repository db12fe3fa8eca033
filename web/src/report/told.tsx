/** What is said of a place that was found: accuracy, sector, kilometre and side. */
import { useEffect, useState } from "preact/hooks";
import { type Located, locate, type Refused } from "../geo/locate";
import type { Sector } from "../geo/sectors";
import { words } from "../text";
import { fill } from "../text/fill";
import type { Place } from "./position";

/** How well a place is known, and where on the border it lies. */
export function FixShown({ fix }: { fix: Place }) {
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
    if (found.refused !== "far") return "";
    const far = fill(report.far, { km: found.distance_km });
    return found.swapped ? `${far} ${report.swapped}` : far;
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

export function useSectors(): readonly Sector[] {
  const [sectors, setSectors] = useState<readonly Sector[]>([]);
  useEffect(() => {
    import("../data/sectors.json").then(
      (file) => setSectors(file.default.sectors as unknown as readonly Sector[]),
      () => undefined,
    );
  }, []);
  return sectors;
}

export function sectorName(sector: Sector, language: string): string {
  return language === "be" && sector.name_be ? sector.name_be : sector.name;
}
