"use client";

import { ChevronDown, CircleCheck, Pause, Play, RotateCw, TriangleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";

import { type Item, uploads } from "@/api/uploads";
import { cx } from "@/lib/cx";
import { bytes, bytesOf, count, left, percent } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Bar } from "@/ui/controls";

import { Then } from "./then";

const STAYS_MS = 6000;

/** Take everything off the list that is over. */
function clear(): void {
  for (const { id, state } of uploads.items()) if (state.kind === "done" || state.kind === "failed") uploads.remove(id);
}

function useSeconds(isOn: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isOn]);
  return now;
}

function lineOf(item: Item, now: number): string {
  const { state } = item;
  switch (state.kind) {
    case "waiting":
      return `${bytes(item.size)} · waits for the ones before it`;
    case "sending":
      return bytesOf(item.sent, item.size);
    case "paused":
      return `${bytesOf(item.sent, item.size)} kept · paused`;
    case "lost": {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      return `${bytesOf(item.sent, item.size)} kept. ${seconds > 0 ? `Trying again in ${String(seconds)} s` : "Trying again"}`;
    }
    case "checking":
      return `${bytes(item.size)} · the server looks into it`;
    case "done":
      return `${bytes(item.size)} · added`;
    case "failed":
      return state.why;
  }
}

function Actions({ item }: { item: Item }) {
  const { kind } = item.state;
  const canPause = kind === "sending" || kind === "waiting";
  const canGoOn = kind === "paused";
  const canRetry = kind === "lost" || (item.state.kind === "failed" && !item.state.isFinal);
  return (
    <span className="-mr-1.5 flex gap-0.5 justify-self-end">
      {canPause && (
        <Button look="ghost" isIcon aria-label={`Pause ${item.name}`} onClick={() => uploads.pause(item.id)}>
          <Pause />
        </Button>
      )}
      {canGoOn && (
        <Button look="ghost" isIcon aria-label={`Go on with ${item.name}`} onClick={() => uploads.resume(item.id)}>
          <Play />
        </Button>
      )}
      {canRetry && (
        <Button look="ghost" aria-label={`Try now: ${item.name}`} onClick={() => uploads.resume(item.id)}>
          <RotateCw /> Try now
        </Button>
      )}
      {kind !== "checking" && (
        <Button
          look="ghost"
          isIcon
          aria-label={kind === "done" ? `Take ${item.name} off this list` : `Do not add ${item.name}`}
          onClick={() => uploads.remove(item.id)}
        >
          <X />
        </Button>
      )}
    </span>
  );
}

function Row({ item, now }: { item: Item; now: number }) {
  const { kind } = item.state;
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-2.5 gap-y-1 border-t border-line px-3.5 py-2">
      <span className="truncate font-medium" title={item.name}>
        {item.name}
      </span>
      {kind === "lost" ? (
        <Badge tone="warn" icon={TriangleAlert}>
          Connection lost
        </Badge>
      ) : kind === "failed" ? (
        <Badge tone="err" icon={TriangleAlert}>
          Not added
        </Badge>
      ) : kind === "done" ? (
        <CircleCheck aria-label="Added" className="mr-0.5 size-4 justify-self-end text-ok" />
      ) : (
        <span className="num mr-0.5 justify-self-end text-12 text-fg-2">{percent(item.size > 0 ? item.sent / item.size : 1)}</span>
      )}
      {kind !== "done" && kind !== "failed" && (
        <div className="col-span-2">
          <Bar value={item.size > 0 ? item.sent / item.size : 1} label={`Sending ${item.name}`} />
        </div>
      )}
      <span className={cx("num text-12", kind === "failed" ? "text-fg-2" : "truncate text-fg-3")}>{lineOf(item, now)}</span>
      <Actions item={item} />
    </li>
  );
}

/** What is on its way: how fast, how long, and how to stop it. */
export default function Tray({ items }: { items: readonly Item[] }) {
  const [isOpen, setOpen] = useState(true);
  const isBusy = items.some(({ state }) => state.kind !== "done" && state.kind !== "failed");
  const now = useSeconds(isBusy);
  const [isHeld, hold] = useState(false);
  const isAllDone = items.every(({ state }) => state.kind === "done");
  useEffect(() => {
    if (!isAllDone || isHeld) return;
    const timer = setTimeout(clear, STAYS_MS);
    return () => clearTimeout(timer);
  }, [isAllDone, isHeld]);
  const whole = items.reduce((sum, item) => sum + item.size, 0);
  const sent = items.reduce((sum, item) => sum + item.sent, 0);
  const rate = uploads.rate();
  const waiting = items.filter(({ state }) => state.kind !== "done").length;
  const title = isBusy ? `Adding ${count(waiting, "video")}` : waiting > 0 ? `${count(waiting, "video")} not added` : `${count(items.length, "video")} added`;
  const pace = isBusy && rate !== null && rate > 0 ? `${bytes(rate)}/s · ${left((whole - sent) / rate)}` : null;
  return (
    <section
      aria-label="Videos on their way"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
      className="panel appear fixed right-6 bottom-5 z-(--z-sticky) w-93 overflow-hidden rounded-4 max-md:inset-x-3 max-md:bottom-[calc(var(--tabbar-h)+env(safe-area-inset-bottom)+12px)] max-md:w-auto"
    >
      <header className="flex items-center gap-2 py-2 pr-2 pl-3.5">
        <h2 className="font-semibold" role="status">
          {title}
        </h2>
        <span className="num flex-1 truncate text-12 text-fg-3">{pace}</span>
        <Button look="ghost" isIcon aria-label={isOpen ? "Fold" : "Unfold"} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown className={cx("transition-transform", !isOpen && "rotate-180")} />
        </Button>
        {!isBusy && (
          <Button
            look="ghost"
            isIcon
            aria-label="Close"
            onClick={clear}
          >
            <X />
          </Button>
        )}
      </header>
      {isOpen ? (
        <>
          <ul className="max-h-[40dvh] overflow-y-auto">
            {items.map((item) => (
              <Row key={item.id} item={item} now={now} />
            ))}
          </ul>
          <div className="border-t border-line px-3.5 py-1.5">
            <Then />
          </div>
        </>
      ) : (
        isBusy && <Bar value={whole > 0 ? sent / whole : 0} label={title} />
      )}
    </section>
  );
}
