import labels from "virtual:vocabulary/pl";
import { map } from "../map/text/pl";
import type { Catalogue } from "./catalogue";

export const text: Catalogue = {
  shell: {
    report: "Zgłoszenie",
    outbox: "Wysyłka",
    map: "Mapa",
    week: "Tydzień",
    settings: "Ustawienia",
    skip: "Przejdź do treści",
    screens: "Ekrany",
    language: "Język",
    about: "O serwisie Miedza",
    soon: "Ten ekran jest w budowie.",
    loading: "Wczytywanie …",
    notLoaded: "Nie udało się wczytać tej części. Za pierwszym razem potrzebne jest połączenie.",
    tryAgain: "Spróbuj ponownie",
    offline: "Brak połączenia. Wszystko, co zapiszesz, zostaje w telefonie do wysłania.",
  },
  map,
};

export default { text, labels };
