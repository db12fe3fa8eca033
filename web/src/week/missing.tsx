import { useEffect, useState } from "preact/hooks";
import { words } from "../text";
import { fill } from "../text/fill";
import { addressOfWeek } from "./choosing";
import { type Planned, readCalendar } from "./releases";
import { sayDay } from "./saying";
import { VIEWS } from "./state";

const DAY_MS = 86_400_000;
// As far as the calendar tells at once, beginning today.
const AHEAD_DAYS = 400;

/** Says of a week without a release when it comes; of no week at all, which is the first to come. */
export function Missing({ week: asked, isFirst }: { week: string; isFirst: boolean }) {
  const { week } = words().text;
  const planned = usePlanned(asked);
  const newest = { week: "", vintage: null, against: null, view: VIEWS[0] };
  if (planned === "loading") return <p role="status">{words().text.shell.loading}</p>;
  return (
    <div class="note">
      {isFirst && <p>{week.none}</p>}
      {planned && (
        <p>
          {fill(asked ? week.notReleased : week.firstPlanned, {
            week: planned.week,
            date: sayDay(planned.on),
          })}
        </p>
      )}
      {!planned && asked && !isFirst && <p>{fill(week.neverReleased, { week: asked })}</p>}
      {!isFirst && (
        <p>
          <a href={addressOfWeek(newest)}>{week.toNewest}</a>
        </p>
      )}
    </div>
  );
}

/** The next planned release of a week, or of any. */
function usePlanned(week: string): Planned | undefined | "loading" {
  const [planned, setPlanned] = useState<Planned | undefined | "loading">("loading");
  useEffect(() => {
    let current = true;
    const today = new Date();
    readCalendar(today, new Date(today.getTime() + AHEAD_DAYS * DAY_MS))
      .then((days) => days.find((each) => each.vintage === null && (!week || each.week === week)))
      .catch(() => undefined)
      .then((found) => current && setPlanned(found));
    return () => {
      current = false;
    };
  }, [week]);
  return planned;
}
