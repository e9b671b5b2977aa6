"use client";

import { Command as Base } from "cmdk";
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";

import { useKnownCommands } from "@/lib/commands";
import { shownKeys } from "@/lib/keys";
import { Key } from "@/ui/badge";

/** Everything that can be done on this page, and every other page, by name. */
export default function Palette({ isOpen, onClose, isMac }: { isOpen: boolean; onClose: () => void; isMac: boolean }) {
  const commands = useKnownCommands();
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-(--z-overlay) bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="panel appear fixed top-[10vh] left-1/2 z-(--z-dialog) w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-4"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Base label="Commands" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-fg-3" />
              <Base.Input
                placeholder="What do you want to do?"
                className="h-12 flex-1 bg-transparent text-14 outline-none placeholder:text-fg-3 focus-visible:shadow-none coarse:text-16"
              />
              <Key>Esc</Key>
            </div>
            <Base.List className="max-h-[min(52vh,420px)] scroll-py-2 overflow-y-auto p-1.5">
              <Base.Empty className="px-3 py-8 text-center text-fg-2">Nothing here is called that.</Base.Empty>
              {groups.map((group) => (
                <Base.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3"
                >
                  {commands
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <Base.Item
                        key={command.id}
                        value={`${command.title} ${command.id}`}
                        onSelect={() => {
                          onClose();
                          command.run();
                        }}
                        className="flex h-9 cursor-pointer items-center gap-2.5 rounded-2 px-2.5 data-[selected=true]:bg-press coarse:h-11"
                      >
                        {command.icon !== undefined && <command.icon className="size-4 text-fg-3" />}
                        <span className="flex-1 truncate">{command.title}</span>
                        {command.key !== undefined && (
                          <span className="flex gap-1">
                            {shownKeys(command.key, isMac).map((key) => (
                              <Key key={key}>{key}</Key>
                            ))}
                          </span>
                        )}
                      </Base.Item>
                    ))}
                </Base.Group>
              ))}
            </Base.List>
          </Base>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
