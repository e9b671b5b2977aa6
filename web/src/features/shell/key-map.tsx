"use client";

import { KEYS, type KeyId, shownKeys } from "@/lib/keys";
import { Key } from "@/ui/badge";
import { Dialog } from "@/ui/dialog";

const IDS = Object.keys(KEYS) as KeyId[];
const GROUPS = [...new Set(IDS.map((id) => KEYS[id].group))];

/** All keys, as the pages listen to them. */
export default function KeyMap({ isOpen, onClose, isMac }: { isOpen: boolean; onClose: () => void; isMac: boolean }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys" isText>
      {GROUPS.map((group) => (
        <section key={group} className="mb-4">
          <h3 className="mb-1 text-12 font-medium text-fg-3">{group}</h3>
          <dl>
            {IDS.filter((id) => KEYS[id].group === group).map((id) => (
              <div key={id} className="flex min-h-8 items-center justify-between gap-4 border-b border-line py-1 last:border-0">
                <dt>{KEYS[id].says}</dt>
                <dd className="flex gap-1">
                  {shownKeys(id, isMac).map((key) => (
                    <Key key={key}>{key}</Key>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
