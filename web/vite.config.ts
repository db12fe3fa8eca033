import { resolve } from "node:path";
import { defineConfig } from "vite";
import { compressed } from "./build/compress.ts";
import { precached } from "./build/precache.ts";
import { vocabulary } from "./build/vocabulary.ts";

const output =
  process.env.MIEDZA_CLIENT_OUT ?? resolve(import.meta.dirname, "../service/client/static");

export default defineConfig({
  base: "/",
  plugins: [vocabulary(), precached(), compressed()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: "es2022",
    // The strict policy of the page allows no `data:` font and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, "index.html"),
        sw: resolve(import.meta.dirname, "src/sw.ts"),
      },
      output: {
        // The service worker must stand at the top, under a name that never changes.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: (chunk) => `assets/${nameOf(chunk.facadeModuleId, chunk.name)}-[hash].js`,
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/about": "http://127.0.0.1:8000" } },
});

/** Each screen's file is called `screen`; its folder says which. */
function nameOf(module: string | null | undefined, name: string): string {
  return name === "screen" ? (/([a-z]+)\/screen\.tsx$/.exec(module ?? "")?.[1] ?? name) : name;
}
