import { MapPinOff } from "lucide-react";
import Link from "next/link";

import { buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";

export default function NotFound() {
  return (
    <Empty icon={MapPinOff} title="There is no such page">
      <p>The address may be mistyped, or from another version.</p>
      <Link href="/" className={`${buttonLook("plain", "regular")} mt-5`}>
        To the library
      </Link>
    </Empty>
  );
}
