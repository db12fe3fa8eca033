import labels from "virtual:vocabulary/en";
import { map } from "../map/text/en";

export const text = {
  shell: {
    report: "Report",
    outbox: "Outbox",
    map: "Map",
    week: "Week",
    settings: "Settings",
    skip: "Skip to the content",
    screens: "Screens",
    language: "Language",
    about: "About Miedza",
    soon: "This screen is being built.",
    loading: "Loading …",
    notLoaded: "This part could not be loaded. It needs a connection the first time.",
    tryAgain: "Try again",
    offline: "No connection. Everything you save stays on this phone until it is sent.",
  },
  map,
};

export default { text, labels };
