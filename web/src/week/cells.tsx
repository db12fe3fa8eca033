import { words } from "../text";
import { fill } from "../text/fill";
import { type Figure, type Span, saySpan } from "./figures";
import type { Change } from "./releases";
import { sayNumber } from "./saying";

/** A figure, and what it was in the other vintage where that differs. */
export function Amount({ figure, change }: { figure: Figure; change?: Change | undefined }) {
  return (
    <>
      {sayFigure(figure)}
      {change && <Was value={change.before} />}
    </>
  );
}

export function sayFigure(figure: Figure): string {
  if (figure === "gap") return words().text.week.noData;
  return figure === null ? "–" : sayNumber(figure);
}

export function saySpanOf(span: Span | "gap" | "kept" | null): string {
  const { week } = words().text;
  if (span === "gap") return week.noData;
  if (span === "kept") return week.keptBack;
  return span === null ? "–" : saySpan(span, sayNumber, week);
}

function Was({ value }: { value: number | null }) {
  const { week } = words().text;
  return (
    <small class="was">
      {value === null ? week.wasNone : fill(week.was, { n: sayNumber(value) })}
    </small>
  );
}
