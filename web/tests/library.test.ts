import { describe, expect, it } from "vitest";

import type { Job, ListedVideo, Timeline } from "@/api";
import { arrivalsOf, entriesOf, groupsOf, narrowed, showTitle, titleOf } from "@/features/library/entries";
import { rangeOf } from "@/lib/selection";
import { episodeIn } from "@/features/library/changing/episode-in";
import { facesOf, stripOf } from "@/features/library/presence";
import { coloursOf, initialsOf } from "@/lib/people";

const video = (id: string, values: Partial<ListedVideo> = {}): ListedVideo => ({
  id,
  name: `${id}.mp4`,
  sha256: "",
  size_bytes: 1,
  duration_s: 10,
  width: null,
  height: null,
  frame_rate: null,
  codec: null,
  has_audio: false,
  warnings: [],
  ep_id: null,
  show_id: null,
  season: null,
  episode: null,
  created_at: "2026-01-01T00:00:00Z",
  job: null,
  has_results: false,
  ...values,
});

const job = (id: string, of: string | null, state: Job["state"], app = "faces"): Job =>
  ({ id, app, state, video: { id: of, name: `${String(of)}.mp4` } }) as Job;

describe("the library as it is shown", () => {
  it("gives every video the state of its newest job", () => {
    const videos = [video("a", { job: job("3", "a", "failed") }), video("b", { job: job("1", "b", "running") }), video("c")];
    const states = entriesOf(videos).map(({ state }) => state);
    expect(states).toEqual(["stopped", "working", "new"]);
  });

  it("does not forget results because a later job was cancelled", () => {
    const [first, second] = entriesOf([
      video("a", { job: job("3", "a", "cancelled"), has_results: true }),
      video("b", { job: job("1", "b", "cancelled") }),
    ]);
    expect([first?.state, second?.state]).toEqual(["ready", "new"]);
  });

  it("shows what is on its way, and what did not arrive", () => {
    const jobs = [job("1", null, "running"), job("2", null, "failed"), job("3", null, "cancelled"), job("4", "a", "running")];
    expect(arrivalsOf(jobs).map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("narrows and sorts, numbers in names as numbers", () => {
    const entries = entriesOf([
      video("E10", { duration_s: 5 }),
      video("E9", { duration_s: 7, job: job("1", "E9", "succeeded", "media"), has_results: true }),
    ]);
    const names = (list: typeof entries) => list.map((entry) => entry.video.id);
    expect(names(narrowed(entries, { state: null, app: null, sort: "name" }))).toEqual(["E9", "E10"]);
    expect(names(narrowed(entries, { state: null, app: null, sort: "shortest" }))).toEqual(["E10", "E9"]);
    expect(names(narrowed(entries, { state: "new", app: null, sort: "name" }))).toEqual(["E10"]);
    expect(names(narrowed(entries, { state: null, app: "media", sort: "name" }))).toEqual(["E9"]);
  });

  it("puts seasons together, and what belongs to none last", () => {
    const episode = { show_id: "harbour-lights", season: 2 };
    const entries = entriesOf([video("x"), video("a", { ...episode, episode: 6 }), video("b", { ...episode, episode: 5 })]);
    const groups = groupsOf(entries);
    expect(groups.map(({ title, says }) => [title, says])).toEqual([
      ["Harbour Lights", "Season 2 · 2 episodes"],
      ["Adverts and loose files", "1 video"],
    ]);
    expect(groups.flatMap((group) => group.entries)).toHaveLength(entries.length);
  });

  it("writes titles as people do", () => {
    expect(titleOf(video("a", { name: "slack_water.mp4", episode: 6 }))).toBe("E06 · slack water");
    expect(titleOf(video("a", { name: ".mp4" }))).toBe(".mp4");
    expect(showTitle("the-office")).toBe("The Office");
  });

  it("selects from the last one to this one, in either direction", () => {
    const order = ["a", "b", "c", "d"];
    expect(rangeOf(order, "d", "b")).toEqual(["b", "c", "d"]);
    expect(rangeOf(order, "gone", "b")).toEqual(["b"]);
    expect(rangeOf(order, null, "c")).toEqual(["c"]);
  });

  it.each([
    ["HL_S02E06_conform.mov", 6],
    ["show 2x11.mkv", 11],
    ["Episode 12.mp4", 12],
    ["kestrel_30s.mp4", null],
  ])("reads the episode of %s", (name, episode) => expect(episodeIn(name)).toBe(episode));
});

const timeline = {
  people: [
    { label: "Unknown 1", person: null, visible_s: 30, picture: null },
    { label: "Ada", person: "ada", visible_s: 10, picture: "/a.jpg" },
    { label: "Bo", person: "bo", visible_s: 20, picture: null },
  ],
  buckets: { count: 3, bucket: [0, 0, 2], lane: [1, 2, 0], visible_s: [1, 2, 0.5], clear_s: [1, 2, 0] },
} as unknown as Timeline;

describe("who is on screen", () => {
  it("shows those with a name, most visible first, and counts the rest", () => {
    expect(facesOf(timeline, 1)).toMatchObject({ faces: [{ label: "Bo" }], more: 1 });
  });

  it("colours each part by who is visible longest", () => {
    const [, , bo] = coloursOf([null, "ada", "bo"]);
    expect(stripOf(timeline)).toBe(
      `linear-gradient(90deg, ${String(bo)} 0.00% 33.33%, transparent 33.33% 66.67%, var(--person-unknown) 66.67% 100.00%)`,
    );
  });

  it("gives people colours of their own, whatever their order", () => {
    const ids = ["ada", "bo", "cy", "di", "ed", "flo", "gus", "hal", "ida", "jo", "kit", "lee"];
    const colours = coloursOf(ids);
    expect(new Set(colours).size).toBe(12);
    expect(coloursOf([...ids].reverse()).reverse()).toEqual(colours);
  });

  it("writes at most two letters", () => {
    expect(["Ada Augusta Lovelace", "bo", "", "4"].map(initialsOf)).toEqual(["AL", "B", "?", "?"]);
  });
});
