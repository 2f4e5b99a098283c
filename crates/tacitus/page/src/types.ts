// What the server answers. Rows have the columns of the program's `--json`.

export type Quad = "Q1" | "Q2" | "Q3" | "Q4";
export type Quads = Partial<Record<Quad, number>>;
export type Span = [number, number];

export interface Session {
  role: "reader" | "editor" | null;
  csrf: string;
  read_only: boolean;
  needs_login: boolean;
  version: string;
  store: string;
}

export interface List<Row> {
  total: number;
  rows: Row[];
  next: number | null;
}

export interface EventRow {
  id: string;
  type: string;
  mode: string | null;
  status: string;
  date_start: string | null;
  date_end: string | null;
  actors: string[];
  recipients: string[];
  place: string | null;
  country: string | null;
  admin1: string | null;
  lat: number | null;
  lon: number | null;
  geonameid: number | null;
  deaths_low: number | null;
  deaths_high: number | null;
  reports: number;
  sources: number;
  denied_by: number;
  doubted_by: number;
  disputed: boolean;
  speakers: string[];
  first_seen: string | null;
  last_seen: string | null;
  trigger: string;
  sentence: string;
  report: string;
  outlet: string | null;
  url: string | null;
  story: string;
  state: State;
  confidence: number;
}

export type State = "auto" | "confirmed" | "edited" | "rejected";

export interface MentionRow {
  id: string;
  event: string | null;
  type: string;
  mode: string | null;
  cameo: string | null;
  contexts: string[];
  status: string;
  date_start: string | null;
  date_end: string | null;
  date_precision: string | null;
  actors: string[];
  recipients: string[];
  speakers: string[];
  place: string | null;
  country: string | null;
  quantities: string[];
  trigger: string;
  spans: Span[];
  sentence: string;
  sentence_span: Span;
  report: string;
  outlet: string | null;
  published: string | null;
  url: string | null;
  source: string | null;
  state: State;
  confidence: number;
  model: string;
}

export interface ClaimRow {
  id: string;
  speaker: string | null;
  act: string;
  form: string;
  commitment: string | null;
  content: string;
  spans: Span[];
  cue: string;
  via: string[];
  events: string[];
  report: string;
  outlet: string | null;
  published: string | null;
  state: State;
  confidence: number;
  model: string;
}

export interface Term {
  by?: unknown;
  to?: unknown;
  words?: string;
  status?: string | null;
  report?: string;
  [more: string]: unknown;
}

export interface AgreementRow {
  id: string;
  parties: string[];
  terms: Term[] | null;
  reactions: { by: string; stance: string; report?: string }[] | null;
  steps: { step: string; date: string | null; report: string; words?: string; speaker?: string | null }[] | null;
  now: string | null;
  date: string | null;
  reports: number;
  sources: number;
  sentence: string;
  story: string;
}

export interface StoryRow {
  id: string;
  title: string;
  reports: number;
  sources: number;
  events: number;
  disputes: number;
  first_seen: string | null;
  last_seen: string | null;
  outlets: string[];
}

export interface Account {
  value: string;
  speaker: string | null;
  outlet: string | null;
  published: string | null;
  report: string;
  span: Span;
  words: string;
}

export interface DisputeRow {
  id: string;
  about: string;
  thing: string | null;
  event: string | null;
  type: string | null;
  values: string[];
  accounts: Account[];
  story: string;
  state: State;
}

export interface ActorRow {
  id: string;
  name: string;
  kind: string;
  country: string | null;
  known: string | null;
  reports: number;
  acts: number;
  undergoes: number;
  says: number;
}

export interface NameRow {
  id: string;
  name: string;
  outlet: string | null;
  called: string;
  stance: string | null;
  by: string | null;
  times: number;
  report: string;
}

export interface Correction {
  n: number;
  at: string;
  who: string;
  why: string;
  verb: string;
  target: string;
  id: string;
  field: string | null;
  old: unknown;
  new: unknown;
  undone: boolean;
}

export interface Overview {
  reports: number;
  events: number;
  claims: number;
  stories: number;
  disputes: number;
  agreements: number;
  actors: number;
  first: string | null;
  last: string | null;
  models: Count[];
  failures: { place: string; message: string }[];
  n_dirty: number;
}

/** Something that a person might look at, because it is not sure. */
export interface QueueRow {
  kind: "mention" | "claim" | "dispute";
  id: string;
  confidence: number | null;
  label: string;
  sentence: string;
  speakers: string[];
  report: string | null;
  outlet: string | null;
  published: string | null;
  span: Span | null;
  event: string | null;
  story: string | null;
}

export interface Count {
  value: string;
  n: number;
}

export interface Facets {
  total: number;
  types: Count[];
  statuses: Count[];
  countries: Count[];
  quads: Count[];
}

export interface Suggestion {
  term: string;
  label: string;
  kind: string;
}

export interface Cell {
  lat: number;
  lon: number;
  n: number;
  quads: Quads;
  id?: string | null;
  type?: string | null;
  place?: string | null;
  radius_km?: number | null;
  /** West, south, east, north. */
  bbox: [number, number, number, number];
  label: string | null;
  /** Of the page: so many other cells are drawn with it. */
  also?: number;
}

export interface MapAnswer {
  total: number;
  placed: number;
  outside: number;
  cells: Cell[];
}

export interface Bin {
  start: string;
  n: number;
  quads: Quads;
}

export type Step = "day" | "week" | "month" | "year";

export interface Timeline {
  step: Step;
  undated: number;
  bins: Bin[];
}

export interface Node {
  id: string;
  name: string;
  kind: string;
  country: string | null;
  n: number;
}

export interface Link {
  source: string;
  target: string;
  conflict: number;
  cooperation: number;
  n: number;
  types: { type: string; n: number }[];
  first: string | null;
  last: string | null;
}

export interface Matrix {
  slots: { id: string; about: string; label: string; event: string | null }[];
  /** `outlet`: an outlet that speaks with its own voice. */
  speakers: { id: string; name: string | null; outlet: boolean }[];
  cells: {
    slot: string;
    speaker: string;
    stance: "assert" | "deny" | "doubt";
    value: string | null;
    words: string;
    report: string;
    outlet: string | null;
    span: Span | null;
    published: string | null;
  }[];
}

export interface StoryReport {
  id: string;
  title: string | null;
  outlet: string | null;
  published: string | null;
  url: string | null;
  source: string | null;
  copy_of: string | null;
}

export interface StoryAnswer {
  story: StoryRow;
  reports: StoryReport[];
  events: EventRow[];
  disputes: DisputeRow[];
  matrix: Matrix;
}

export interface SourceRow {
  outlet: string | null;
  side: string | null;
  reports: number;
  stories: number;
  copied: number;
  names: { actor: string; id?: string; called: string; stance: string | null; times: number; report: string }[];
}

export interface ReportRow {
  id: string;
  title: string | null;
  outlet: string | null;
  published: string | null;
  url: string | null;
  events: number;
  claims: number;
}

/** The record of a report: see the wire format. Only what the page reads of it. */
export interface Wire {
  model: string;
  sentences: Span[];
  actors: { id: string; name: string; kind: string; country: string | null; role: string | null; mentions: Span[] }[];
  places: {
    id: string;
    name: string;
    gazetteer_name?: string | null;
    lat: number | null;
    lon: number | null;
    country: string | null;
    admin1: string | null;
    feature: string | null;
    radius_km?: number | null;
    confidence?: number | null;
    because?: string[];
    mentions: Span[];
    phrases?: Span[];
  }[];
  times: { id: string; value: string; type: string; because?: string | null; mentions: Span[] }[];
  claims: {
    id: string;
    parent: string | null;
    speaker: string | null;
    via: string[];
    source: Span[];
    cue: Span[];
    content: Span[];
    form: string;
    act: string;
    commitment?: string | null;
    confidence: number;
  }[];
  events: {
    id: string;
    type: string;
    mode: string | null;
    own_type?: string | null;
    cameo?: string | null;
    contexts: string[];
    trigger: Span[];
    sentence: number;
    actors: { actor: string | null; span: Span }[];
    recipients: { actor: string | null; span: Span }[];
    place: string | null;
    place_from?: string | null;
    time: string | null;
    date: { start: string | null; end: string | null; from: string; precision?: string | null } | null;
    quantities: { of: string; value: number; bound: string; role: string | null; span: Span }[];
    status: string;
    claims: string[];
    confidence: number;
  }[];
  notes: { kind: string; message: string }[];
}

export interface ReportAnswer {
  record: Wire;
  text: string;
  title: string | null;
  outlet: string | null;
  published: string | null;
  url: string | null;
  story: string | null;
  mentions: MentionRow[];
  claims: ClaimRow[];
  corrections: Correction[];
}

export interface EventAnswer {
  event: EventRow;
  mentions: MentionRow[];
  claims: ClaimRow[];
  disputes: DisputeRow[];
  corrections: Correction[];
}

export interface Job {
  job: string;
  state: string;
  names: string[];
  done: number;
  total: number;
  new: number;
  held: number;
  failed: number;
  message: string;
  reports: string[];
}
