import { useState } from "preact/hooks";
import { StaffKey } from "../map/staffkey";
import { entries, isUnsent } from "../outbox/entries";
import { sendDue } from "../outbox/sender";
import { Main } from "../shell/main";
import { addressOf } from "../shell/router";
import { words } from "../text";
import { fill } from "../text/fill";
import { Hold } from "./hold";
import { keepKey, keyState, device as ours } from "./key";
import { lowData, setLowData } from "./lowdata";
import { PinField } from "./pin";
import { wipe } from "./wipe";

const PREFIX = "mdz_";

export function SettingsScreen() {
  const { device, shell } = words().text;
  const state = keyState.value;
  const unsent = entries.value?.filter(isUnsent).length ?? 0;
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
        {ours.value && (
          <p>{fill(device.known, { name: ours.value.pseudonym, team: ours.value.team })}</p>
        )}
        {state !== "good" && state !== null && (
          <p>
            <a class="button" href={addressOf("join")}>
              {device.join}
            </a>
          </p>
        )}
        {state === "revoked" && unsent > 0 && <p>{device.revokedUnsent}</p>}
        <KeyField />
        <StaffKey />
      </section>
      <section aria-labelledby="data">
        <h2 id="data">{device.lowData}</h2>
        <label class="check">
          <input
            type="checkbox"
            checked={lowData.value}
            onChange={(event) => void setLowData(event.currentTarget.checked)}
          />
          {device.lowDataOn}
        </label>
        <p class="quiet small">{device.lowDataHint}</p>
      </section>
      <PinField />
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
