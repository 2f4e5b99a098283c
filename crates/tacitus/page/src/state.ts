// What the page is about: the address, which holds the whole state of a view, and who is looking.
import { signal } from "@preact/signals";
import type { Correction, Session } from "./types";

interface Place {
  path: string;
  params: URLSearchParams;
}

function here(): Place {
  return { path: decodeURI(location.pathname), params: new URLSearchParams(location.search) };
}

export const place = signal<Place>(here());
export const session = signal<Session | null>(null);
/** Grows whenever something was changed, so that every view asks again. */
export const changes = signal(0);
export const wantsLogin = signal(false);

addEventListener("popstate", () => {
  place.value = here();
});

/** The filter, as the address has it. */
export function question(): string {
  return place.value.params.get("q") ?? "";
}

/** The address of a view with the present filter; `null` takes a parameter out. */
export function address(path: string, params: Record<string, string | null> = {}): string {
  const all = new URLSearchParams();
  const q = question();
  if (q) all.set("q", q);
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === "") all.delete(name);
    else all.set(name, value);
  }
  const query = all.toString();
  return query ? `${path}?${query}` : path;
}

export function go(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  const before = place.value.path;
  place.value = here();
  if (before !== place.value.path && !replace) scrollTo(0, 0);
}

/** Changes parameters of the present address and keeps the others. */
export function tune(params: Record<string, string | null>, replace = false): void {
  const all = new URLSearchParams(place.value.params);
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === "") all.delete(name);
    else all.set(name, value);
  }
  const query = all.toString();
  go(location.pathname + (query ? `?${query}` : ""), replace);
}

/** A parameter of the present view. */
export function param(name: string): string | null {
  return place.value.params.get(name);
}

export function ask(q: string): void {
  tune({ q });
}

export function canEdit(): boolean {
  return session.value?.role === "editor" && !session.value.read_only;
}

/** Who corrects; asked once and kept by the browser. */
export const who = signal(localStorage.getItem("who") ?? "");
export function sign(name: string): void {
  who.value = name.trim();
  localStorage.setItem("who", who.value);
}

/** What was corrected here, last one last: what `u` takes back. */
export const done = signal<Correction[]>([]);

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  undo?: () => void;
}
export const toasts = signal<Toast[]>([]);
let toastId = 0;

/** Says something in the corner and to screen readers. */
export function say(text: string, options: { bad?: boolean; undo?: () => void } = {}): void {
  const toast: Toast = { id: ++toastId, text, bad: options.bad ?? false };
  if (options.undo) toast.undo = options.undo;
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), options.bad ? 12_000 : 8_000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? "auto");
/** Grows when colours change, so that canvases are drawn anew. */
export const paint = signal(0);

export function setTheme(next: Theme): void {
  theme.value = next;
  if (next === "auto") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("theme");
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
  }
  paint.value++;
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint.value++);

/** A colour of the style sheet, for canvases. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
