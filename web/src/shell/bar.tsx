import { entries, isUnsent } from "../outbox/entries";
import { choose, isLanguage, LANGUAGE_NAMES, LANGUAGES, words } from "../text";
import { addressOf, route, type Screen } from "./router";

const SHOWN = ["report", "outbox", "map", "week", "settings"] as const satisfies readonly Screen[];

export function Bar() {
  const { text } = words();
  const unsent = entries.value?.filter(isUnsent).length ?? 0;
  return (
    <header class="bar">
      <p class="brand">
        <a href={addressOf("report")}>Miedza</a>
      </p>
      <nav aria-label={text.shell.screens}>
        <ul>
          {SHOWN.map((screen) => (
            <li key={screen}>
              <a
                href={addressOf(screen)}
                aria-current={route.value.screen === screen ? "page" : undefined}
              >
                {text.shell[screen]}
                {screen === "outbox" && unsent > 0 && <span class="badge">{unsent}</span>}
              </a>
            </li>
          ))}
          <li class="about">
            <a href="/about">{text.shell.about}</a>
          </li>
        </ul>
      </nav>
      <LanguageChoice />
    </header>
  );
}

function LanguageChoice() {
  const { text, language } = words();
  const change = (event: Event) => {
    const chosen = (event.currentTarget as HTMLSelectElement).value;
    if (isLanguage(chosen)) void choose(chosen);
  };
  return (
    <label class="languages">
      <span class="hush">{text.shell.language}</span>
      <select value={language} onChange={change}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {LANGUAGE_NAMES[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
