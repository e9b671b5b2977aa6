(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const show = (node, on = true) => { if (node) node.hidden = !on; };
  const KINDS = ["clear", "small, blurred or turned away", "bridged gap"];
  const HEIGHTS = [[0, 100], [22, 56], [44, 12]];

  const store = {
    get: () => { try { return localStorage.getItem("telecine-theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("telecine-theme", value); } catch { /* a file opened from disk may have no storage */ } },
  };
  const system = matchMedia("(prefers-color-scheme: light)");
  const themeButton = byId("theme");
  const theme = () => root.dataset.theme || (system.matches ? "light" : "dark");
  const paintTheme = () => {
    const next = theme() === "light" ? "Dark" : "Light";
    themeButton.querySelector("span").textContent = next;
    themeButton.setAttribute("aria-label", `Switch to ${next.toLowerCase()} colours`);
    themeButton.removeAttribute("aria-pressed");
  };
  const kept = store.get();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  themeButton.addEventListener("click", () => {
    root.dataset.theme = theme() === "light" ? "dark" : "light";
    store.set(root.dataset.theme);
    paintTheme();
  });
  system.addEventListener("change", paintTheme);
  paintTheme();
  show(themeButton);
  show(byId("print"));
  byId("print").addEventListener("click", () => print());

  const lanesBox = byId("lanes");
  if (!lanesBox) return;
  const tracks = [...lanesBox.querySelectorAll("svg.scaled")];
  const people = [...lanesBox.querySelectorAll(".person")];
  const rulerSvg = lanesBox.querySelector(".ruler svg");
  const cursor = byId("cursor");
  const detail = byId("detail");
  const narrowest = Math.min(data.end, 1000);
  let from = 0;
  let to = data.end;
  let chosen = null;

  const clock = (ms, places) => {
    const unit = 10 ** (3 - places);
    const ticks = Math.floor(ms / unit);
    const perSecond = 10 ** places;
    const whole = Math.floor(ticks / perSecond);
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const head = hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
    return places ? `${head}.${String(ticks % perSecond).padStart(places, "0")}` : head;
  };
  const lastAtOrBefore = (sorted, value, key = (x) => x) => {
    let low = 0, high = sorted.length;
    while (low < high) { const middle = (low + high) >> 1; if (key(sorted[middle]) <= value) low = middle + 1; else high = middle; }
    return low - 1;
  };
  const shotAt = (ms) => Math.max(0, lastAtOrBefore(data.shots, ms));
  const intervalAt = (lane, ms, slack = 0) => {
    const list = data.lanes[lane].intervals;
    const at = lastAtOrBefore(list, ms, (x) => x[0]);
    if (at >= 0 && ms < list[at][1]) return at;
    let best = -1, distance = slack;
    for (const near of [at, at + 1]) {
      if (near < 0 || near >= list.length) continue;
      const gap = Math.max(list[near][0] - ms, ms - list[near][1]);
      if (gap <= distance) { best = near; distance = gap; }
    }
    return best;
  };

  const STEPS = [1e2, 2e2, 5e2, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5];
  const drawRuler = () => {
    const room = Math.max(3, Math.floor(rulerSvg.clientWidth / 84));
    const step = STEPS.find((s) => (to - from) / s <= room) || 36e5 * Math.ceil((to - from) / (36e5 * room));
    const places = step < 1000 ? 1 : 0;
    const parts = [];
    for (let ms = Math.ceil(from / step) * step; ms < to; ms += step) {
      const x = `${(100 * (ms - from)) / (to - from)}%`;
      const line = document.createElementNS(rulerSvg.namespaceURI, "line");
      line.setAttribute("x1", x); line.setAttribute("x2", x); line.setAttribute("y1", 16); line.setAttribute("y2", 22);
      const text = document.createElementNS(rulerSvg.namespaceURI, "text");
      text.setAttribute("x", x); text.setAttribute("y", 12); text.textContent = clock(ms, places);
      if (ms - from < (to - from) * 0.02) text.setAttribute("class", "first");
      if (to - ms < (to - from) * 0.02) continue;
      parts.push(line, text);
    }
    rulerSvg.replaceChildren(...parts);
  };
  const isWhole = () => from <= 0 && to >= data.end;
  const setView = (start, end) => {
    const width = Math.min(data.end, Math.max(narrowest, end - start));
    from = Math.min(Math.max(0, start), data.end - width);
    to = from + width;
    for (const svg of tracks) { svg.setAttribute("viewBox", `${from} 0 ${to - from} 100`); svg.classList.toggle("pannable", !isWhole()); }
    drawRuler();
  };
  const zoom = (factor, centre = (from + to) / 2) => setView(centre - (centre - from) * factor, centre + (to - centre) * factor);
  const reveal = (start, end) => {
    if (start >= from && end <= to) return;
    const width = Math.max(to - from, end - start);
    const middle = (start + end) / 2;
    setView(middle - width / 2, middle + width / 2);
  };

  const choose = (lane, index, focus) => {
    for (const path of lanesBox.querySelectorAll(".chosen")) path.setAttribute("d", "");
    chosen = index < 0 ? null : { lane, index };
    show(detail, chosen !== null);
    if (!chosen) return;
    const [start, end, kind, confidence, count] = data.lanes[lane].intervals[index];
    reveal(start, end);
    const [top, height] = HEIGHTS[kind];
    people[lane].querySelector(".chosen").setAttribute("d", `M${start} ${top}h${Math.max(1, end - start)}v${height}H${start}z`);
    const first = shotAt(start) + 1, last = shotAt(Math.max(start, end - 1)) + 1;
    const name = document.createElement("b");
    name.textContent = data.lanes[lane].name;
    const times = document.createElement("span");
    times.className = "mono";
    times.textContent = `${clock(start, 3)} – ${clock(end, 3)}`;
    const rest = document.createElement("span");
    rest.className = "dim";
    rest.textContent = [
      KINDS[kind],
      first === last ? `shot ${first}` : `shots ${first} to ${last}`,
      count ? `${count} track${count === 1 ? "" : "s"}` : "",
      confidence === null ? "" : `confidence ${confidence.toFixed(2)}`,
      `${index + 1} of ${data.lanes[lane].intervals.length}`,
    ].filter(Boolean).join(" · ");
    const length = document.createElement("span");
    length.textContent = `${((end - start) / 1000).toFixed(3)} s`;
    detail.replaceChildren(name, times, length, rest);
    if (focus) people[lane].querySelector("svg").focus({ preventScroll: false });
  };

  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  lanesBox.append(tip);
  const film = document.createElement("div");
  film.className = "film";
  const sprite = data.sprite && byId("sprite");
  if (sprite) {
    film.style.width = `${data.sprite.width}px`;
    film.style.height = `${data.sprite.height}px`;
    film.style.backgroundImage = `url("${sprite.src}")`;
    tip.append(film);
  }
  const tipLine = document.createElement("div");
  const tipWho = document.createElement("p");
  tip.append(tipLine, tipWho);
  const hover = (event) => {
    const svg = event.target.closest("svg.scaled");
    if (!svg) { show(tip, false); show(cursor, false); return; }
    const box = svg.getBoundingClientRect();
    const outer = lanesBox.getBoundingClientRect();
    const ms = Math.min(data.end - 1, Math.max(0, from + ((event.clientX - box.left) / box.width) * (to - from)));
    cursor.style.left = `${event.clientX - outer.left}px`;
    show(cursor);
    if (sprite) {
      const at = Math.min(data.sprite.count - 1, Math.floor(ms / data.sprite.interval));
      film.style.backgroundPosition = `-${(at % data.sprite.columns) * data.sprite.width}px -${Math.floor(at / data.sprite.columns) * data.sprite.height}px`;
    }
    const time = document.createElement("b");
    time.textContent = clock(ms, 1);
    const shot = document.createElement("span");
    shot.textContent = `shot ${shotAt(ms) + 1} of ${data.shots.length}`;
    tipLine.replaceChildren(time, shot);
    const here = data.lanes.filter((_, lane) => intervalAt(lane, ms) >= 0).map((lane) => lane.name);
    tipWho.textContent = here.length > 4 ? `${here.slice(0, 4).join(", ")} and ${here.length - 4} more` : here.join(", ") || "nobody";
    show(tip);
    const row = svg.parentElement.getBoundingClientRect();
    const left = Math.min(Math.max(0, event.clientX - outer.left + 12), outer.width - tip.offsetWidth);
    const above = row.top - outer.top - tip.offsetHeight - 6;
    tip.style.left = `${left + tip.offsetWidth > outer.width - 1 && event.clientX - outer.left > tip.offsetWidth + 12 ? event.clientX - outer.left - tip.offsetWidth - 12 : left}px`;
    tip.style.top = `${row.top - tip.offsetHeight - 6 > 0 ? above : row.bottom - outer.top + 6}px`;
  };
  let drag = null;
  lanesBox.addEventListener("pointermove", (event) => {
    if (drag) {
      const moved = event.clientX - drag.x;
      if (Math.abs(moved) > 4) drag.moved = true;
      if (drag.moved && !isWhole()) { const by = (moved / drag.width) * (drag.to - drag.from); setView(drag.from - by, drag.to - by); show(tip, false); show(cursor, false); }
      return;
    }
    if (event.pointerType !== "touch") hover(event);
  });
  lanesBox.addEventListener("pointerleave", () => { show(tip, false); show(cursor, false); });
  lanesBox.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest("svg.scaled");
    if (svg && event.button === 0) drag = { x: event.clientX, from, to, width: svg.getBoundingClientRect().width, moved: false };
  });
  addEventListener("pointerup", (event) => {
    const was = drag;
    drag = null;
    if (!was || was.moved) return;
    const person = event.target.closest && event.target.closest(".person");
    if (!person || !event.target.closest("svg")) return;
    const box = person.querySelector("svg").getBoundingClientRect();
    const ms = from + ((event.clientX - box.left) / box.width) * (to - from);
    const slack = ((event.pointerType === "touch" ? 14 : 5) / box.width) * (to - from);
    choose(Number(person.dataset.lane), intervalAt(Number(person.dataset.lane), ms, slack), false);
  });
  addEventListener("pointercancel", () => { drag = null; });
  lanesBox.addEventListener("wheel", (event) => {
    const svg = event.target.closest("svg.scaled");
    if (!svg || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200))), from + ((event.clientX - box.left) / box.width) * (to - from));
  }, { passive: false });

  people.forEach((person, lane) => {
    const svg = person.querySelector("svg");
    svg.setAttribute("tabindex", lane === 0 ? "0" : "-1");
    svg.setAttribute("aria-describedby", "detail");
    svg.addEventListener("focus", () => people.forEach((other) => other.querySelector("svg").setAttribute("tabindex", other === person ? "0" : "-1")));
    svg.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const count = data.lanes[lane].intervals.length;
      const here = chosen && chosen.lane === lane ? chosen.index : null;
      const vertical = (next) => {
        const target = Math.min(people.length - 1, Math.max(0, next));
        const near = chosen ? data.lanes[chosen.lane].intervals[chosen.index][0] : from;
        choose(target, intervalAt(target, near, Infinity), true);
        people[target].querySelector("svg").focus();
      };
      const actions = {
        ArrowRight: () => choose(lane, here === null ? 0 : Math.min(count - 1, here + 1), false),
        ArrowLeft: () => choose(lane, here === null ? count - 1 : Math.max(0, here - 1), false),
        Home: () => choose(lane, 0, false),
        End: () => choose(lane, count - 1, false),
        ArrowDown: () => vertical(lane + 1),
        ArrowUp: () => vertical(lane - 1),
        Escape: () => choose(lane, -1, false),
        "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => setView(0, data.end),
      };
      if (!Object.hasOwn(actions, event.key)) return;
      event.preventDefault();
      actions[event.key]();
    });
  });
  const zoomBox = document.querySelector(".zoom");
  zoomBox.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom === "fit") setView(0, data.end); else zoom(button.dataset.zoom === "in" ? 0.5 : 2);
  });
  show(zoomBox);
  show(document.querySelector(".keys"));
  addEventListener("resize", drawRuler);
  setView(0, data.end);

  let opened = [];
  addEventListener("beforeprint", () => { setView(0, data.end); opened = [...document.querySelectorAll("#made details:not([open])")]; opened.forEach((node) => { node.open = true; }); });
  addEventListener("afterprint", () => opened.forEach((node) => { node.open = false; }));
})();
