import { describe, expect, it } from "vitest";

import { placeAfter } from "@/features/login/place-after";
import { apiUrl } from "@/lib/site";
import { changed, oneOf } from "@/lib/url-state";

describe("the state of a page in its address", () => {
  it("replaces values and leaves out what is empty", () => {
    expect(changed("q=ada&state=ready", { q: "", sort: "name" })).toBe("state=ready&sort=name");
    expect(changed("", { id: ["a", "b"] })).toBe("id=a&id=b");
    expect(changed("q=ada", { q: null })).toBe("");
  });

  it("takes a word that it does not know for the first that it knows", () => {
    expect(oneOf("table", ["grid", "table"])).toBe("table");
    expect(oneOf("tables", ["grid", "table"])).toBe("grid");
    expect(oneOf(null, ["grid", "table"])).toBe("grid");
  });
});

describe("where a login leads", () => {
  it("goes back to the page that asked for it", () => {
    expect(placeAfter("/ui/video/?id=1", "/ui")).toBe("/video/?id=1");
    expect(placeAfter("/video/?id=1", "")).toBe("/video/?id=1");
  });

  it.each(["//evil.example", "https://evil.example", "/ui//evil.example", "/\\evil.example", null, "/ui/login/?next=/"])(
    "stays here for %s",
    (next) => expect(placeAfter(next, "/ui")).toBe("/"),
  );
});

describe("addresses of the API", () => {
  it("puts what an answer names below the API", () => {
    expect(apiUrl("/videos/1/poster.jpg")).toBe("/api/videos/1/poster.jpg");
    expect(apiUrl("/api/videos/1")).toBe("/api/videos/1");
    expect(apiUrl("https://bucket.example/a")).toBe("https://bucket.example/a");
  });
});
