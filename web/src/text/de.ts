import labels from "virtual:vocabulary/de";
import { map } from "../map/text/de";
import type { Catalogue } from "./catalogue";

export const text: Catalogue = {
  shell: {
    report: "Meldung",
    outbox: "Ausgang",
    map: "Karte",
    week: "Woche",
    settings: "Einstellungen",
    skip: "Zum Inhalt springen",
    screens: "Ansichten",
    language: "Sprache",
    about: "Über Miedza",
    soon: "Diese Ansicht ist im Bau.",
    loading: "Wird geladen …",
    notLoaded:
      "Dieser Teil konnte nicht geladen werden. Beim ersten Mal braucht er eine Verbindung.",
    tryAgain: "Noch einmal versuchen",
    offline: "Keine Verbindung. Was Sie speichern, bleibt bis zum Senden auf dem Telefon.",
  },
  map,
};

export default { text, labels };
