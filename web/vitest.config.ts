import { defineConfig } from "vitest/config";
import { vocabulary } from "./build/vocabulary.ts";

// Apart from the build's own: a machine that only builds the client has no test runner.
export default defineConfig({
  plugins: [vocabulary()],
  test: {
    include: ["src/**/*.test.ts", "build/**/*.test.ts"],
    // Thousands of places are computed on whatever machine there is.
    testTimeout: 120_000,
  },
});
