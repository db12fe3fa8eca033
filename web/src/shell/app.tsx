import { UnlockScreen } from "../device/unlock";
import { lockState } from "../store/lock";
import { words } from "../text";
import { Bar } from "./bar";
import { route, type Screen } from "./router";
import { screenOf } from "./screens";
import { Renewal } from "./version";

const KEPT: readonly Screen[] = ["report", "outbox", "settings", "join"];

/** The frame of every screen: the bar, and one `main` that changes. */
export function App() {
  const { text } = words();
  const { screen } = route.value;
  const Screen = isOpen(screen) ? screenOf(screen) : UnlockScreen;
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        {text.shell.skip}
      </button>
      <Bar />
      <Renewal />
      <Screen />
    </>
  );
}

/** What a phone keeps lies behind its PIN; what everybody may read does not. */
function isOpen(screen: Screen): boolean {
  return lockState.value !== "locked" || !KEPT.includes(screen);
}

/** A link would change the fragment, which is the route. */
function focusMain(): void {
  document.querySelector<HTMLElement>("main")?.focus();
}
