/** Types of the API, generated from its description; everything outside this folder takes them from here. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Application = Schemas["App"];
export type Job = Schemas["Job"];
export type Me = Schemas["Me"];
export type Problem = Schemas["Problem"];
export type RemovedVideo = Schemas["RemovedVideo"];
export type SourceJobs = Schemas["SourceJobs"];
export type Status = Schemas["Status"];
export type Timeline = Schemas["Timeline"];
export type Upload = Schemas["Upload"];
export type Video = Schemas["Video"];
export type Healthz = Schemas["Healthz"];

export type Asked = Schemas["NewDecision"];
export type Decided = Schemas["Decided"];
export type Decision = Schemas["Decision"];
export type Explanation = Schemas["Explanation"];
export type FaceStory = Schemas["FaceStory"];
export type FacesShown = Schemas["FacesShown"];
export type Group = Schemas["Group"];
export type Journal = Schemas["Journal"];
export type Person = Schemas["Person"];
export type PersonTime = Schemas["PersonTime"];
export type Question = Schemas["Question"];
export type Review = Schemas["Review"];
export type Side = Schemas["Side"];
export type Track = Schemas["Track"];
