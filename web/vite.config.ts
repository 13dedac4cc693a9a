import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running Headframe; the built UI is served by Headframe itself. */
const api = process.env["HEADFRAME_URL"] ?? "http://127.0.0.1:8420";

/** Text files also as `.br` and `.gz`, so that the server never compresses anything. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  async writeBundle({ dir = "" }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|svg)$/u.test(name));
    for (const path of texts.map((name) => join(dir, name))) {
      const source = await readFile(path);
      await writeFile(`${path}.br`, brotliCompressSync(source));
      await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [react(), compressed],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/headframe/static",
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 800,
    target: "es2023",
    assetsInlineLimit: 0,
    // What changes seldom is a file of its own, and stays in the browser's cache when the rest is new.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\// },
            { name: "tanstack", test: /node_modules\/@tanstack\/(?!.*virtual)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: api, ws: true } } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
