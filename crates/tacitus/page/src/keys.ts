// The keyboard: items of a list are walked with j and k and acted on with single letters. Whatever has the focus
// is the item meant, so that a screen reader is always where the keyboard is.
import { signal } from "@preact/signals";
import { undo } from "./api";
import { address, canEdit, go, say } from "./state";

/** What can be done with an item on the page. */
export interface Item {
  target: "mention" | "claim" | "event" | "dispute" | "actor" | "other";
  id: string;
  label: string;
  /** Of a mention or claim: the report that it stands in. */
  report?: string;
  open?: (() => void) | undefined;
}

const items = new WeakMap<Element, Item>();

/** To be given as `ref` of the element that stands for an item. */
export function itemRef(item: Item | null): (element: Element | null) => void {
  return (element) => {
    if (element && item) items.set(element, item);
  };
}

export const helpOpen = signal(false);
/** What is asked of an item: the page's dialogs listen. */
export const asked = signal<{ what: "edit" | "reject" | "confirm" | "merge" | "split"; item: Item } | null>(null);
/** An event that waits for another to be merged with. */
export const marked = signal<Item | null>(null);

export const VIEWS: { key: string; path: string; name: string }[] = [
  { key: "m", path: "/map", name: "Map" },
  { key: "t", path: "/timeline", name: "Timeline" },
  { key: "l", path: "/table", name: "Table" },
  { key: "n", path: "/network", name: "Network" },
  { key: "s", path: "/stories", name: "Stories" },
  { key: "a", path: "/agreements", name: "Agreements" },
  { key: "d", path: "/disputes", name: "Disputes" },
  { key: "o", path: "/sources", name: "Sources" },
  { key: "q", path: "/queue", name: "Queue" },
  { key: "p", path: "/add", name: "Add" },
];

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function present(): Element | null {
  return document.activeElement?.closest("[data-item]") ?? null;
}

/** Where the focus was among the items, for when its item goes away. */
let last = -1;

function all(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("main [data-item]")].filter((one) => one.offsetParent !== null);
}

function hold(items: HTMLElement[], at: number): void {
  const next = items[Math.min(items.length - 1, Math.max(0, at))];
  if (!next) return;
  last = items.indexOf(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** Moves the focus to the next item, or the one before. */
export function step(by: number): void {
  const items = all();
  const at = present();
  hold(items, at ? items.indexOf(at as HTMLElement) + by : by > 0 ? 0 : items.length - 1);
}

/** Where an item that had the focus is gone, what took its place gets it. */
export function restore(): void {
  if (last >= 0 && document.activeElement === document.body) hold(all(), last);
}

/** Asks for a correction, if corrections may be made. */
export function want(what: "edit" | "reject" | "confirm" | "merge" | "split", item: Item): void {
  if (!canEdit()) return say("This store is open for reading only here", { bad: true });
  if (item.target === "other") return say("There is nothing to correct in this row; open it first");
  if (what === "merge") {
    if (item.target !== "event" && item.target !== "actor") return say("Only events and actors can be merged");
    const first = marked.value;
    if (!first || first.target !== item.target) {
      marked.value = item;
      return say(`Marked: ${item.label}. Press m on the one that is the same.`);
    }
    if (first.id === item.id) {
      marked.value = null;
      return say("No longer marked");
    }
  }
  if (what === "split" && item.target !== "mention") return say("Only what one sentence tells can be parted from its event");
  asked.value = { what, item };
}

const ACT: Record<string, "edit" | "reject" | "confirm" | "merge" | "split"> = {
  e: "edit",
  x: "reject",
  c: "confirm",
  m: "merge",
  p: "split",
};

let waiting = 0;

export function listen(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (writing(event.target)) {
      if (event.key === "Escape") (event.target as HTMLElement).blur();
      return;
    }
    if (Date.now() < waiting) {
      waiting = 0;
      const view = VIEWS.find((one) => one.key === event.key);
      if (view) {
        event.preventDefault();
        go(address(view.path));
      }
      return;
    }
    const element = present();
    last = element ? all().indexOf(element as HTMLElement) : last;
    const item = element ? items.get(element) : undefined;
    const act = ACT[event.key];
    switch (event.key) {
      case "g":
        waiting = Date.now() + 1500;
        break;
      case "j":
        step(1);
        break;
      case "k":
        step(-1);
        break;
      case "/": {
        const field = document.querySelector<HTMLElement>("#filter-field");
        if (!field) return;
        field.focus();
        break;
      }
      case "?":
        helpOpen.value = true;
        break;
      case "u":
        void undo();
        break;
      case "Escape":
        if (!marked.value) return;
        marked.value = null;
        say("No longer marked");
        break;
      case "Enter":
        if (element !== document.activeElement || !item?.open) return;
        item.open();
        break;
      default:
        if (!act) return;
        if (!item) return say("Choose something first: j and k walk through the list");
        want(act, item);
    }
    event.preventDefault();
  });
}
