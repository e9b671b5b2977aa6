/** Dark, light, or what the system says. The choice is kept in this browser. */

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

const PLACE = "telecine.theme";

/** Runs before anything is drawn, so that no page flashes in the other theme. */
export const THEME_SCRIPT = `(()=>{let t;try{t=localStorage.getItem("${PLACE}")}catch{}
if(t!=="dark"&&t!=="light")t=matchMedia("(prefers-color-scheme: light)").matches?"light":"dark";
document.documentElement.dataset.theme=t})()`;

export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(PLACE);
    return kept === "dark" || kept === "light" ? kept : "system";
  } catch {
    return "system";
  }
}

export function shownTheme(chosen: Theme): "dark" | "light" {
  if (chosen !== "system") return chosen;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, theme);
  } catch {
    // A browser that keeps nothing shows the choice until the page is left.
  }
  document.documentElement.dataset.theme = shownTheme(theme);
}
