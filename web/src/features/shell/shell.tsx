"use client";

import { CircleUserRound, Ellipsis, Keyboard, SunMoon } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { onLoginNeeded, useEventStream } from "@/api";
import { useMe } from "@/api/queries/access";
import { type Command, useCommands } from "@/lib/commands";
import { useKey } from "@/lib/keys";
import { chooseTheme, chosenTheme, shownTheme } from "@/lib/theme";
import { useGo, useLeaving } from "@/lib/url-state";
import { MenuItem, MenuLine } from "@/ui/menu";
import { Toaster } from "@/ui/toast";

import { Account } from "./account";
import { ConnectionBanner } from "./connection";
import { BottomBar, type Place, Rail, TAB } from "./rail";

const Palette = dynamic(() => import("./palette"), { ssr: false });
const KeyMap = dynamic(() => import("./key-map"), { ssr: false });

type Window = "palette" | "keys" | null;

function otherTheme(): void {
  chooseTheme(shownTheme(chosenTheme()) === "dark" ? "light" : "dark");
}

function useIsMac(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
}

/** To the login page, and back to here afterwards. */
function useLoginRedirect(): void {
  const router = useRouter();
  useEffect(
    () =>
      onLoginNeeded(() => {
        const here = `${window.location.pathname}${window.location.search}`;
        router.replace(`/login/?next=${encodeURIComponent(here)}`);
      }),
    [router],
  );
}

interface Props {
  places: readonly Place[];
  /** What is there on every page but the login, beside its content. */
  beside: ReactNode;
  children: ReactNode;
}

/** What stands around every page: navigation, keys, commands, messages, and the stream of events. */
export function Shell({ places, beside, children }: Props) {
  const [shown, show] = useState<Window>(null);
  const isLogin = usePathname().startsWith("/login");
  const isMac = useIsMac();
  const go = useGo();
  const me = useMe(!isLogin);
  useEventStream(!isLogin && me.isSuccess);
  useLoginRedirect();
  useLeaving();
  useKey("palette", () => show("palette"));
  useKey("help", () => show("keys"));
  useKey("theme", otherTheme);
  const commands = useMemo<Command[]>(
    () => [
      ...places.map((place) => ({
        id: `go ${place.href}`,
        title: `Go to ${place.title}`,
        group: "Pages",
        icon: place.icon,
        run: () => go(place.href),
      })),
      { id: "theme", title: "Dark or light", group: "Everywhere", icon: SunMoon, key: "theme", run: otherTheme },
      { id: "keys", title: "Show all keys", group: "Everywhere", icon: Keyboard, key: "help", run: () => show("keys") },
    ],
    [places, go],
  );
  useCommands(commands);
  if (isLogin) return children;
  const close = () => show(null);
  const elsewhere = places.filter(({ isOnPhone }) => isOnPhone !== true);
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-(--z-toast) focus:rounded-2 focus:bg-surface-3 focus:px-3 focus:py-2"
      >
        To the content
      </a>
      <div className="relative flex min-h-0 flex-1">
        <Rail
          places={places}
          foot={
            <Account
              onKeys={() => show("keys")}
              trigger={
                <button
                  type="button"
                  className="flex h-8 items-center gap-2.5 rounded-2 px-2.5 font-medium text-fg-2 hover:bg-hover hover:text-fg"
                >
                  <CircleUserRound aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
                  <span className="truncate">{me.data?.is_login_needed === true ? me.data.name : "This computer"}</span>
                </button>
              }
            />
          }
        />
        <main id="main" tabIndex={-1} className="relative flex min-w-0 flex-1 flex-col focus-visible:shadow-none">
          {children}
        </main>
        <ConnectionBanner />
      </div>
      <BottomBar
        places={places}
        more={
          <Account
            onKeys={() => show("keys")}
            trigger={
              <button type="button" className={TAB}>
                <Ellipsis aria-hidden className="size-5" strokeWidth={1.75} />
                More
              </button>
            }
          >
            {elsewhere.map((place) => (
              <MenuItem key={place.href} icon={place.icon} onSelect={() => go(place.href)}>
                {place.title}
              </MenuItem>
            ))}
            {elsewhere.length > 0 && <MenuLine />}
          </Account>
        }
      />
      {shown === "palette" && <Palette isOpen onClose={close} isMac={isMac} />}
      {shown === "keys" && <KeyMap isOpen onClose={close} isMac={isMac} />}
      {beside}
      <Toaster />
    </div>
  );
}
