/** What plays, and where it is: one object that player, timeline and tabs share. Time counts from the first frame. */

import { type Fraction, frameNear, middleOf } from "../timeline/time";

export const RATES = [0.25, 0.5, 1, 1.5, 2, 4] as const;
const SHUTTLE = [1, 2, 4];
const MOST_RETRIES = 3;

export type Trouble = "unplayable" | "unreachable" | null;

export interface Shown {
  isPlaying: boolean;
  /** Negative while it goes backwards. */
  speed: number;
  isMuted: boolean;
  isReady: boolean;
  trouble: Trouble;
}

const FIRST: Shown = { isPlaying: false, speed: 1, isMuted: false, isReady: false, trouble: null };

export class Playback {
  shown: Shown = FIRST;
  /** Seconds of the frame that is on the screen. */
  now = 0;
  #video: HTMLVideoElement | null = null;
  #origin: number | null = null;
  #wanted: number | null = null;
  #retries = 0;
  #frame = 0;
  #backwards = 0;
  #loop: { start: number; end: number } | null = null;
  readonly #watchers = new Set<() => void>();
  readonly #onTime = new Set<(seconds: number) => void>();

  constructor(
    readonly duration: number,
    readonly rate: Fraction,
    start: number,
  ) {
    this.now = Math.min(Math.max(0, start), duration);
    this.#wanted = this.now;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  /** Be told of every frame that is shown; answers with what ends that. */
  readonly onTime = (told: (seconds: number) => void): (() => void) => {
    this.#onTime.add(told);
    told(this.now);
    return () => {
      this.#onTime.delete(told);
    };
  };

  get frame(): number {
    return frameNear(this.now, this.rate);
  }

  attach(video: HTMLVideoElement): () => void {
    this.#video = video;
    const over = new AbortController();
    const listen = (name: keyof HTMLMediaElementEventMap, run: () => void) =>
      video.addEventListener(name, run, { signal: over.signal });
    const stopped = () => this.#change({ isPlaying: !video.paused });
    listen("play", stopped);
    listen("pause", stopped);
    listen("ended", stopped);
    listen("volumechange", () => this.#change({ isMuted: video.muted }));
    listen("error", () => this.#failed(video));
    listen("loadeddata", () => this.#change({ isReady: true, trouble: null }));
    listen("seeked", () => this.#catchUp(video));
    this.#follow(video);
    return () => {
      over.abort();
      video.cancelVideoFrameCallback(this.#frame);
      cancelAnimationFrame(this.#backwards);
      this.#video = null;
      this.#wanted = this.now;
      this.#change({ isPlaying: false, isReady: false });
    };
  }

  toggle(): void {
    if (this.shown.isPlaying) this.pause();
    else this.play(this.shown.speed > 0 ? this.shown.speed : 1);
  }

  play(speed = 1): void {
    cancelAnimationFrame(this.#backwards);
    const video = this.#video;
    if (video === null) return;
    if (speed < 0) {
      this.#goBackwards(video, -speed);
      return;
    }
    if (this.now >= this.duration - 1.5 / (this.rate.num / this.rate.den)) this.seek(this.#loop?.start ?? 0);
    video.playbackRate = speed;
    this.#change({ speed });
    // A browser refuses when nobody has touched the page yet; the button is still there.
    void video.play().catch(() => undefined);
  }

  pause(): void {
    cancelAnimationFrame(this.#backwards);
    this.#video?.pause();
    this.#change({ isPlaying: false });
  }

  /** Faster in a direction each time; the other direction begins at 1. */
  shuttle(direction: 1 | -1): void {
    const { isPlaying, speed } = this.shown;
    const goes = isPlaying && Math.sign(speed) === direction ? Math.abs(speed) : 0;
    this.play(direction * (SHUTTLE.find((known) => known > goes) ?? 4));
  }

  setSpeed(speed: number): void {
    if (this.#video !== null && speed > 0) this.#video.playbackRate = speed;
    this.#change({ speed });
  }

  setMuted(isMuted: boolean): void {
    if (this.#video !== null) this.#video.muted = isMuted;
    this.#change({ isMuted });
  }

  /** Play within a span only; null for the whole film. */
  setLoop(span: { start: number; end: number } | null): void {
    this.#loop = span;
  }

  /** Show the frame of an instant. */
  seek(seconds: number): void {
    const last = Math.max(0, Math.ceil((this.duration * this.rate.num) / this.rate.den - 0.01) - 1);
    this.#show(Math.min(last, frameNear(Math.max(0, seconds), this.rate)));
  }

  /** Exactly so many frames on. */
  step(frames: number): void {
    this.pause();
    const last = Math.max(0, Math.ceil((this.duration * this.rate.num) / this.rate.den - 0.01) - 1);
    this.#show(Math.min(last, Math.max(0, this.frame + frames)));
  }

  #show(frame: number): void {
    this.#tell((frame * this.rate.den) / this.rate.num);
    this.#wanted = middleOf(frame, this.rate);
    const video = this.#video;
    if (video === null || this.#origin === null || video.seeking) return;
    video.currentTime = this.#origin + this.#wanted;
    this.#wanted = null;
  }

  #follow(video: HTMLVideoElement): void {
    const shown: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      // The first picture of the file says where its clock begins: not every film starts at 0.
      this.#origin ??= mediaTime;
      if (this.#wanted === null && !video.seeking) this.#tell(Math.max(0, mediaTime - this.#origin));
      this.#catchUp(video);
      this.#frame = video.requestVideoFrameCallback(shown);
    };
    this.#frame = video.requestVideoFrameCallback(shown);
  }

  /** Where somebody wanted to go while the player was still on its way elsewhere. */
  #catchUp(video: HTMLVideoElement): void {
    if (this.#wanted !== null && this.#origin !== null && !video.seeking) {
      const target = this.#origin + this.#wanted;
      this.#wanted = null;
      if (Math.abs(video.currentTime - target) > 1e-4) video.currentTime = target;
      return;
    }
    const loop = this.#loop;
    if (loop !== null && !video.paused && this.now >= loop.end - 0.5 / (this.rate.num / this.rate.den)) this.seek(loop.start);
  }

  #goBackwards(video: HTMLVideoElement, speed: number): void {
    video.pause();
    this.#change({ isPlaying: true, speed: -speed });
    let before = performance.now();
    const from = { at: this.now };
    const turn = (now: number) => {
      from.at -= ((now - before) / 1000) * speed;
      before = now;
      if (!video.seeking) this.seek(from.at);
      if (from.at <= 0) this.pause();
      else this.#backwards = requestAnimationFrame(turn);
    };
    this.#backwards = requestAnimationFrame(turn);
  }

  /** A link that has ended is asked for anew. A player says the same of a file that is not there and of one it cannot read. */
  #failed(video: HTMLVideoElement): void {
    const code = video.error?.code;
    if (code !== MediaError.MEDIA_ERR_DECODE && this.#origin !== null && this.#retries < MOST_RETRIES) {
      this.#retries += 1;
      const wasPlaying = this.shown.isPlaying;
      this.#wanted = this.now;
      video.load();
      if (wasPlaying) void video.play().catch(() => undefined);
      return;
    }
    this.#change({ isPlaying: false });
    const answered = (isThere: boolean) => this.#change({ trouble: isThere ? "unplayable" : "unreachable" });
    fetch(video.currentSrc, { headers: { Range: "bytes=0-0" }, credentials: "include" }).then(
      ({ ok }) => answered(ok),
      () => answered(false),
    );
  }

  #tell(seconds: number): void {
    this.now = seconds;
    for (const told of this.#onTime) told(seconds);
  }

  #change(next: Partial<Shown>): void {
    this.shown = { ...this.shown, ...next };
    for (const watcher of this.#watchers) watcher();
  }
}
