import { useState } from "preact/hooks";
import { entries } from "../outbox/entries";
import { sendDue } from "../outbox/sender";
import { Main } from "../shell/main";
import { words } from "../text";
import { fill } from "../text/fill";
import { Hold } from "./hold";
import { keepKey, keyState } from "./key";
import { wipe } from "./wipe";

const PREFIX = "mdz_";

export function SettingsScreen() {
  const { device, shell } = words().text;
  const state = keyState.value;
  const unsent = entries.value?.filter((each) => each.state !== "sent").length ?? 0;
  return (
    <Main title={shell.settings}>
      <h1>{shell.settings}</h1>
      <section aria-labelledby="key">
        <h2 id="key">{device.key}</h2>
        {state && (
          <p class={state === "good" ? "note good" : "note warn"} role="status">
            {device[state]}
          </p>
        )}
        {state === "revoked" && unsent > 0 && <p>{device.revokedUnsent}</p>}
        <KeyField />
      </section>
      <section aria-labelledby="wipe">
        <h2 id="wipe">{device.wipe}</h2>
        <p class="quiet">{device.wipeHint}</p>
        {unsent > 0 && <p class="note warn">{fill(device.unsent, { n: unsent })}</p>}
        <Hold label={device.hold} holding={device.holding} act={() => void wipe()} />
      </section>
      <p class="quiet small">{device.install}</p>
      <p class="small">
        <a href="/about">{shell.about}</a>
      </p>
    </Main>
  );
}

function KeyField() {
  const { device } = words().text;
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(false);
  const keep = async (event: Event) => {
    event.preventDefault();
    const right = token.trim().startsWith(PREFIX);
    setWrong(!right);
    if (!right) return;
    await keepKey(token);
    setToken("");
    void sendDue(true);
  };
  return (
    <form onSubmit={keep} noValidate>
      <label class="field">
        {device.enter}
        <span class="quiet small"> {device.hint}</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={token}
          aria-invalid={wrong}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      {wrong && (
        <p class="note bad" role="alert">
          {device.notAKey}
        </p>
      )}
      <button type="submit">{device.keep}</button>
    </form>
  );
}
