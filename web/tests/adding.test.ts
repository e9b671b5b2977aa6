import { describe, expect, it } from "vitest";

import { type Open, type Told, UploadQueue } from "@/api/uploads/queue";
import { linksIn, meantBy } from "@/features/adding/sources";
import { isFilm, named } from "@/lib/films";

interface Fake {
  told: Told;
  did: string[];
}

function queue(): { uploads: UploadQueue; files: Map<string, Fake>; clock: { now: number } } {
  const files = new Map<string, Fake>();
  const clock = { now: 0 };
  const open: Open = (file, told) => {
    const did: string[] = [];
    files.set(file.name, { told, did });
    return { start: () => did.push("start"), pause: () => did.push("pause"), discard: () => did.push("discard") };
  };
  return { uploads: new UploadQueue(open, () => clock.now), files, clock };
}

const file = (name: string, size = 100) => new File([new Uint8Array(size)], name);
const kinds = (uploads: UploadQueue) => uploads.items().map(({ state }) => state.kind);
const idOf = (uploads: UploadQueue, name: string) => uploads.items().find((item) => item.name === name)?.id ?? "";

describe("the queue of uploads", () => {
  it("sends two at a time, and the next when one has been sent", () => {
    const { uploads, files } = queue();
    uploads.add([file("a"), file("b"), file("c")]);
    expect(kinds(uploads)).toEqual(["sending", "sending", "waiting"]);
    files.get("a")?.told.checking();
    expect(kinds(uploads)).toEqual(["checking", "sending", "sending"]);
    files.get("a")?.told.done("v");
    expect(uploads.items()[0]?.state).toEqual({ kind: "done", videoId: "v" });
  });

  it("keeps what is paused paused, whatever is still told of it", () => {
    const { uploads, files } = queue();
    uploads.add([file("a")]);
    files.get("a")?.told.sent(40);
    uploads.pause(idOf(uploads, "a"));
    files.get("a")?.told.sent(60);
    files.get("a")?.told.lost(1);
    expect(uploads.items()[0]).toMatchObject({ sent: 40, state: { kind: "paused" } });
    uploads.resume(idOf(uploads, "a"));
    expect(files.get("a")?.did).toEqual(["start", "pause", "start"]);
  });

  it("lets another go first while one is paused", () => {
    const { uploads } = queue();
    uploads.add([file("a"), file("b"), file("c")]);
    uploads.pause(idOf(uploads, "a"));
    expect(kinds(uploads)).toEqual(["paused", "sending", "sending"]);
  });

  it("tries again what was lost at once, and what failed", () => {
    const { uploads, files } = queue();
    uploads.add([file("a")]);
    files.get("a")?.told.lost(9);
    uploads.resume(idOf(uploads, "a"));
    expect(kinds(uploads)).toEqual(["sending"]);
    files.get("a")?.told.failed("The disk is full.");
    uploads.resume(idOf(uploads, "a"));
    expect(files.get("a")?.did).toEqual(["start", "pause", "start", "start"]);
  });

  it("lets the server forget what is taken away before it is a video", () => {
    const { uploads, files } = queue();
    uploads.add([file("a"), file("b")]);
    uploads.remove(idOf(uploads, "a"));
    files.get("b")?.told.done("v");
    uploads.remove(idOf(uploads, "b"));
    expect(files.get("a")?.did).toContain("discard");
    expect(files.get("b")?.did).not.toContain("discard");
    expect(uploads.items()).toEqual([]);
  });

  it("measures its rate over the last seconds", () => {
    const { uploads, files, clock } = queue();
    uploads.add([file("a", 10_000)]);
    files.get("a")?.told.sent(0);
    expect(uploads.rate()).toBeNull();
    for (const [now, sent] of [
      [1000, 1000],
      [2000, 3000],
    ] as const) {
      clock.now = now;
      files.get("a")?.told.sent(sent);
    }
    expect(uploads.rate()).toBe(1500);
  });
});

describe("what somebody pasted", () => {
  it("is links when every word is one", () => {
    expect(linksIn("https://a.example/1.mp4\n http://b.example/2.mp4 https://a.example/1.mp4")).toEqual([
      "https://a.example/1.mp4",
      "http://b.example/2.mp4",
    ]);
    expect(linksIn("https://a.example/1.mp4 and")).toBeNull();
  });

  it("is a file or a folder of the server when it is a path", () => {
    expect(meantBy("/films/a.mp4", false)).toEqual({ kind: "file", path: "/films/a.mp4" });
    expect(meantBy(" /films/season 2 ", true)).toEqual({ kind: "folder", folder: "/films/season 2", isRecursive: true });
  });

  it.each(["", "films", "ftp://a.example/1.mp4", "/a\n/b", "https://"])("is told what is wrong with %j", (text) =>
    expect(typeof meantBy(text, false)).toBe("string"),
  );
});

describe("dropped files", () => {
  it("are films by their kind or their ending", () => {
    const is = (name: string, type = "") => isFilm({ name, type });
    expect([is("a.mkv"), is("a.MXF"), is("a", "video/mp4"), is("a.ts"), is("a.txt", "text/plain"), is("a.mp3", "audio/mpeg")]).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("files that are left out", () => {
  it("are named, the first of many", () => {
    const says = (...names: string[]) => named(names.map((name) => ({ name })));
    expect(says("a.txt")).toBe("a.txt");
    expect(says("a.txt", "b.txt")).toBe("a.txt and b.txt");
    expect(says("a.txt", "b.txt", "c.txt")).toBe("a.txt, b.txt and c.txt");
    expect(says("a.txt", "b.txt", "c.txt", "d.txt", "e.txt")).toBe("a.txt, b.txt, c.txt and 2 more");
  });
});
