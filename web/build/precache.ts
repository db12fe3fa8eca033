import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin, Rolldown } from "vite";

// The page itself is asked for as `/`.
const UNLISTED = /^(sw\.js|index\.html)$|\.map$/;
const PUBLIC = join(import.meta.dirname, "../public");
// The words of each language are small, and the language may be changed without a line.
const AT_ONCE = /\/src\/text\/[a-z]+\.ts$/;

/** Writes into the service worker which files make the client, and a version of them all. */
export function precached(): Plugin {
  return {
    name: "miedza-precache",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") throw new Error("the service worker was not built");
        if (worker.imports.length > 0) throw new Error("the service worker must import nothing");
        const core = coreOf(bundle);
        const built = Object.keys(bundle).filter((name) => !UNLISTED.test(name));
        const lists = {
          core: ["/", ...paths([...built.filter((name) => core.has(name)), ...publicFiles()])],
          later: paths(built.filter((name) => !core.has(name))),
        };
        const text = JSON.stringify({ version: digestOf(bundle), ...lists });
        if (!worker.code.includes("__PRECACHE__"))
          throw new Error("no place for the list of files");
        worker.code = worker.code.replace("__PRECACHE__", () => text);
      },
    },
  };
}

/** The page with all that it imports at once; a first visit on a bad line can do without the rest. */
function coreOf(bundle: Rolldown.OutputBundle): Set<string> {
  const core = new Set<string>();
  const add = (name: string): void => {
    const file = bundle[name];
    if (core.has(name) || !file) return;
    core.add(name);
    if (file.type !== "chunk") return;
    const { importedCss = [], importedAssets = [] } = file.viteMetadata ?? {};
    for (const each of [...file.imports, ...importedCss, ...importedAssets]) add(each);
  };
  for (const file of Object.values(bundle)) {
    if (file.type === "chunk" && (file.isEntry || AT_ONCE.test(file.facadeModuleId ?? ""))) {
      add(file.fileName);
    }
    // Fonts are named in style sheets, which list nothing.
    if (file.fileName.endsWith(".woff2")) add(file.fileName);
  }
  return core;
}

function paths(names: string[]): string[] {
  return names.map((name) => `/${name}`).sort();
}

function publicFiles(): string[] {
  const entries = readdirSync(PUBLIC, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PUBLIC, join(entry.parentPath, entry.name)));
}

function digestOf(bundle: Rolldown.OutputBundle): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(bundle).sort()) {
    const file = bundle[name];
    hash.update(name).update((file?.type === "chunk" ? file.code : file?.source) ?? "");
  }
  for (const name of publicFiles().sort())
    hash.update(name).update(readFileSync(join(PUBLIC, name)));
  return hash.digest("hex").slice(0, 16);
}
