export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true" className="shrink-0">
      <rect x="1" y="3" width="22" height="18" rx="5" fill="var(--text-1)" />
      <rect x="4" y="7.2" width="9" height="2.6" rx="1.3" fill="var(--bg)" />
      <rect x="8" y="10.9" width="12" height="2.6" rx="1.3" fill="var(--bg)" />
      <rect x="5" y="14.6" width="7" height="2.6" rx="1.3" fill="var(--bg)" />
    </svg>
  );
}
