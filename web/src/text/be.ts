import labels from "virtual:vocabulary/be";
import { map } from "../map/text/be";
import type { Catalogue } from "./catalogue";

export const text: Catalogue = {
  shell: {
    report: "Паведамленне",
    outbox: "Адпраўка",
    map: "Карта",
    week: "Тыдзень",
    settings: "Налады",
    skip: "Перайсці да зместу",
    screens: "Экраны",
    language: "Мова",
    about: "Пра Miedza",
    soon: "Гэты экран будуецца.",
    loading: "Загрузка …",
    notLoaded: "Не ўдалося загрузіць гэту частку. Першы раз патрэбна сувязь.",
    tryAgain: "Паспрабаваць яшчэ раз",
    offline: "Няма сувязі. Усё, што вы захаваеце, застаецца ў тэлефоне да адпраўкі.",
  },
  map,
};

export default { text, labels };
