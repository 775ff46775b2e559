// Writes images/<icon>.svg for every icon that products.csv and categories.csv name.
// The pictures are committed, so neither the Rust build nor a shop needs npm:
//
//     npm ci && npm run build
//
// Run it after an icon was added or changed; pictures no longer named are removed.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const MAX_TOTAL_BYTES = 1_000_000;
const MAX_PRODUCTS_PER_ICON = 4;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const set = createRequire(import.meta.url)("@iconify-json/fluent-emoji-flat/icons.json");

/** Splits one CSV line; quoted fields may hold commas and doubled quotes, never line breaks. */
function fields(line) {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map((match) => match[1])
    .map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

function records(name) {
  const [head, ...lines] = readFileSync(here(name), "utf8").trimEnd().split("\n");
  const columns = fields(head);
  return lines.map((line) => {
    const values = fields(line);
    return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
  });
}

const productsByIcon = new Map();
for (const { icon } of records("categories.csv")) productsByIcon.set(icon, new Set());
for (const { icon, product } of records("products.csv")) {
  if (!productsByIcon.has(icon)) productsByIcon.set(icon, new Set());
  productsByIcon.get(icon).add(product);
}

const complaints = [];
for (const [icon, products] of productsByIcon) {
  if (!set.icons[icon]) complaints.push(`${icon}: not in the icon set`);
  if (products.size > MAX_PRODUCTS_PER_ICON) {
    complaints.push(`${icon}: used for ${products.size} products: ${[...products].join(", ")}`);
  }
}
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exit(1);
}

let total = 0;
for (const name of [...productsByIcon.keys()].sort()) {
  const { body, width = set.width ?? 16, height = set.height ?? 16, left = 0, top = 0 } = set.icons[name];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}">${body}</svg>\n`;
  writeFileSync(here(`images/${name}.svg`), svg);
  total += Buffer.byteLength(svg);
}
for (const file of readdirSync(here("images"))) {
  if (file.endsWith(".svg") && !productsByIcon.has(file.slice(0, -4))) rmSync(here(`images/${file}`));
}
console.log(`${productsByIcon.size} pictures, ${total} bytes`);
if (total > MAX_TOTAL_BYTES) {
  console.error(`The pictures take more than ${MAX_TOTAL_BYTES} bytes; choose plainer icons.`);
  process.exit(1);
}
