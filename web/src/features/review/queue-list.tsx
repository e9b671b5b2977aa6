"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import { cx } from "@/lib/cx";
import { QuestionLine } from "@/parts/question/line";

import type { Item } from "./logic/queue";
import type { Position } from "./use-position";

const ROW_PX = 56;

interface Props {
  items: readonly Item[];
  position: Position;
  /** The name of a video, where the list holds those of several. */
  titleOf: (video: string) => string | null;
  onShown?: () => void;
}

/** All questions, most seconds first. Only rows that can be seen are there. */
export function QueueList({ items, position, titleOf, onShown }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its answers are used here only, never kept
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
  });
  const place = items.findIndex((item) => item.key === position.current?.key);
  useEffect(() => {
    if (place >= 0) rows.scrollToIndex(place, { align: "auto" });
  }, [place, rows]);
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label="Questions"
      aria-multiselectable
      aria-activedescendant={place < 0 ? undefined : `question-${String(place)}`}
      className="min-h-0 flex-1 overflow-y-auto px-2 pb-3"
    >
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <Row
              key={key}
              item={item}
              index={index}
              count={items.length}
              start={start}
              isCurrent={index === place}
              isSelected={position.keys.has(item.key)}
              title={titleOf(item.video)}
              onPress={(event) => {
                if (event.shiftKey) position.reach(item.key);
                else if (event.metaKey || event.ctrlKey) position.toggle(item.key);
                else position.show(item.key);
                onShown?.();
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  item: Item;
  index: number;
  count: number;
  start: number;
  isCurrent: boolean;
  isSelected: boolean;
  title: string | null;
  onPress: (event: { shiftKey: boolean; metaKey: boolean; ctrlKey: boolean }) => void;
}

function Row({ item, index, count, start, isCurrent, isSelected, title, onPress }: RowProps) {
  const isMarked = isCurrent || isSelected;
  return (
    <div
      id={`question-${String(index)}`}
      role="option"
      aria-selected={isMarked}
      aria-current={isCurrent ? "true" : undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      onClick={onPress}
      style={{ transform: `translateY(${String(start)}px)` }}
      className={cx(
        "absolute inset-x-0 flex h-14 cursor-pointer items-center gap-2.5 rounded-2 px-2 select-none",
        isSelected ? "bg-accent-soft" : isCurrent ? "bg-surface-2 light:bg-surface-3" : "hover:bg-hover",
        isCurrent && "before:absolute before:inset-y-3 before:left-0 before:w-0.75 before:rounded-full before:bg-accent",
      )}
    >
      <QuestionLine question={item.question} more={title} />
    </div>
  );
}
