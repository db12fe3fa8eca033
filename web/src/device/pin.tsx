import { useId, useState } from "preact/hooks";
import { lockState, removePin, SHORTEST, setPin } from "../store/lock";
import { words } from "../text";
import { fill } from "../text/fill";

type Trouble = "pinShort" | "pinDiffers" | "pinFailed" | null;

/** Sets a PIN, or takes it away; said honestly, because nobody can make one anew. */
export function PinField() {
  const { device } = words().text;
  const [trouble, setTrouble] = useState<Trouble>(null);
  const [busy, setBusy] = useState(false);
  const work = async (act: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    await act().catch(() => setTrouble("pinFailed"));
    setBusy(false);
  };
  const isOn = lockState.value === "open";
  return (
    <section aria-labelledby="pin">
      <h2 id="pin">{device.pin}</h2>
      <p class="quiet small">{device.pinHint}</p>
      {trouble && (
        <p class="note bad" role="alert">
          {fill(device[trouble], { n: SHORTEST })}
        </p>
      )}
      {isOn ? (
        <>
          <p class="note good" role="status">
            {device.pinOn}
          </p>
          <button type="button" disabled={busy} onClick={() => void work(removePin)}>
            {device.pinRemove}
          </button>
        </>
      ) : (
        <NewPin busy={busy} tell={setTrouble} keep={(pin) => void work(() => setPin(pin))} />
      )}
    </section>
  );
}

function NewPin({
  busy,
  tell,
  keep,
}: {
  busy: boolean;
  tell: (trouble: Trouble) => void;
  keep: (pin: string) => void;
}) {
  const { device } = words().text;
  const [pin, setNew] = useState("");
  const [again, setAgain] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (pin.length < SHORTEST) tell("pinShort");
    else if (pin !== again) tell("pinDiffers");
    else keep(pin);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Secret label={device.pinNew} value={pin} change={setNew} fresh />
      <Secret label={device.pinAgain} value={again} change={setAgain} fresh />
      <button type="submit" disabled={busy}>
        {busy ? device.pinBusy : device.pinSet}
      </button>
    </form>
  );
}

export function Secret({
  label,
  value,
  change,
  fresh = false,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  fresh?: boolean;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="password"
        // The browser's own store of passwords would open it to whoever opens the phone.
        autocomplete={fresh ? "new-password" : "off"}
        spellcheck={false}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </div>
  );
}
