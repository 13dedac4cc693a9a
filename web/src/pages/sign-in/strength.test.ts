import { describe, expect, it } from "vitest";

import { strength } from "~/pages/sign-in/strength";

describe("strength", () => {
  it("counts what is missing", () => {
    expect(strength("").words).toBe("10 more characters, at least.");
    expect(strength("x".repeat(9))).toEqual({ level: "short", words: "1 more character, at least." });
  });

  it.each(["aaaaaaaaaaaaaaaa", "1234567890", "abcdefghijklmnop", "password123", "Headframe2025!", "qwertyqwerty", "abababababab"])(
    "takes %s for easy to guess",
    (password) => expect(strength(password).level).toBe("weak"),
  );

  it.each(["sunflower42", "Tuesday-17"])("takes %s for fair", (password) => expect(strength(password).level).toBe("fair"));

  it.each(["copper rain slow lantern", "v8$Kq!zR2m_x", "gelbe Möwen trinken Öl"])("takes %s for strong", (password) =>
    expect(strength(password).level).toBe("strong"),
  );
});
