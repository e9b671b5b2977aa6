/** What pages know of the API. */

export { useConnection, useEventStream, useLiveJob } from "./events";
export type { LiveJob } from "./live";
export { ApiError, messageOf } from "./problem";
export { fetchPicture } from "./pictures";
export { ApiProvider } from "./provider";
export { onLoginNeeded } from "./session";
export type * from "./types";
