/** `count` names that count on from one: "A 1" gives A 1, A 2 ..; "R-08" ..; "Rack" Rack 1, Rack 2 .. */
export function numbered(name: string, count: number): string[] {
  if (count <= 1) return [name];
  const [, stem = name, digits] = /^(.*?)(\d+)$/u.exec(name) ?? [];
  const first = digits === undefined ? 1 : Number(digits);
  const prefix = digits === undefined ? `${stem.trimEnd()} ` : stem;
  return Array.from({ length: count }, (_, index) => `${prefix}${String(first + index).padStart(digits?.length ?? 1, "0")}`);
}
