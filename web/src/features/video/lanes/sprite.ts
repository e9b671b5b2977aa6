/** Small pictures of the whole film: on the shots of the timeline, and under the pointer. */

import { useEffect, useMemo, useState } from "react";

import type { SpritePlace } from "@/api/queries/watching";

import type { Strip } from "../timeline/draw";

export interface Sprite {
  places: readonly SpritePlace[];
  sheet: string;
}

export function placeAt(places: readonly SpritePlace[], seconds: number): SpritePlace | null {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.start ?? Infinity) > seconds) high = middle;
    else low = middle + 1;
  }
  return places[Math.max(0, low - 1)] ?? null;
}

/** The sheet as a canvas draws it, once it is here. */
export function useStrip(sprite: Sprite | undefined): Strip | null {
  const [sheet, setSheet] = useState<ImageBitmap | null>(null);
  const address = sprite?.sheet;
  useEffect(() => {
    if (address === undefined) return;
    const image = new Image();
    let isOver = false;
    image.src = address;
    image
      .decode()
      .then(() => createImageBitmap(image))
      .then((bitmap) => {
        if (!isOver) setSheet(bitmap);
      })
      // Without pictures the shots are drawn plain.
      .catch(() => undefined);
    return () => {
      isOver = true;
      setSheet(null);
    };
  }, [address]);
  return useMemo(
    () => (sheet === null || sprite === undefined ? null : { sheet, cell: (seconds) => placeAt(sprite.places, seconds) }),
    [sheet, sprite],
  );
}
