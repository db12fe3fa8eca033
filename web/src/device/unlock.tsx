import { useState } from "preact/hooks";
import { Main } from "../shell/main";
import { unlock } from "../store/lock";
import { words } from "../text";
import { Hold } from "./hold";
import { Secret } from "./pin";
import { wipe } from "./wipe";

/** Stands before every screen of ours until the PIN was entered; the wipe needs none. */
export function UnlockScreen() {
  const { device, report } = words().text;
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const ask = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWrong(false);
    const right = await unlock(pin).catch(() => false);
    setBusy(false);
    // Who is let in sees another screen.
    if (!right) {
      setWrong(true);
      setPin("");
    }
  };
  return (
    <Main title={device.unlock}>
      <h1>{device.unlock}</h1>
      <p class="note warn small">{report.notEmergency}</p>
      <p>{device.unlockHint}</p>
      <form onSubmit={ask} noValidate>
        <Secret label={device.pin} value={pin} change={setPin} />
        {wrong && (
          <p class="note bad" role="alert">
            {device.pinWrong}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {busy ? device.pinBusy : device.unlockNow}
        </button>
      </form>
      <section aria-labelledby="wipe">
        <h2 id="wipe">{device.wipe}</h2>
        <p class="quiet">{device.wipeHint}</p>
        <Hold label={device.hold} holding={device.holding} act={() => void wipe()} />
      </section>
    </Main>
  );
}
