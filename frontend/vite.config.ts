import { defineConfig } from "vite";

// Plain names: Django's ManifestStaticFilesStorage adds the hash, so the templates need no manifest
// of their own. One script and one sheet, for Chromium 90, the oldest browser on the office desks.
export default defineConfig({
  base: "./",
  publicDir: "public",
  build: {
    outDir: "../zhengtong/foundation/static/zhengtong",
    emptyOutDir: true,
    target: "chrome90",
    cssTarget: "chrome90",
    modulePreload: false,
    sourcemap: false,
    rolldownOptions: {
      input: "scripts/main.ts",
      output: {
        entryFileNames: "main.js",
        assetFileNames: "main[extname]",
        codeSplitting: false,
      },
    },
  },
});
