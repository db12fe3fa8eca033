import { useEffect } from "preact/hooks";
import { keyState } from "../device/key";
import { takeUp } from "../report/screen";
import { Main } from "../shell/main";
import { addressOf, go } from "../shell/router";
import { words } from "../text";
import { fill } from "../text/fill";
import { type Entry, entries, forget, sending, showEntries, takeBack } from "./entries";
import { online } from "./online";
import { sendDue } from "./sender";
import "./outbox.css";

export function OutboxScreen() {
  const { text, language } = words();
  const { outbox, shell } = text;
  const all = entries.value;
  useEffect(() => void showEntries(), []);
  const waiting = all?.filter((each) => each.state === "waiting") ?? [];
  const oldest = waiting.at(-1);
  return (
    <Main title={shell.outbox}>
      <h1>{shell.outbox}</h1>
      {!online.value && (
        <p class="note" role="status">
          {outbox.offline}
        </p>
      )}
      {keyState.value !== "good" && keyState.value !== null && (
        <p class="note warn">
          {outbox.needKey} <a href={addressOf("settings")}>{outbox.enterKey}</a>
        </p>
      )}
      {oldest && (
        <div class="row between">
          <p class="quiet">
            {fill(outbox.oldest, { when: new Date(oldest.savedAt).toLocaleString(language) })}
          </p>
          <button type="button" onClick={() => void sendDue(true)}>
            {outbox.sendNow}
          </button>
        </div>
      )}
      {all === null && <p role="status">{shell.loading}</p>}
      {all?.length === 0 && (
        <div class="note">
          <p>{outbox.empty}</p>
          <p class="quiet">{outbox.emptyHint}</p>
        </div>
      )}
      <ul class="entries">
        {all?.map((entry) => (
          <Shown key={entry.id} entry={entry} />
        ))}
      </ul>
    </Main>
  );
}

function Shown({ entry }: { entry: Entry }) {
  const { text, labels, language } = words();
  const { outbox } = text;
  const state = sending.value === entry.id ? "sending" : entry.state;
  return (
    <li class={`entry ${state}`} data-state={state}>
      <p>
        <strong>{labels.type[entry.type]}</strong>{" "}
        <span class="quiet">{new Date(entry.savedAt).toLocaleString(language)}</span>
      </p>
      <p>
        <span class="state">{outbox[state]}</span>
        {entry.code && <> · {fill(outbox.receipt, { code: entry.code })}</>}
        {state === "waiting" && entry.tries > 0 && (
          <span class="quiet"> · {fill(outbox.tries, { n: entry.tries })}</span>
        )}
      </p>
      {entry.code && <p class="quiet small">{outbox.keepReceipt}</p>}
      {state === "refused" && <Refused entry={entry} />}
    </li>
  );
}

function Refused({ entry }: { entry: Entry }) {
  const { outbox } = words().text;
  const again = async () => {
    const draft = await takeBack(entry);
    if (draft) takeUp(draft);
    go(addressOf("report"));
  };
  return (
    <>
      <p lang="en">{entry.refusal}</p>
      <div class="row">
        {entry.form && (
          <button type="button" onClick={() => void again()}>
            {outbox.again}
          </button>
        )}
        <button
          type="button"
          class="plain"
          onClick={() => confirm(outbox.removeSure) && void forget(entry.id)}
        >
          {outbox.remove}
        </button>
      </div>
    </>
  );
}
