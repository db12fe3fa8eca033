import { useEffect } from "preact/hooks";
import { keyState } from "../device/key";
import { lowData } from "../device/lowdata";
import { takeUp } from "../report/screen";
import { shown } from "../report/warsaw";
import { Main } from "../shell/main";
import { addressOf, go } from "../shell/router";
import { words } from "../text";
import { fill } from "../text/fill";
import {
  discard,
  discardSent,
  dropRefusedPhotos,
  type Entry,
  entries,
  isUnsent,
  photosOf,
  sending,
  showEntries,
  takeBack,
} from "./entries";
import { online } from "./online";
import { sendDue, sendPhotosToo } from "./sender";
import "./outbox.css";

const DAY_MS = 86_400_000;

export function OutboxScreen() {
  const { text, language } = words();
  const { outbox, shell } = text;
  const all = entries.value;
  useEffect(() => void showEntries(), []);
  const waiting = all?.filter((each) => isUnsent(each) && each.state !== "refused") ?? [];
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
          <p class={isLong(oldest) ? "note bad" : "quiet"}>
            {fill(outbox.oldest, { when: shown(oldest.savedAt, language) })}
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
      {all?.some((each) => !isUnsent(each)) && (
        <button
          type="button"
          class="plain"
          onClick={() => confirm(outbox.clearSure) && void discardSent()}
        >
          {outbox.clear}
        </button>
      )}
    </Main>
  );
}

/** After a day somebody should look for a better line. */
function isLong({ savedAt }: Entry): boolean {
  return Date.now() - savedAt > DAY_MS;
}

function Shown({ entry }: { entry: Entry }) {
  const { text, labels, language } = words();
  const { outbox } = text;
  const isSending = sending.value === entry.id && entry.state === "waiting";
  const state = isSending ? "sending" : entry.state;
  return (
    <li class={`entry ${state}`} data-state={state}>
      <p>
        <strong>{labels.type[entry.type]}</strong>{" "}
        <span class="quiet">{shown(entry.savedAt, language)}</span>
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
      {photosOf(entry).length > 0 && state !== "refused" && <Photos entry={entry} />}
    </li>
  );
}

/** How far the photos of a report have come; its text never waits for them. */
function Photos({ entry }: { entry: Entry }) {
  const { outbox } = words().text;
  const photos = photosOf(entry);
  const sent = photos.filter((each) => each.state === "sent").length;
  const refused = photos.filter((each) => each.state === "refused");
  const held = lowData.value && entry.state === "sent" && photos.some(isWaiting);
  return (
    <>
      <p class="small">{fill(outbox.photos, { n: sent, of: photos.length })}</p>
      {held && (
        <div class="row">
          <p class="quiet small">{outbox.photosHeld}</p>
          <button type="button" onClick={sendPhotosToo}>
            {outbox.sendPhotos}
          </button>
        </div>
      )}
      {refused.length > 0 && (
        <>
          <p class="note bad small">
            {fill(outbox.photosRefused, { n: refused.length })}{" "}
            <span lang="en">{refused[0]?.refusal}</span>
          </p>
          <button type="button" class="plain" onClick={() => void dropRefusedPhotos(entry.id)}>
            {outbox.removePhotos}
          </button>
        </>
      )}
    </>
  );
}

function isWaiting(photo: { state: string }): boolean {
  return photo.state === "waiting";
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
          onClick={() => confirm(outbox.removeSure) && void discard(entry)}
        >
          {outbox.remove}
        </button>
      </div>
    </>
  );
}
