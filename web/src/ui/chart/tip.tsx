interface Props {
  title: string;
  rows: readonly { id: string; title: string; colour: string; value: number }[];
  format: (value: number) => string;
}

/** What a chart says where the pointer is. */
export function Tip({ title, rows, format }: Props) {
  return (
    <div className="panel max-w-72 rounded-3 px-3 py-2 text-12">
      <p className="mb-1 truncate font-medium">{title}</p>
      {rows.length === 0 ? (
        <p className="text-fg-3">Nothing</p>
      ) : (
        <ul className="space-y-0.5">
          {rows.map((row) => (
            <li key={row.id} className="flex items-center gap-2">
              <span aria-hidden className="size-2.5 shrink-0 rounded-1" style={{ background: row.colour }} />
              <span className="min-w-0 flex-1 truncate text-fg-2">{row.title}</span>
              <span className="num">{format(row.value)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
