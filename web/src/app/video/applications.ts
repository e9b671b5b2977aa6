/** Tabs that applications put beside a film, in their order; an application adds its line here. */

import type { VideoTab } from "@/lib/applications";

export const APPLICATIONS: readonly VideoTab[] = [];
