"use client";

import { Download, ExternalLink } from "lucide-react";

import { type Artifact, messageOf } from "@/api";
import { useArtifacts } from "@/api/queries/runs";
import { bytes } from "@/lib/format";
import { apiUrl } from "@/lib/site";
import { buttonLook } from "@/ui/button";

/** The files that a finished job hands out. */
export function Files({ job, none }: { job: string; none?: string }) {
  const files = useArtifacts(job, true);
  if (files.isPending) return <div aria-busy className="skeleton h-8 rounded-2" />;
  if (files.isError) return <p className="text-12 text-err">{messageOf(files.error)}</p>;
  if (files.data.length === 0 && none !== undefined) return <p className="text-fg-2">{none}</p>;
  return (
    <ul>
      {files.data.map((file) => (
        <FileLine key={file.key} file={file} />
      ))}
    </ul>
  );
}

function FileLine({ file }: { file: Artifact }) {
  const isPage = file.media_type.startsWith("text/html") || file.media_type === "application/pdf";
  return (
    <li className="flex min-h-8 items-center gap-3">
      <span className="min-w-0 flex-1 truncate font-mono text-12" title={file.name}>
        {file.name}
      </span>
      <span className="num text-12 text-fg-3">{bytes(file.size_bytes)}</span>
      {isPage && (
        <a href={apiUrl(file.url)} target="_blank" rel="noopener" aria-label={`Open ${file.name}`} className={buttonLook("ghost", "compact", true)}>
          <ExternalLink aria-hidden />
        </a>
      )}
      <a href={apiUrl(`${file.url}&download=true`)} download={file.name.split("/").at(-1)} aria-label={`Download ${file.name}`} className={buttonLook("ghost", "compact", true)}>
        <Download aria-hidden />
      </a>
    </li>
  );
}
