import { useState } from "preact/hooks";
import { sendDue } from "../outbox/sender";
import { Main } from "../shell/main";
import { addressOf, go, route } from "../shell/router";
import { choose, isChosen, type Language, words } from "../text";
import { type Joined, join } from "./joining";
import { keyState } from "./key";

/** One tap on an invitation's link, or its code typed from a sheet of paper. */
export function JoinScreen() {
  const { device, shell } = words().text;
  const { detail } = route.value;
  const hasKey = keyState.value === "good";
  return (
    <Main title={device.join}>
      <h1>{device.join}</h1>
      <p>{device.joinHint}</p>
      {hasKey && <p class="note warn">{device.joinAgain}</p>}
      <CodeField key={detail} given={detail} />
      <p class="small">
        <a href={addressOf("settings")}>{shell.settings}</a>
      </p>
    </Main>
  );
}

function CodeField({ given }: { given: string }) {
  const { device } = words().text;
  const [code, setCode] = useState(given);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Joined | null>(null);
  const ask = async (event: Event) => {
    event.preventDefault();
    if (!code.trim() || busy) return;
    setBusy(true);
    setAnswer(null);
    const said = await join(code).catch(() => ({ kind: "failed" }) as const);
    setBusy(false);
    if (said.kind === "joined") await begin(said.language);
    else setAnswer(said.kind === "failed" ? { kind: "wait" } : said);
  };
  return (
    <form onSubmit={ask} noValidate>
      <label class="field">
        {device.code}
        <input
          type="text"
          class="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={200}
          value={code}
          aria-invalid={answer?.kind === "refused"}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      {answer && (
        <p class={answer.kind === "refused" ? "note bad" : "note warn"} role="alert">
          {answer.kind === "refused" ? reasonOf(answer.why) : device.joinLater}
        </p>
      )}
      <button type="submit" class="primary" disabled={busy}>
        {busy ? device.joining : device.joinNow}
      </button>
    </form>
  );

  function reasonOf(why: "unknown" | "used" | "expired"): string {
    return { unknown: device.codeUnknown, used: device.codeUsed, expired: device.codeExpired }[why];
  }
}

/** The code is used up: it leaves the address and the way back. */
async function begin(language: Language): Promise<void> {
  // The invitation's language is a proposal; what a person chose here stays.
  if (!isChosen()) await choose(language);
  // Who went elsewhere meanwhile is left there.
  if (route.peek().screen === "join") go(addressOf("settings"), true);
  void sendDue(true);
}
