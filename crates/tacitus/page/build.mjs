// Builds the page into dist/: one script, one style sheet, the maps, all named by what they hold.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

const OUT = "dist/assets";

/** Writes a file under a name that changes with its content, so that it may be kept for ever. */
async function keep(name, ext, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = `${name}.${hash}.${ext}`;
  await writeFile(`${OUT}/${file}`, content);
  console.log(`${file.padEnd(32)} ${(gzipSync(content).length / 1024).toFixed(1)} KB gzip`);
  return `/assets/${file}`;
}

await rm("dist", { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const atlas = (scale) => readFile(`node_modules/world-atlas/countries-${scale}.json`);
const coarse = await keep("world-110m", "json", await atlas("110m"));
const fine = await keep("world-50m", "json", await atlas("50m"));
const icon = await keep("icon", "svg", await readFile("src/icon.svg"));

const options = { bundle: true, minify: true, target: "es2022", write: false, legalComments: "none", logLevel: "warning" };
const script = await build({
  ...options,
  entryPoints: ["src/main.tsx"],
  format: "esm",
  splitting: true,
  metafile: true,
  outdir: OUT,
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { WORLD_COARSE: JSON.stringify(coarse), WORLD_FINE: JSON.stringify(fine) },
});
const theme = await build({ ...options, entryPoints: ["src/theme.ts"], format: "iife" });
const style = await build({ ...options, entryPoints: ["src/style.css"] });

let main = "";
for (const { path, contents } of script.outputFiles) {
  const file = basename(path);
  await writeFile(`${OUT}/${file}`, contents);
  console.log(`${file.padEnd(32)} ${(gzipSync(contents).length / 1024).toFixed(1)} KB gzip`);
  if (file.startsWith("main.")) main = `/assets/${file}`;
}
const early = await keep("theme", "js", theme.outputFiles[0].text);
const css = await keep("style", "css", style.outputFiles[0].text);

// Whoever gives libraries on gives their licences on too.
const folders = Object.keys(script.metafile.inputs).map((file) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
const told = [];
for (const folder of [...new Set([...folders, "node_modules/world-atlas"])].filter(Boolean).sort()) {
  const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (licence) told.push(`${folder.replace("node_modules/", "")}\n\n${(await readFile(`${folder}/${licence}`, "utf8")).trim()}\n`);
}
await writeFile("dist/licenses.txt", told.join(`\n${"-".repeat(72)}\n\n`));

const page = await readFile("src/index.html", "utf8");
await writeFile("dist/index.html", page.replace("%MAIN%", main).replace("%THEME%", early).replace("%STYLE%", css).replace("%ICON%", icon));
