import { render } from "preact";
import "./tokens.css";
import "./shell/shell.css";
import { App } from "./shell/app";
import { followAddress } from "./shell/router";
import { preferredLanguage, speak } from "./text";

async function start(): Promise<void> {
  await speak(preferredLanguage());
  followAddress();
  const place = document.getElementById("app");
  if (place) render(<App />, place);
  if ("serviceWorker" in navigator && import.meta.env.PROD) {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  }
}

void start();
