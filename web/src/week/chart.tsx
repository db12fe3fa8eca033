import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../text";
import type { Entry } from "./releases";
import { readChart } from "./releases";

type Drawn = SVGElement | "loading" | "nothing" | "failed";

/** A chart as the service draws it for the bulletin too, put into the page to take its colours. */
export function Chart({ entry, name }: { entry: Entry; name: "map" | "strip" | "curve" }) {
  const { text, language } = words();
  const [drawn, setDrawn] = useState<Drawn>("loading");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let current = true;
    readChart(entry.week, entry.vintage, name, language)
      .then((svg) => (svg === null ? "nothing" : readSvg(svg)))
      .catch(() => "failed" as const)
      .then((found) => current && setDrawn(found));
    return () => {
      current = false;
    };
  }, [entry.week, entry.vintage, name, language]);
  useEffect(() => {
    if (drawn instanceof SVGElement) place.current?.replaceChildren(drawn);
  }, [drawn]);
  if (drawn === "nothing") return <p class="quiet">{text.week.noChart}</p>;
  if (drawn === "failed") return <p class="note warn">{text.week.offline}</p>;
  return (
    <div class={`drawing ${name}`} tabIndex={name === "curve" ? 0 : undefined}>
      <div ref={place} />
    </div>
  );
}

/** Only a drawing may enter the page. */
function readSvg(svg: string): SVGElement | "failed" {
  const { documentElement: root } = new DOMParser().parseFromString(svg, "image/svg+xml");
  const isDrawing = root instanceof SVGElement && !root.querySelector("script, foreignObject");
  return isDrawing ? (document.importNode(root, true) as SVGElement) : "failed";
}
