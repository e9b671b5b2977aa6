import type { Metadata } from "next";
import { Suspense } from "react";

import { PersonPage } from "@/features/people/person-page";

export const metadata: Metadata = { title: "Person" };

export default function Page() {
  return (
    <Suspense>
      <PersonPage />
    </Suspense>
  );
}
