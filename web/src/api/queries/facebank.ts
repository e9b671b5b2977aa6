/** The facebank: pictures that people are recognised by, and whom a picture looks like. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { apiUrl, isOtherSite } from "@/lib/site";

import { api, unwrap } from "../client";
import { errorOf } from "../problem";
import { proof } from "../session";
import type { Learned, PersonDetails, PhotoVerdict, Seed } from "../types";
import { refresh } from "./people";

function formOf(field: string, files: readonly File[], note = ""): FormData {
  const form = new FormData();
  for (const file of files) form.append(field, file, file.name);
  if (note !== "") form.append("note", note);
  return form;
}

/** Send one photograph; the answer says whether it teaches, and why not. */
export async function sendPhoto(person: string, photo: File, note: string): Promise<PhotoVerdict> {
  const { photos } = await unwrap(
    api.POST("/facebank/{person}/seeds", {
      params: { path: { person } },
      body: { photos: [photo.name], note },
      bodySerializer: () => formOf("photos", [photo], note),
    }),
  );
  const [verdict] = photos;
  if (verdict === undefined) throw new Error("The server did not say what became of the photograph.");
  return verdict;
}

/** The bytes of a picture that an answer named. */
export async function fetchPicture(address: string, name: string): Promise<File> {
  const answer = await fetch(apiUrl(address), { credentials: "include", headers: isOtherSite ? await proof("GET") : {} });
  if (!answer.ok) throw errorOf(answer.status, null);
  const blob = await answer.blob();
  return new File([blob], name, { type: blob.type });
}

/** Who of the home is nearest to the face of a picture, which is not kept. */
export async function searchBy(photo: File) {
  return unwrap(api.POST("/facebank/search", { body: { photo: photo.name }, bodySerializer: () => formOf("photo", [photo]) }));
}

/** Who else a person may be, by the picture that stands for them. */
export function useAlike(id: string, picture: string | null, isOn: boolean) {
  return useQuery({
    queryKey: ["alike", id, picture],
    queryFn: async () => searchBy(await fetchPicture(picture ?? "", "portrait.jpg")),
    enabled: isOn && picture !== null,
    staleTime: 60_000,
    retry: false,
  });
}

/** Take one picture away: gone at once, and back when the server refuses. */
export function useRemoveSeed(person: string) {
  const queries = useQueryClient();
  const key = ["people", "one", person];
  return useMutation({
    mutationFn: (seed: Seed) => unwrap(api.DELETE("/facebank/{person}/seeds/{seed}", { params: { path: { person, seed: seed.seed } } })),
    onMutate: (seed) => {
      const before = queries.getQueryData<PersonDetails>(key);
      if (before !== undefined) queries.setQueryData<PersonDetails>(key, { ...before, seeds: before.seeds.filter((each) => each.seed !== seed.seed) });
      return { before };
    },
    onError: (_error, _seed, kept) => {
      if (kept?.before !== undefined) queries.setQueryData(key, kept.before);
    },
    onSettled: () => refresh(queries),
  });
}

/** Let one picture stand for the person. */
export function useFeature(person: string) {
  const queries = useQueryClient();
  const key = ["people", "one", person];
  return useMutation({
    mutationFn: (seed: Seed) => unwrap(api.POST("/facebank/{person}/seeds/{seed}/feature", { params: { path: { person, seed: seed.seed } } })),
    onMutate: (seed) => {
      const before = queries.getQueryData<PersonDetails>(key);
      if (before !== undefined) queries.setQueryData<PersonDetails>(key, { ...before, picture: seed.picture });
      return { before };
    },
    onError: (_error, _seed, kept) => {
      if (kept?.before !== undefined) queries.setQueryData(key, kept.before);
    },
    onSettled: () => refresh(queries),
  });
}

/** Groups of a video that carry the name of a person. */
export function useNamedGroups(video: string | null, person: string) {
  return useQuery({
    queryKey: ["named groups", video, person],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/identities", { params: { path: { video_id: video ?? "" } }, signal })),
    enabled: video !== null,
    meta: { live: true },
    select: (found) => ({ run: found.run, head: found.head, groups: found.groups.filter((group) => group.person === person) }),
  });
}

export interface Lesson {
  person: string;
  video: string;
  run: string;
  head: number;
  groups: readonly string[];
}

/** Confirm that faces of a video are a person, and let the best of them teach the others. */
export function useTeach() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ person, video, run, head, groups }: Lesson): Promise<{ learned: Learned | null; why: string | null; decision: number; head: number }> => {
      const done = await unwrap(
        api.POST("/videos/{video_id}/decisions", {
          params: { path: { video_id: video } },
          body: { kind: "assign", run, head, groups: [...groups], person, name: null, tracks: [], others: [], other_groups: [], nobody: false, teach: true, together: false },
        }),
      );
      return { learned: done.taught.find((one) => one.person === person) ?? null, why: done.untaught, decision: done.decision.number, head: done.head };
    },
    onSettled: () => Promise.all([refresh(queries), queries.invalidateQueries({ predicate: (query) => query.meta?.live === true })]),
  });
}

/** The same of faces that were confirmed before. */
export function useTeachConfirmed() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ person, video, run, groups }: Omit<Lesson, "head">) =>
      unwrap(
        api.POST("/facebank/{person}/seeds/from-tracks", {
          params: { path: { person } },
          body: { video, run, groups: [...groups], tracks: [] },
        }),
      ),
    onSettled: () => refresh(queries),
  });
}
