// A report's text parted into runs, each with what is marked there. Offsets are code points, as on the wire.
import type { ReportAnswer, Span, Wire } from "./types";
import { quadOf } from "./words";

export interface Mark {
  /** `e1`, `c2`, `p1`, `t1`, `a3`; with a part behind a dot where the words only take part: `e1.who`. */
  id: string;
  class: string;
  span: Span;
}

export interface Run {
  start: number;
  text: string;
  ids: string[];
  classes: string[];
}

/** How deep a claim stands inside others. */
export function depths(claims: Wire["claims"]): Map<string, number> {
  const parents = new Map(claims.map((claim) => [claim.id, claim.parent]));
  const found = new Map<string, number>();
  for (const claim of claims) {
    let depth = 0;
    for (let up = claim.parent; up && depth < 9; up = parents.get(up) ?? null) depth++;
    found.set(claim.id, depth);
  }
  return found;
}

export function marksOf(report: ReportAnswer, hidden: string[]): Mark[] {
  const { record } = report;
  const marks: Mark[] = [];
  const add = (id: string, name: string, spans: Span[]) => {
    for (const span of spans) marks.push({ id, class: name, span });
  };
  const deep = depths(record.claims);
  const shown = (layer: string, name: string) => (hidden.includes(layer) ? "" : name);
  for (const claim of record.claims) {
    add(claim.id, shown("claims", `k claim claim-${Math.min(3, deep.get(claim.id) ?? 0)}`), claim.content);
    add(`${claim.id}.who`, shown("claims", "k speaker"), claim.source);
    add(`${claim.id}.cue`, "", claim.cue);
  }
  for (const place of record.places) {
    if (place.lat !== null) add(place.id, shown("places", "k place"), place.mentions);
    else add(place.id, "", place.mentions);
    add(place.id, "", place.phrases ?? []);
  }
  for (const time of record.times) add(time.id, shown("times", "k time"), time.mentions);
  for (const actor of record.actors) add(actor.id, shown("people", "k person-mark"), actor.mentions);
  for (const event of record.events) {
    add(event.id, shown("events", `k trigger ${quadOf(event.type) ?? ""}`), event.trigger);
    add(
      `${event.id}.who`,
      "",
      event.actors.map((part) => part.span),
    );
    add(
      `${event.id}.whom`,
      "",
      event.recipients.map((part) => part.span),
    );
    add(
      `${event.id}.much`,
      "",
      event.quantities.map((quantity) => quantity.span),
    );
    const time = record.times.find((one) => one.id === event.time);
    if (time) {
      const sentence = record.sentences[event.sentence];
      add(
        `${event.id}.when`,
        "",
        time.mentions.filter((span) => !sentence || (span[0] >= sentence[0] && span[1] <= sentence[1])),
      );
    }
  }
  return marks;
}

/** Paragraphs of runs. `at` is a passage that an address points to. */
export function paragraphs(text: string, marks: Mark[], at: Span | null): Run[][] {
  const signs = [...text];
  const all = at ? [...marks, { id: "here", class: "here", span: at }] : marks;
  const cuts = new Set<number>([0, signs.length]);
  const opens = new Map<number, Mark[]>();
  const closes = new Map<number, Mark[]>();
  for (const mark of all) {
    const [start, end] = mark.span;
    if (!(start < end) || end > signs.length) continue;
    cuts.add(start).add(end);
    (opens.get(start) ?? opens.set(start, []).get(start))?.push(mark);
    (closes.get(end) ?? closes.set(end, []).get(end))?.push(mark);
  }
  for (let n = 0; n < signs.length; n++) {
    if (signs[n] === "\n") cuts.add(n).add(n + 1);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const now = new Set<Mark>();
  const found: Run[][] = [];
  let paragraph: Run[] = [];
  let breaks = 0;
  for (let n = 0; n + 1 < edges.length; n++) {
    const [start, end] = [edges[n] as number, edges[n + 1] as number];
    for (const mark of closes.get(start) ?? []) now.delete(mark);
    for (const mark of opens.get(start) ?? []) now.add(mark);
    const piece = signs.slice(start, end).join("");
    if (piece === "\n") {
      breaks++;
      continue;
    }
    if (breaks && paragraph.length) {
      found.push(paragraph);
      paragraph = [];
    }
    breaks = 0;
    const ids = [...new Set([...now].map((mark) => mark.id))];
    const classes = [...new Set([...now].flatMap((mark) => mark.class.split(" ")))].filter(Boolean);
    paragraph.push({ start, text: piece, ids, classes });
  }
  if (paragraph.length) found.push(paragraph);
  return found;
}

/** Of what stands at a run, that which a click means: the narrowest. */
export function meant(ids: string[], claims: Map<string, number>): string | null {
  const whole = ids.filter((id) => !id.includes(".") && id !== "here");
  const rank = (id: string) => ({ e: 0, p: 1, t: 1, a: 3, c: 4 })[id[0] ?? ""] ?? 5;
  const [best] = whole.sort((a, b) => rank(a) - rank(b) || (claims.get(b) ?? 0) - (claims.get(a) ?? 0));
  return best ?? ids.find((id) => id.endsWith(".who") || id.endsWith(".cue"))?.split(".")[0] ?? null;
}
