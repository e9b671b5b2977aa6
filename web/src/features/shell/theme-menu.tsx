"use client";

import { useState } from "react";

import { chooseTheme, chosenTheme, THEMES, type Theme } from "@/lib/theme";
import { MenuChoice, MenuLabel } from "@/ui/menu";

const WORDS: Record<Theme, string> = { system: "As the system", dark: "Dark", light: "Light" };

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <>
      <MenuLabel>Look</MenuLabel>
      <MenuChoice
        value={theme}
        onChange={(value) => {
          const next = THEMES.find((known) => known === value) ?? "system";
          setTheme(next);
          chooseTheme(next);
        }}
        choices={THEMES.map((value) => ({ value, label: WORDS[value] }))}
      />
    </>
  );
}
