import { describe, expect, it } from "vitest";

import { enrollLine, wordsTyped } from "~/pages/nodes/enrolling/command";

describe("the line to type on a node", () => {
  const code = { code: "hf1.a.b.c", server_url: "https://mine.example", authority_pem: null };

  it("names the server and the code", () => {
    expect(enrollLine(code)).toBe("headframe node enroll --server https://mine.example --code hf1.a.b.c");
  });

  it("names the authority's file where the server has one of its own", () => {
    expect(enrollLine({ ...code, authority_pem: "-----BEGIN" })).toContain(" --ca headframe-ca.pem --code ");
  });
});

describe("words typed", () => {
  it("are counted however they are spaced", () => {
    expect(wordsTyped(" zoo \n leopard\tdesk ")).toBe("3 of 10 words");
  });

  it("are not counted where there are none, or where it is the short form", () => {
    expect(wordsTyped("  ")).toBe("");
    expect(wordsTyped("OMYA-Q4PU")).toBe("");
  });
});
