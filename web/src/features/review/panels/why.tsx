"use client";

import { Ban, ChevronLeft, ChevronRight, Eye, RotateCcw, ScanFace, UserPlus } from "lucide-react";
import { useState } from "react";

import { type Asked, type FaceStory, messageOf } from "@/api";
import { useExplanation } from "@/api/queries/review";
import { clock } from "@/lib/format";
import { plain } from "@/lib/plain";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Empty, Failure } from "@/ui/feedback";

import { Frame } from "../question/frame";
import { instantOf, written } from "../logic/instants";

type Body = Omit<Asked, "head">;

interface Props {
  video: string;
  run: string;
  title: string;
  /** Where to look first, in seconds. */
  at: number;
  onAt: (at: number) => void;
  onClose: () => void;
  onCorrect: (body: Body, says: string) => void;
  onName: (track: string) => void;
}

const COUNTS: Record<FaceStory["counts"], { says: string; tone: Tone }> = {
  clear: { says: "Counts, seen clearly", tone: "ok" },
  visible: { says: "Counts as visible", tone: "info" },
  bridged: { says: "Counts: a short gap", tone: "info" },
  left_out: { says: "Does not count", tone: "warn" },
  not_there: { says: "Not on screen here", tone: "mute" },
};

const STEP_S = 0.2;

/** Why each face at an instant counts or does not, and putting it right. */
export default function Why({ video, run, title, at, onAt, onClose, onCorrect, onName }: Props) {
  const [text, setText] = useState(() => written(at));
  const [looksAgain, setLooksAgain] = useState(false);
  const [exact, setExact] = useState(() => instantOf(written(at)));
  const told = useExplanation(video, run, exact?.asked ?? "0", looksAgain);
  const go = (next: string) => {
    setText(next);
    const found = instantOf(next);
    if (found === null) return;
    setExact(found);
    setLooksAgain(false);
    onAt(found.seconds);
  };
  const base = { run, groups: [], others: [], other_groups: [], nobody: false, teach: false, together: false, person: null, name: null };
  return (
    <Dialog isOpen onClose={onClose} title="Who counts here, and why?" description={title} className="sm:top-[6vh]! sm:max-h-[88vh]! sm:w-[min(880px,calc(100vw-32px))]">
      <div className="grid gap-5 md:grid-cols-[minmax(0,22rem)_1fr]">
        <div className="md:sticky md:top-0 md:self-start">
          {exact !== null && <Frame video={video} run={run} at={exact} meant={[]} />}
          <form
            className="mt-3 flex items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              go(text);
            }}
          >
            <Button isIcon size="regular" aria-label="A little earlier" onClick={() => go(written(Math.max(0, (exact?.seconds ?? at) - STEP_S)))}>
              <ChevronLeft />
            </Button>
            <Field label="Instant" hint={undefined} value={text} inputMode="decimal" aria-invalid={instantOf(text) === null} onChange={(event) => setText(event.target.value)} className="flex-1" />
            <Button isIcon size="regular" aria-label="A little later" onClick={() => go(written((exact?.seconds ?? at) + STEP_S))}>
              <ChevronRight />
            </Button>
            <Button type="submit" size="regular" disabled={instantOf(text) === null}>
              Show
            </Button>
          </form>
          <Button look="ghost" className="mt-2 h-auto! py-1.5 text-left whitespace-normal!" disabled={looksAgain} onClick={() => setLooksAgain(true)}>
            <Eye aria-hidden /> {told.data?.looked === true ? "Looked at the film again" : "A face is missing? Look at the film again"}
          </Button>
        </div>
        <div aria-busy={told.isFetching} aria-live="polite">
          {told.isError ? (
            <Failure title="This cannot be explained" onRetry={() => void told.refetch()}>
              {messageOf(told.error)}
            </Failure>
          ) : told.isPending ? (
            <div className="space-y-3">
              <div className="skeleton h-28 rounded-3" />
              <div className="skeleton h-28 rounded-3" />
              {looksAgain && <p className="text-fg-2">Looking at the shot again; this takes seconds.</p>}
            </div>
          ) : told.data.faces.length === 0 ? (
            <Empty icon={ScanFace} title={`No face at ${clock(exact?.seconds ?? 0)}`}>
              Nobody was followed here. Look at the film again to see what was passed over.
            </Empty>
          ) : (
            <ul className="space-y-3">
              {told.data.faces.map((face, place) => (
                <Story
                  key={face.track ?? `${String(place)} ${face.counts}`}
                  face={face}
                  onLeaveOut={(track) => onCorrect({ ...base, kind: "exclude", tracks: [track] }, `${face.label ?? "A track"} left out at ${clock(exact?.seconds ?? at)}`)}
                  onRestore={(track) => onCorrect({ ...base, kind: "restore", tracks: [track] }, `Counted again at ${clock(exact?.seconds ?? at)}`)}
                  onName={onName}
                />
              ))}
            </ul>
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface StoryProps {
  face: Omit<FaceStory, "box">;
  onLeaveOut: (track: string) => void;
  onRestore: (track: string) => void;
  onName: (track: string) => void;
}

function Story({ face, onLeaveOut, onRestore, onName }: StoryProps) {
  const { track, label, counts, steps, changes } = face;
  const isOut = steps.some((step) => step.stage === "count" && step.outcome === "excluded");
  return (
    <li className="rounded-3 border border-line bg-surface-1 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 flex-1 truncate text-14 font-semibold">{label ?? "A face without a track"}</h3>
        <Badge tone={COUNTS[counts].tone}>{COUNTS[counts].says}</Badge>
      </div>
      <ol className="mt-2.5 space-y-1.5">
        {steps.map((step) => (
          <li key={`${step.stage} ${step.outcome}`} className="num text-12 text-fg-2">
            {plain(step.text)}
            {step.checks
              .filter((check) => !check.is_met)
              .map((check) => (
                <span key={check.name} className="block text-warn">
                  {check.name.replaceAll("_", " ")}: {check.value?.toFixed(2) ?? "not measured"}, needs {check.limit}
                </span>
              ))}
          </li>
        ))}
      </ol>
      {changes.length > 0 && (
        <ul className="mt-2.5 space-y-1 border-t border-line pt-2.5 text-12 text-fg-2">
          {changes.map((change) => (
            <li key={change.text}>{change.setting === null ? change.text : `${change.setting} at ${change.value ?? "another value"} would change this, in the whole video.`}</li>
          ))}
        </ul>
      )}
      {track !== null && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button onClick={() => onName(track)}>
            <UserPlus aria-hidden /> Say who it is
          </Button>
          {isOut ? (
            <Button onClick={() => onRestore(track)}>
              <RotateCcw aria-hidden /> Count again
            </Button>
          ) : (
            <Button onClick={() => onLeaveOut(track)}>
              <Ban aria-hidden /> Leave out
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
