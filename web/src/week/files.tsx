import { type Language, words } from "../text";
import { fill } from "../text/fill";
import { type Entry, PATH, type Release } from "./releases";
import { sayInstant } from "./saying";

const FILES = ["pdf", "xlsx", "csv", "geojson", "json"] as const;
const IN_LANGUAGES: readonly string[] = ["html", "pdf", "xlsx"];

/** The same vintage as files, and how it is cited for good. */
export function Files({ entry, release }: { entry: Entry; release: Release }) {
  const { text, language } = words();
  const { week } = text;
  // Where the service names no file of its own.
  const name = `miedza-${entry.week}-v${entry.vintage}`;
  const lasting = location.origin + fileAddress(entry, "html", language);
  const named = { week: entry.week, vintage: entry.vintage, date: sayInstant(entry.released_at) };
  return (
    <section aria-labelledby="files">
      <h2 id="files">{week.downloads}</h2>
      <ul class="row plain-list">
        {FILES.map((f) => (
          <li key={f}>
            <a class="button" href={fileAddress(entry, f, language)} download={`${name}.${f}`}>
              {f.toUpperCase()}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href={fileAddress(entry, "html", language)}>{week.whole}</a>
      </p>
      <h2>{week.citeTitle}</h2>
      <p class="cite">{fill(week.cite, { ...named, address: lasting })}</p>
      <p class="quiet small cite">{fill(week.checksum, { sha256: entry.sha256 })}</p>
      <p class="quiet small">{week.licence}</p>
      {release.reason && <p class="quiet small">{fill(week.reason, { reason: release.reason })}</p>}
    </section>
  );
}

function fileAddress(entry: Entry, f: string, language: Language): string {
  const query = new URLSearchParams({ vintage: String(entry.vintage) });
  if (f !== "json") query.set("f", f);
  if (IN_LANGUAGES.includes(f)) query.set("lang", language);
  return `${PATH}/${entry.week}?${query}`;
}
