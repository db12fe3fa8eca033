import { render } from "preact";
import "./tokens.css";
import "./shell/shell.css";
import { showKey } from "./device/key";
import { showEntries } from "./outbox/entries";
import { keepSending } from "./outbox/sender";
import { App } from "./shell/app";
import { followAddress } from "./shell/router";
import { preferredLanguage, speak } from "./text";

async function start(): Promise<void> {
  await speak(preferredLanguage());
  followAddress();
  const place = document.getElementById("app");
  if (place) render(<App />, place);
  await Promise.allSettled([showKey(), showEntries()]);
  keepSending();
  if ("serviceWorker" in navigator && import.meta.env.PROD) {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const ready = await navigator.serviceWorker.ready;
    // What the form asks for later must be there when the line is not.
    ready.active?.postMessage("keep-all");
  }
}

void start();
