import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

/** The part of the page that a screen fills; `title` names the browser's tab. */
export function Main({
  title,
  wide,
  children,
}: {
  title?: string;
  wide?: boolean;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = title ? `${title} · Miedza` : "Miedza";
  }, [title]);
  return (
    <main id="main" tabIndex={-1} class={wide ? "wide" : undefined}>
      {children}
    </main>
  );
}
