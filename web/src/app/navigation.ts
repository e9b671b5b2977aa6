/** Pages of the navigation, in its order; an application adds its line here. */

import { Clapperboard, ListChecks } from "lucide-react";

import type { Place } from "@/features/shell/rail";

export const PLACES: readonly Place[] = [
  { href: "/", title: "Library", icon: Clapperboard, isOnPhone: true },
  { href: "/review/", title: "Review", icon: ListChecks, isOnPhone: true },
];
