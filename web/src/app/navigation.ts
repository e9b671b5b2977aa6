/** Pages of the navigation, in its order; an application adds its line here. */

import { Clapperboard, Clock, ListChecks, Users } from "lucide-react";

import { RunningCount } from "@/features/jobs/running-count";
import type { Place } from "@/features/shell/rail";

export const PLACES: readonly Place[] = [
  { href: "/", title: "Library", icon: Clapperboard, within: ["/video/"], isOnPhone: true },
  { href: "/review/", title: "Review", icon: ListChecks, isOnPhone: true },
  { href: "/people/", title: "People", icon: Users, within: ["/person/"] },
  { href: "/jobs/", title: "Jobs", icon: Clock, within: ["/job/"], isOnPhone: true, Count: RunningCount },
];
