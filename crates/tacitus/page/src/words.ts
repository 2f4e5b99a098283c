// The words of the ontology, in plain English, with the colours of the four quarters.
import type { Quad, Quads } from "./types";

export const QUADS: Quad[] = ["Q1", "Q2", "Q3", "Q4"];

export const QUAD_NAME: Record<Quad, string> = {
  Q1: "verbal cooperation",
  Q2: "material cooperation",
  Q3: "verbal conflict",
  Q4: "material conflict",
};

interface Kind {
  quad: Quad;
  /** What somebody did. */
  did: string;
  gist: string;
  modes: string[];
}

export const TYPES: Record<string, Kind> = {
  AGREE: { quad: "Q1", did: "agree", gist: "agree, offer or promise to cooperate", modes: [] },
  CONSULT: { quad: "Q1", did: "consult", gist: "meet, visit, negotiate, call", modes: ["visit", "third-party", "multilateral", "phone"] },
  SUPPORT: { quad: "Q1", did: "support", gist: "praise, endorse, recognise, sign", modes: [] },
  CONCEDE: { quad: "Q1", did: "concede", gist: "give way in words: ease, pardon, apologise, declare a truce", modes: [] },
  COOPERATE: { quad: "Q2", did: "cooperate", gist: "trade, exercise together, share", modes: [] },
  AID: { quad: "Q2", did: "aid", gist: "give money, arms, relief, asylum", modes: [] },
  RETREAT: {
    quad: "Q2",
    did: "retreat",
    gist: "give way in deeds",
    modes: ["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
  },
  REQUEST: { quad: "Q3", did: "request", gist: "ask, demand, order", modes: ["assist", "change", "yield", "meet"] },
  ACCUSE: { quad: "Q3", did: "accuse", gist: "disapprove, condemn, charge, investigate", modes: ["disapprove", "investigate", "allege"] },
  REJECT: { quad: "Q3", did: "reject", gist: "refuse, turn down, cancel", modes: ["assist", "change", "yield", "meet"] },
  THREATEN: {
    quad: "Q3",
    did: "threaten",
    gist: "warn with force or harm",
    modes: ["restrict", "arrest", "relations", "expel", "territory", "violence"],
  },
  PROTEST: {
    quad: "Q4",
    did: "protest",
    gist: "demonstrate, strike, riot, block",
    modes: ["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
  },
  SANCTION: { quad: "Q4", did: "sanction", gist: "cut relations, convict, expel", modes: ["convict", "expel", "withdraw", "discontinue"] },
  MOBILIZE: {
    quad: "Q4",
    did: "mobilize",
    gist: "move troops, weapons, police, militia",
    modes: ["troops", "weapons", "police", "militia"],
  },
  COERCE: {
    quad: "Q4",
    did: "coerce",
    gist: "repress, restrict, arrest, seize",
    modes: ["seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"],
  },
  ASSAULT: {
    quad: "Q4",
    did: "assault",
    gist: "do, or try to do, physical harm",
    modes: [
      "abduct",
      "beat",
      "torture",
      "sexual",
      "targeted",
      "destroy",
      "primitive",
      "firearms",
      "explosives",
      "suicide-attack",
      "aerial",
      "drone",
      "heavy-weapons",
      "crowd-control",
      "unconventional",
    ],
  },
};

export const STATUSES = ["happened", "ongoing", "planned", "possible", "denied", "demanded"];
export const ACTS = ["assert", "deny", "confirm", "accuse", "criticise", "praise", "demand", "promise", "threaten", "doubt", "withhold"];

const SAID: Record<string, string> = {
  assert: "says",
  deny: "denies",
  confirm: "confirms",
  accuse: "accuses",
  criticise: "criticises",
  praise: "praises",
  demand: "demands",
  promise: "promises",
  threaten: "threatens",
  doubt: "doubts",
  withhold: "declines to say",
};

/** What a speaker does, as a verb. */
export function said(act: string): string {
  return SAID[act] ?? act;
}

const ABOUT: Record<string, string> = {
  number: "how many",
  who: "who did it",
  whether: "whether it happened",
  when: "when",
  where: "where",
  claim: "what is true",
};

/** What a dispute is about, as a question. */
export function about(key: string): string {
  return ABOUT[key] ?? key;
}

/** The keys of the filter, with what they ask for. */
export const KEYS: [string, string][] = [
  ["type", "type of event"],
  ["actor", "who did it"],
  ["recipient", "to whom"],
  ["party", "either of them"],
  ["country", "where: three letters of the country"],
  ["place", "where, by name"],
  ["near", "within a distance: near:Aleppo,50km"],
  ["from", "on this day or later"],
  ["to", "on this day or earlier"],
  ["date", "in this year, month or on this day"],
  ["status", "whether it happened"],
  ["speaker", "according to whom"],
  ["act", "what the speaker does"],
  ["outlet", "which outlet reports it"],
  ["sources", "at least so many independent sources"],
  ["disputed", "yes or no"],
  ["mode", "PLOVER mode"],
  ["context", "PLOVER context"],
  ["confidence", "at least so sure, 0 to 1"],
  ["state", "auto, confirmed, edited, rejected"],
  ["story", "id of a story"],
  ["event", "id of an event"],
  ["report", "id of a report"],
];

export function quadOf(type: string | null | undefined): Quad | null {
  return (type && TYPES[type]?.quad) || null;
}

export function typeLabel(type: string): string {
  return TYPES[type]?.did ?? type.toLowerCase();
}

/** Quads by either of the names that an answer may use. */
export function quadKey(name: string): Quad | null {
  if ((QUADS as string[]).includes(name)) return name as Quad;
  return QUADS.find((quad) => QUAD_NAME[quad] === name.replace("_", " ")) ?? null;
}

export function amounts(quads: Quads | null | undefined): Record<Quad, number> {
  const all = { Q1: 0, Q2: 0, Q3: 0, Q4: 0 };
  for (const [name, n] of Object.entries(quads ?? {})) {
    const quad = quadKey(name);
    if (quad) all[quad] += n ?? 0;
  }
  return all;
}

const NUMBER = new Intl.NumberFormat("en");
export function number(n: number): string {
  return NUMBER.format(n);
}

export function plural(n: number, one: string, many = one + "s"): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FULL = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A bin's beginning, as its axis has it. */
export function binLabel(start: string, step: string): string {
  const [year = "", month = "", day = ""] = start.split("-");
  const name = MONTHS[Number(month) - 1] ?? month;
  if (step === "year") return year;
  if (step === "month") return `${FULL[Number(month) - 1] ?? month} ${year}`;
  if (step === "week") return `week of ${Number(day)} ${name} ${year}`;
  return `${Number(day)} ${name} ${year}`;
}

/** Days that are one are written once. */
export function days(start: string | null, end: string | null): string {
  if (!start && !end) return "";
  if (!end || start === end) return start ?? "";
  return `${start ?? "…"} – ${end}`;
}

export function deaths(low: number | null, high: number | null): string {
  if (high === null || high === undefined) return "";
  return low === high || low === null ? number(high) : `${number(low)}–${number(high)}`;
}

/** A list of people as a sentence has it. */
export function people(names: string[], none = ""): string {
  if (!names.length) return none;
  if (names.length === 1) return names[0] as string;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** How sure, in words beside the number. */
export function sure(confidence: number): string {
  return `${Math.round(confidence * 100)} % sure`;
}
