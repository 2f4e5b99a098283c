// Asking the server. Answers are kept until something changes; the browser asks with ETags.
import { useEffect, useRef, useState } from "preact/hooks";
import { changes, done, say, session, wantsLogin, who } from "./state";
import type { Correction, Session } from "./types";

export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message);
  }
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  let code = String(response.status);
  let message = `The server answers ${response.status}.`;
  try {
    const body = (await response.json()) as { error?: { code?: string; message?: string } };
    code = body.error?.code ?? code;
    message = body.error?.message ?? message;
  } catch {
    // An answer that is no JSON says no more than its status.
  }
  if (response.status === 401) wantsLogin.value = true;
  throw new Refusal(message, response.status, code);
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await fetch(url, { headers: { accept: "application/json" }, credentials: "same-origin", ...(signal ? { signal } : {}) }));
}

export async function post<T>(url: string, body: unknown): Promise<T> {
  const form = body instanceof FormData;
  const text = typeof body === "string";
  const headers: Record<string, string> = { "x-csrf": session.value?.csrf ?? "", accept: "application/json" };
  if (!form) headers["content-type"] = text ? "text/plain;charset=utf-8" : "application/json";
  return read<T>(
    await fetch(url, { method: "POST", headers, credentials: "same-origin", body: form ? body : text ? body : JSON.stringify(body) }),
  );
}

export async function loadSession(): Promise<void> {
  try {
    session.value = await get<Session>("/api/session.json");
    wantsLogin.value = session.value.needs_login && session.value.role === null;
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 401)) say(`The server does not answer: ${(error as Error).message}`, { bad: true });
  }
}

/** The address of an answer: parameters that are empty are left out. */
export function api(path: string, params: Record<string, string | number | null | undefined> = {}): string {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") all.set(name, String(value));
  }
  const query = all.toString();
  return `/api/${path}${query ? `?${query}` : ""}`;
}

const kept = new Map<string, unknown>();
let keptAt = 0;

export interface Answer<T> {
  /** The last answer, which stays while the next is waited for. */
  data: T | null;
  error: Refusal | null;
  waiting: boolean;
}

/** The answer to an address; `null` asks nothing. */
export function useAnswer<T>(url: string | null): Answer<T> {
  const version = changes.value;
  if (keptAt !== version) {
    kept.clear();
    keptAt = version;
  }
  const [answer, setAnswer] = useState<Answer<T> & { url: string | null }>(() => ({
    data: url ? ((kept.get(url) as T | undefined) ?? null) : null,
    error: null,
    waiting: url !== null,
    url,
  }));
  const wanted = useRef(url);
  wanted.current = url;
  useEffect(() => {
    if (!url) return;
    const known = kept.get(url) as T | undefined;
    if (known !== undefined) {
      setAnswer({ data: known, error: null, waiting: false, url });
      return;
    }
    const stop = new AbortController();
    setAnswer((before) => ({ ...before, waiting: true }));
    get<T>(url, stop.signal).then(
      (data) => {
        if (kept.size > 200) kept.clear();
        kept.set(url, data);
        if (wanted.current === url) setAnswer({ data, error: null, waiting: false, url });
      },
      (error: Error) => {
        if (error.name === "AbortError") return;
        const refusal = error instanceof Refusal ? error : new Refusal("The server cannot be reached. Is it still running?", 0, "offline");
        setAnswer((before) => ({ ...before, error: refusal, waiting: false, url }));
      },
    );
    return () => stop.abort();
  }, [url, version]);
  return answer;
}

export interface Change {
  verb: "set" | "confirm" | "reject" | "merge" | "split" | "undo";
  target: string;
  id: string;
  field?: string;
  value?: string;
  with?: string;
}

const DID: Record<string, string> = { confirm: "Confirmed", reject: "Rejected", merge: "Merged", split: "Parted", undo: "Taken back" };

/** Sends one correction, and offers to take it back. */
export async function correct(change: Change, why: string): Promise<boolean> {
  try {
    const row = await post<Correction>("/api/corrections.json", { ...change, why, who: who.value });
    if (change.verb === "undo") {
      done.value = done.value.filter((one) => String(one.n) !== change.id);
      say("Taken back");
    } else {
      done.value = [...done.value, row];
      const what =
        change.verb === "set"
          ? `${change.field ?? ""} is now ${change.value === "-" ? "none" : (change.value ?? "")}`
          : (DID[change.verb] ?? change.verb);
      say(`${what.charAt(0).toUpperCase()}${what.slice(1)}`, { undo: () => void undo() });
    }
    changes.value++;
    return true;
  } catch (error) {
    say((error as Error).message, { bad: true });
    return false;
  }
}

/** Takes back the last correction made here. */
export async function undo(): Promise<void> {
  const last = done.value.at(-1);
  if (!last) return say("There is nothing to take back");
  await correct({ verb: "undo", target: "correction", id: String(last.n) }, "");
}
