// Small parts that all views share.
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "./api";
import { type Item, itemRef } from "./keys";
import { address, go } from "./state";
import type { EventRow, MentionRow, Quads, Span } from "./types";
import { QUADS, QUAD_NAME, amounts, days, deaths, number, people, plural, quadOf, sure, typeLabel } from "./words";

/** A link within the page. */
export function A(props: {
  to: string;
  class?: string;
  children: ComponentChildren;
  current?: boolean;
  title?: string;
  id?: string;
}): JSX.Element {
  const { to, children, current, ...rest } = props;
  return (
    <a
      {...rest}
      href={to}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

export function Skeleton({ lines = 6 }: { lines?: number }): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label="Being fetched">
      {Array.from({ length: lines }, (_, n) => (
        <div key={n} class={`bone b${n % 4}`} />
      ))}
    </div>
  );
}

/** A view whose script is fetched when it is first looked at. */
export function Later({ load }: { load: () => Promise<() => JSX.Element> }): JSX.Element {
  const [View, setView] = useState<(() => JSX.Element) | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (view) => setView(() => view),
      () => setFailed(true),
    );
  }, [load]);
  if (failed) return <Empty title="This view did not arrive">Load the page again.</Empty>;
  return View ? <View /> : <Skeleton lines={8} />;
}

/** Why there is nothing, and what to try. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Nothing fits the filter: how to ask for less. */
export function NothingFits({ what }: { what: string }): JSX.Element {
  const asked = new URLSearchParams(location.search).get("q");
  return asked ? (
    <Empty title={`No ${what} fits this filter`}>
      <p>
        Take a term out above, or <A to={location.pathname}>ask for everything</A>. All terms must hold together.
      </p>
    </Empty>
  ) : (
    <Empty title={`The store holds no ${what} yet`}>
      <p>
        <A to="/add">Add reports</A>: drop files, or paste a text.
      </p>
    </Empty>
  );
}

/** What a view shows while its answer is on the way, or when there is none. */
export function Await<T>({
  answer,
  lines,
  children,
}: {
  answer: Answer<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}): JSX.Element {
  if (answer.error && !(answer.data && answer.error.status === 0)) return <Trouble answer={answer} />;
  if (!answer.data) return <Skeleton lines={lines ?? 6} />;
  return (
    <div class={answer.waiting ? "stale" : "fresh"} aria-busy={answer.waiting}>
      {children(answer.data)}
    </div>
  );
}

export function Trouble({ answer }: { answer: Answer<unknown> }): JSX.Element {
  const error = answer.error;
  return (
    <Empty
      title={
        error?.status === 404 ? "There is no such thing in this store" : error?.status === 400 ? "The filter cannot be read" : "No answer"
      }
    >
      <p role="alert">{error?.message}</p>
    </Empty>
  );
}

/** The type of an event with the colour of its quarter. */
export function Type({ type, mode, status }: { type: string; mode?: string | null; status?: string }): JSX.Element {
  const quad = quadOf(type);
  return (
    <span class="type" title={quad ? `${type}: ${QUAD_NAME[quad]}` : type}>
      <span class={`dot ${quad ?? ""}`} aria-hidden="true" />
      <span class="type-name">{typeLabel(type)}</span>
      {mode && <span class="mode">{mode}</span>}
      {status && status !== "happened" && <span class={`status s-${status}`}>{status}</span>}
    </span>
  );
}

/** A thin bar, parted by the four quarters. */
export function QuadBar({ quads, of }: { quads: Quads; of?: number }): JSX.Element {
  const all = amounts(quads);
  const total = QUADS.reduce((sum, quad) => sum + all[quad], 0);
  const words = QUADS.filter((quad) => all[quad]).map((quad) => `${number(all[quad])} ${QUAD_NAME[quad]}`);
  return (
    <span class="quadbar" role="img" aria-label={words.join(", ")} title={words.join(", ")}>
      <span class="quadbar-in" style={{ width: `${of ? Math.max(4, (100 * total) / of) : 100}%` }}>
        {QUADS.map((quad) => all[quad] > 0 && <i key={quad} class={quad} style={{ flexGrow: all[quad] }} />)}
      </span>
    </span>
  );
}

export function Legend({ onPick, on }: { onPick?: (quad: (typeof QUADS)[number]) => void; on?: string[] }): JSX.Element {
  return (
    <ul class="legend" aria-label="Colours">
      {QUADS.map((quad) => (
        <li key={quad}>
          {onPick ? (
            <button type="button" class="legend-pick" aria-pressed={on?.includes(quad) ?? false} onClick={() => onPick(quad)}>
              <span class={`dot ${quad}`} /> {QUAD_NAME[quad]}
            </button>
          ) : (
            <>
              <span class={`dot ${quad}`} aria-hidden="true" /> {QUAD_NAME[quad]}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A sentence with the words that state the event in bold. */
export function Sentence({ text, strong }: { text: string; strong: string }): JSX.Element {
  const at = strong ? text.indexOf(strong) : -1;
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <strong>{strong}</strong>
      {text.slice(at + strong.length)}
    </>
  );
}

/** A sentence with the words at these code points in bold. */
export function Marked({ text, start, spans }: { text: string; start: number; spans: Span[] }): JSX.Element {
  const signs = [...text];
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const first = Math.max(at, from - start);
    const last = Math.min(signs.length, to - start);
    if (last <= first) continue;
    parts.push(signs.slice(at, first).join(""), <strong key={first}>{signs.slice(first, last).join("")}</strong>);
    at = last;
  }
  parts.push(signs.slice(at).join(""));
  return <>{parts}</>;
}

/** According to whom. */
export function According({ speakers, outlet, date }: { speakers: string[]; outlet: string | null; date: string | null }): JSX.Element {
  return (
    <span class="according">
      {speakers.length ? (
        <>
          according to <b>{people(speakers.slice(0, 3))}</b>
          {speakers.length > 3 ? ` and ${speakers.length - 3} more` : ""}
          {outlet ? `, in ${outlet}` : ""}
        </>
      ) : (
        <>in the report’s own words{outlet ? `: ${outlet}` : ""}</>
      )}
      {date ? `, ${date}` : ""}
    </span>
  );
}

export function reportAt(report: string, span: Span | null | undefined): string {
  return address(`/report/${encodeURIComponent(report)}`, { at: span ? `${span[0]}-${span[1]}` : null });
}

export function eventAt(id: string): string {
  return address(`/event/${encodeURIComponent(id)}`);
}

export function eventItem(row: EventRow): Item {
  return { target: "event", id: row.id, label: `${typeLabel(row.type)}: ${row.sentence.slice(0, 60)}`, open: () => go(eventAt(row.id)) };
}

export function mentionItem(row: MentionRow, open?: () => void): Item {
  return {
    target: "mention",
    id: row.id,
    report: row.report,
    label: `${typeLabel(row.type)}: ${row.trigger}`,
    open: open ?? (() => go(reportAt(row.report, row.spans[0]))),
  };
}

export function StateMark({ state }: { state: string }): JSX.Element | null {
  if (state === "auto") return null;
  return <span class={`state st-${state}`}>{state}</span>;
}

/** Who to whom. */
export function Parties({ row }: { row: { actors: string[]; recipients: string[] } }): JSX.Element | null {
  if (!row.actors.length && !row.recipients.length) return null;
  return (
    <span class="parties">
      <span>{people(row.actors, "nobody named")}</span>
      {row.recipients.length > 0 && (
        <>
          <span class="arrow" aria-label="to">
            {" → "}
          </span>
          <span>{people(row.recipients)}</span>
        </>
      )}
    </span>
  );
}

/** An event as lists show it: the sentence, whose words it is, and what was read from it. */
export function EventCard({ row }: { row: EventRow }): JSX.Element {
  const dead = deaths(row.deaths_low, row.deaths_high);
  return (
    <li>
      <article class="card" data-item tabIndex={0} ref={itemRef(eventItem(row))} aria-label={`${typeLabel(row.type)}: ${row.sentence}`}>
        <p class="card-head">
          <Type type={row.type} mode={row.mode} status={row.status} />
          <span class="card-when">
            {days(row.date_start, row.date_end) || "no day told"}
            {row.place ? ` · ${row.place}` : ""}
          </span>
        </p>
        <p class="said">
          <A to={eventAt(row.id)}>
            <Sentence text={row.sentence} strong={row.trigger} />
          </A>
        </p>
        <p class="card-foot">
          <According speakers={row.speakers} outlet={row.outlet} date={row.last_seen === row.first_seen ? row.first_seen : null} />
          <span class="facts">
            {row.sources > 1 && <span>{plural(row.sources, "source")}</span>}
            {row.denied_by > 0 && <span>denied by {row.denied_by}</span>}
            {dead && <span>{dead} dead</span>}
            {row.disputed && <span class="disputed">disputed</span>}
            <StateMark state={row.state} />
          </span>
        </p>
      </article>
    </li>
  );
}

/** A number between 0 and 1 as a short bar with its words. */
export function Sure({ confidence }: { confidence: number }): JSX.Element {
  return (
    <span class="sure" title={sure(confidence)}>
      <span class="sure-bar" aria-hidden="true">
        <i style={{ width: `${Math.round(confidence * 100)}%` }} />
      </span>
      <span class="sure-n">{sure(confidence)}</span>
    </span>
  );
}

/** The size of an element, as it changes. */
export function useSize<E extends Element>(): [RefObject<E>, { width: number; height: number }] {
  const ref = useRef<E>(null) as RefObject<E>;
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const box = element.getBoundingClientRect();
      setSize((before) => (before.width === box.width && before.height === box.height ? before : { width: box.width, height: box.height }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, size];
}

/** A dialog of the browser's own, which keeps the focus inside. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren; wide?: boolean }): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    // The browser would take the button that closes.
    ref.current?.querySelector<HTMLElement>("form input, form select, form textarea")?.focus();
    return () => before?.isConnected && before.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      class={props.wide ? "wide" : ""}
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === ref.current && props.onClose()}
    >
      <div class="dialog-in">
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={props.onClose}>
            ✕
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

/** The rest of a long list. */
export function More({ shown, total, onMore }: { shown: number; total: number; onMore: () => void }): JSX.Element | null {
  if (shown >= total) return null;
  return (
    <button type="button" class="more" onClick={onMore}>
      Show more ({number(shown)} of {number(total)})
    </button>
  );
}
