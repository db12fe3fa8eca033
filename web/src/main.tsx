import { render } from "preact";
import "./tokens.css";
import "./shell/shell.css";
import { showKey } from "./device/key";
import { showLowData } from "./device/lowdata";
import { joinWipe } from "./device/wipe";
import { showEntries } from "./outbox/entries";
import { keepSending } from "./outbox/sender";
import { dropOrphans } from "./photos/store";
import { App } from "./shell/app";
import { followAddress } from "./shell/router";
import { keepClient } from "./shell/version";
import { lockWhenAway, showLock } from "./store/lock";
import { preferredLanguage, speak } from "./text";

async function start(): Promise<void> {
  await speak(preferredLanguage());
  followAddress();
  joinWipe();
  // A form that is drawn before the PIN was asked for would show what lies behind it.
  await showLock().catch(() => undefined);
  lockWhenAway();
  const place = document.getElementById("app");
  if (place) render(<App />, place);
  await Promise.allSettled([showKey(), showEntries(), showLowData()]);
  keepSending();
  void dropOrphans(Date.now()).catch(() => undefined);
  await keepClient();
}

void start();
