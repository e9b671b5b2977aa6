"use client";

import { BookOpen, Keyboard, LogOut } from "lucide-react";
import type { ReactNode } from "react";

import { useLogOut, useMe } from "@/api/queries/access";
import { apiUrl, isOtherSite } from "@/lib/site";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";

import { ThemeChoice } from "./theme-menu";

/** Who is here, how it looks, what keys there are, and the way out. */
export function Account({ trigger, onKeys, children }: { trigger: ReactNode; onKeys: () => void; children?: ReactNode }) {
  const me = useMe();
  const logOut = useLogOut();
  return (
    <Menu align="start" trigger={trigger}>
      {children}
      <ThemeChoice />
      <MenuLine />
      <MenuItem icon={Keyboard} onSelect={onKeys}>
        Keys
      </MenuItem>
      <MenuItem
        icon={BookOpen}
        onSelect={() => window.open(isOtherSite ? apiUrl("/docs") : "/docs", "_blank", "noopener")}
      >
        Description of the API
      </MenuItem>
      {me.data?.is_login_needed === true && (
        <MenuItem icon={LogOut} onSelect={() => logOut.mutate()}>
          Log out {me.data.name}
        </MenuItem>
      )}
    </Menu>
  );
}
