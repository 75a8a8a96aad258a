// Bundles each demo into one classic script: node bundle.mjs FOLDER
import { globSync } from "node:fs"
import { build } from "esbuild"

const [folder] = process.argv.slice(2)
await build({
  entryPoints: globSync("src/demos/*.ts").sort(),
  outdir: folder,
  bundle: true,
  format: "iife", // a page opened from a folder can't load modules
  target: "es2022",
  minify: true,
  charset: "utf8",
  loader: { ".css": "text" }, // into the shadow tree, where the page's own rules don't reach
  logLevel: "warning",
}).catch(() => process.exit(1)) // esbuild has said what is wrong
