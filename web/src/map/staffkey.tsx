import { useState } from "preact/hooks";
import { words } from "../text";
import { forgetKey, isKey, staffKey, takeKey } from "./key";

/** Where an analyst or partner enters a key for this tab; for all others it stays folded. */
export function StaffKey() {
  const { key } = words().text.map;
  const isUsed = staffKey.value !== null;
  return (
    <details class="staff-key" open={isUsed}>
      <summary>{key.title}</summary>
      <p class="quiet">{key.why}</p>
      {isUsed ? <InUse /> : <Field />}
    </details>
  );
}

function InUse() {
  const { key } = words().text.map;
  return (
    <>
      <p class="note good" role="status">
        {key.inUse}
      </p>
      <button type="button" onClick={forgetKey}>
        {key.forget}
      </button>
    </>
  );
}

function Field() {
  const { key } = words().text.map;
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const take = (event: Event) => {
    event.preventDefault();
    const given = text.trim();
    setWrong(!isKey(given));
    if (isKey(given)) takeKey(given);
  };
  return (
    <form onSubmit={take} noValidate>
      <label class="field">
        {key.label}
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={isWrong}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {isWrong && (
        <p class="note bad" role="alert">
          {key.wrong}
        </p>
      )}
      <button type="submit">{key.use}</button>
    </form>
  );
}
