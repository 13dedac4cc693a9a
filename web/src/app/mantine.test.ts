import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { expect, it } from "vitest";

const WEB = resolve(import.meta.dirname, "../..");
const MANTINE = join(WEB, "node_modules/@mantine");
const ENTRY = join(MANTINE, "core/esm/index.mjs");
const ALWAYS = ["baseline", "default-css-variables", "global"];

/** Style files of Mantine's components that the UI uses, by way of what their code imports. */
function wanted(): string[] {
  const exported = new Map(imports(ENTRY).flatMap(({ names, from }) => names.map((name) => [name, from])));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!file.endsWith(".module.mjs")) imports(file).forEach(({ from }) => visit(from));
  };
  for (const name of used()) {
    const file = exported.get(name);
    if (file !== undefined) visit(file);
  }
  const modules = [...seen].flatMap((file) => /\/(\w+)\.module\.mjs$/u.exec(file)?.[1] ?? []);
  return inOrder([...new Set(modules)]);
}

/** Mantine's own order: later files change what earlier ones say. */
function inOrder(names: readonly string[]): string[] {
  const whole = readFileSync(join(MANTINE, "core/styles.css"), "utf8");
  const place = (name: string): number => {
    const first = /\.m_[\da-f]+/u.exec(readFileSync(join(MANTINE, `core/styles/${name}.css`), "utf8"))?.[0];
    return first === undefined ? -1 : whole.indexOf(first);
  };
  return names.toSorted((a, b) => place(a) - place(b));
}

/** What our own code, and Mantine's notifications, take from Mantine's core. */
function used(): Set<string> {
  const sources = [...filesUnder(join(WEB, "src"), /\.tsx?$/u), ...filesUnder(join(MANTINE, "notifications/esm"), /\.mjs$/u)];
  const found = sources.flatMap((file) => imports(file, /^@mantine\/core$/u).flatMap(({ names }) => names));
  return new Set(found);
}

function imports(file: string, from = /^\.{1,2}\//u): { names: string[]; from: string }[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^import\s+(?:type\s+)?(\{[^}]*\}|[\w$]+)\s+from\s+"([^"]+)";?$/gmu)]
    .filter((match) => from.test(match[2] ?? ""))
    .map((match) => ({ names: namesOf(match[1] ?? ""), from: resolve(dirname(file), match[2] ?? "") }));
}

function namesOf(clause: string): string[] {
  return clause
    .replace(/[{}]/gu, "")
    .split(",")
    .map((each) => each.trim().replace(/^type\s+/u, "").split(/\s+as\s+/u)[0] ?? "")
    .filter((each) => each !== "");
}

function filesUnder(directory: string, name: RegExp): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => name.test(path))
    .map((path) => join(directory, path));
}

it("lists the styles of every Mantine component in use, in Mantine's order, and of no other", () => {
  const listed = [...readFileSync(join(WEB, "src/app/mantine.ts"), "utf8").matchAll(/styles\/([\w-]+)\.css"/gu)].map((match) => match[1]);
  expect(listed).toEqual([...ALWAYS, ...wanted()]);
});
