import { words } from "../text";
import { Bar } from "./bar";
import { route } from "./router";
import { screenOf } from "./screens";

/** The frame of every screen: the bar, and one `main` that changes. */
export function App() {
  const { text } = words();
  const Screen = screenOf(route.value.screen);
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        {text.shell.skip}
      </button>
      <Bar />
      <Screen />
    </>
  );
}

/** A link would change the fragment, which is the route. */
function focusMain(): void {
  document.querySelector<HTMLElement>("main")?.focus();
}
