/** Pages of the navigation, in its order; an application adds its line here. */

import { Clapperboard, Clock, ListChecks } from "lucide-react";

import { RunningCount } from "@/features/jobs/running-count";
import type { Place } from "@/features/shell/rail";

export const PLACES: readonly Place[] = [
  { href: "/", title: "Library", icon: Clapperboard, isOnPhone: true },
  { href: "/review/", title: "Review", icon: ListChecks, isOnPhone: true },
  { href: "/jobs/", title: "Jobs", icon: Clock, isOnPhone: true, Count: RunningCount },
];
