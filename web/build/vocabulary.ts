import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

/** The schemes of which the client shows a label; the rest of the file stays on the server. */
export const SCHEMES = [
  "type",
  "by",
  "equipment",
  "equipment_group",
  "equipment_state",
  "supplier",
  "supply_basis",
  "confidence",
  "qualifier",
  "harm",
  "who",
  "outcome",
  "source_type",
  "precision",
  "side",
  "status",
  "series",
  "geometry_basis",
  "sensitivity",
  "band",
] as const;

const FILE = resolve(import.meta.dirname, "../../service/vocabulary.json");
const PREFIX = "virtual:vocabulary/";

interface Concept {
  code: string;
  label: Record<string, string>;
}

interface Vocabulary {
  languages: string[];
  schemes: Record<string, { concepts: Concept[] }>;
}

/** `import labels from "virtual:vocabulary/pl"`: the labels of one language, trimmed. */
export function vocabulary(): Plugin {
  return {
    name: "miedza-vocabulary",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      this.addWatchFile(FILE);
      const file = JSON.parse(readFileSync(FILE, "utf-8")) as Vocabulary;
      return `export default ${JSON.stringify(labelsOf(file, id.slice(PREFIX.length + 1)))}`;
    },
  };
}

/** Throws where a scheme, a language or a label is missing, so that the build fails. */
export function labelsOf(
  file: Vocabulary,
  language: string,
): Record<string, Record<string, string>> {
  if (!file.languages.includes(language)) throw new Error(`no language ${language}`);
  return Object.fromEntries(SCHEMES.map((name) => [name, schemeLabels(file, name, language)]));
}

function schemeLabels(file: Vocabulary, name: string, language: string): Record<string, string> {
  const scheme = file.schemes[name];
  if (!scheme) throw new Error(`the vocabulary has no scheme ${name}`);
  return Object.fromEntries(
    scheme.concepts.map(({ code, label }) => {
      const text = label[language];
      if (!text) throw new Error(`${name}.${code} has no label in ${language}`);
      return [code, text];
    }),
  );
}
