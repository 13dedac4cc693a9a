import { describe, expect, it } from "vitest";

import type { NodeBody, SummaryBody } from "~/api/schema";
import { causes, nodeTroubles } from "~/pages/overview/causes";

const PAIRED = { by_status: { OFFLINE: 2, ERROR: 1, HASHING: 9 } } as unknown as SummaryBody;
const ALL = { by_pairing: { PAIRED: 12, UNPAIRED: 3 } } as unknown as SummaryBody;

describe("causes", () => {
  const found = causes(ALL, PAIRED, 'site="North"', "rack");

  it("names what needs somebody, the most urgent first", () => {
    expect(found.map(({ key, count }) => [key, count])).toEqual([
      ["ERROR", 1],
      ["OFFLINE", 2],
      ["UNPAIRED", 3],
    ]);
  });

  it("selects exactly the miners it counts", () => {
    expect(found.map(({ filter }) => filter)).toEqual([
      'site="North" status:error pairing:paired,default_password',
      'site="North" status:offline pairing:paired,default_password',
      'site="North" pairing:unpaired',
    ]);
  });

  it("tells offline miners apart by place, faulty ones by fault", () => {
    expect(found.map(({ by }) => by)).toEqual(["fault", "rack", null]);
  });
});

describe("nodeTroubles", () => {
  const node = { id: 1, name: "n1", site_id: 7, connected: true, last_contact_ms: 5, devices_owned: 4, plugins: [] } as unknown as NodeBody;
  const broken = { driver: "axeos", running: false, last_error: "out of memory" } as unknown as NodeBody["plugins"][number];

  it("finds nodes out of contact and drivers that do not run", () => {
    const found = nodeTroubles([{ ...node, plugins: [broken] }, { ...node, id: 2, name: "n2", connected: false }], null);
    expect(found.map(({ key, sinceMs }) => [key, sinceMs])).toEqual([
      ["lost-2", 5],
      ["driver-1-axeos", null],
    ]);
    expect(found[1]?.means).toContain("out of memory");
  });

  it("keeps to a site, with the nodes of none", () => {
    const lost = { ...node, connected: false };
    expect(nodeTroubles([lost, { ...lost, id: 2, site_id: null }, { ...lost, id: 3, site_id: 8 }], 7).map(({ key }) => key)).toEqual(["lost-1", "lost-2"]);
  });
});
