/** Types of the API, generated from its description; everything outside this folder takes them from here. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Application = Schemas["App"];
export type Artifact = Schemas["Artifact"];
/** The client reads a box as numbers, however many. */
export type FacesShown = Omit<Schemas["FacesShown"], "faces" | "tracks"> & {
  tracks: (Omit<Schemas["SeenBetween"], "box"> & { box: number[][] })[];
};
export type Format = Schemas["Format"];
export type ClusterAnalytics = Schemas["ClusterAnalytics"];
export type Job = Schemas["Job"];
export type JobDetails = Schemas["JobDetails"];
export type JobPage = Schemas["JobPage"];
export type JobExplanation = Schemas["JobExplanation"];
export type AuditEntry = Schemas["AuditEntry"];
export type Key = Schemas["Key"];
export type MadeKey = Schemas["MadeKey"];
export type ListedVideo = Schemas["ListedVideo"];
export type Me = Schemas["Me"];
export type Model = Schemas["Model"];
export type Node = Schemas["Node"];
export type PersonTime = Schemas["PersonTime"];
export type Problem = Schemas["Problem"];
export type RemovedVideo = Schemas["RemovedVideo"];
export type ScreenTime = Schemas["ScreenTime"];
export type ServerSetting = Schemas["ServerSetting"];
export type SourceJobs = Schemas["SourceJobs"];
export type StageInfo = Schemas["StageInfo"];
export type Status = Schemas["Status"];
export type Task = Schemas["Task"];
export type Timeline = Schemas["Timeline"];
export type Upload = Schemas["Upload"];
export type Video = Schemas["Video"];
export type Healthz = Schemas["Healthz"];

export type Asked = Schemas["NewDecision"];
export type Decided = Schemas["Decided"];
export type Decision = Schemas["Decision"];
export type Explanation = Schemas["Explanation"];
export type FaceStory = Schemas["FaceStory"];
export type Group = Schemas["Group"];
export type Journal = Schemas["Journal"];
export type Person = Schemas["Person"];
export type Question = Schemas["Question"];
export type Review = Schemas["Review"];
export type Side = Schemas["Side"];
export type Track = Schemas["Track"];

export type Appearance = Schemas["Appearance"];
export type Erasure = Schemas["Erasure"];
export type Learned = Schemas["Learned"];
export type Likelihoods = Schemas["Likelihoods"];
export type Likely = Schemas["Likely"];
/** The client reads a pair of lists as lists, however many. */
export type Pair = Omit<Schemas["Pair"], "groups" | "pictures"> & { groups: string[][]; pictures: string[][] };
export type PersonDetails = Schemas["PersonDetails"];
export type PhotoVerdict = Schemas["PhotoVerdict"];
export type Seed = Schemas["Seed"];
export type ShowDetails = Schemas["ShowDetails"];
export type ShowPerson = Schemas["ShowPerson"];
export type Totals = Schemas["Totals"];
