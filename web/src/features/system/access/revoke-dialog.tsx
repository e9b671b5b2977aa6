"use client";

import { type Key, messageOf } from "@/api";
import { useRevokeKey } from "@/api/queries/keys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

/** Asks before a key ends. */
export default function RevokeDialog({ own, onClose }: { own: Key; onClose: () => void }) {
  const revoke = useRevokeKey();
  const go = () =>
    revoke.mutate(own.id, {
      onSuccess: () => {
        say(`The key of ${own.name} is revoked`);
        onClose();
      },
      onError: (error) => complain("The key is not revoked", messageOf(error)),
    });
  return (
    <Dialog isOpen onClose={onClose} title={`Revoke the key of ${own.name}?`}>
      <p>Whoever uses it is out at once, and every login with it ends. This cannot be undone; a new key can be made.</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" autoFocus onClick={onClose}>
          Keep
        </Button>
        <Button size="regular" look="danger" disabled={revoke.isPending} onClick={go}>
          {revoke.isPending ? "Revoking" : "Revoke"}
        </Button>
      </div>
    </Dialog>
  );
}
