// A report with its evidence: the text with what was read marked in it, and the record beside, each leading to the
// other; and why each thing was decided.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { api, useAnswer } from "../api";
import { country } from "../bar";
import { type Item, itemRef, want } from "../keys";
import { depths, marksOf, meant, paragraphs } from "../marks";
import { address, canEdit, param, tune } from "../state";
import type { ClaimRow, MentionRow, ReportAnswer, Span, Wire } from "../types";
import { A, Await, Parties, StateMark, Sure, Type, eventAt, mentionItem } from "../ui";
import { days, people, said } from "../words";

const LAYERS: [string, string][] = [
  ["events", "what happened"],
  ["claims", "who says what"],
  ["places", "where"],
  ["times", "when"],
  ["people", "who"],
];

export function ReportView({ id }: { id: string }): JSX.Element {
  const answer = useAnswer<ReportAnswer>(api(`reports/${encodeURIComponent(id)}.json`));
  return (
    <Await answer={answer} lines={16}>
      {(report) => <Reader key={id} report={report} id={id} />}
    </Await>
  );
}

function spanOf(text: string | null): Span | null {
  const found = /^(\d+)-(\d+)$/.exec(text ?? "");
  return found ? [Number(found[1]), Number(found[2])] : null;
}

function same(a: Span[], b: Span[]): boolean {
  return a.length === b.length && a.every((span, n) => span[0] === b[n]?.[0] && span[1] === b[n]?.[1]);
}

/** Rows of the store for the items of the record: they stand at the same words. */
function rowsFor<Row extends { spans: Span[] }, One>(
  items: One[],
  rows: Row[],
  spans: (item: One) => Span[],
  fits: (item: One, row: Row) => boolean,
): Map<One, Row> {
  const left = new Set(rows);
  const found = new Map<One, Row>();
  for (const exact of [true, false]) {
    for (const item of items) {
      if (found.has(item)) continue;
      const row = [...left].find((one) => same(one.spans, spans(item)) && (!exact || fits(item, one)));
      if (!row) continue;
      found.set(item, row);
      left.delete(row);
    }
  }
  return found;
}

function Reader({ report, id }: { report: ReportAnswer; id: string }): JSX.Element {
  const { record } = report;
  const chosen = param("item");
  const hidden = param("hide")?.split(",") ?? ["people"];
  const at = spanOf(param("at"));
  const text = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLElement>(null);
  const deep = useMemo(() => depths(record.claims), [record]);
  const events = useMemo(
    () =>
      rowsFor(
        record.events,
        report.mentions,
        (event) => event.trigger,
        (event, row) => event.type === row.type,
      ),
    [report],
  );
  const claims = useMemo(
    () =>
      rowsFor(
        record.claims,
        report.claims,
        (claim) => claim.content,
        (claim, row) => claim.act === row.act,
      ),
    [report],
  );
  const marks = useMemo(() => marksOf(report, hidden), [report, hidden.join(",")]);
  const runs = useMemo(() => paragraphs(report.text, marks, at), [report, marks, at?.[0], at?.[1]]);

  // An address may name an event of the store: its words here are meant.
  const wanted = param("event");
  useEffect(() => {
    if (!wanted || chosen) return;
    const event = record.events.find((one) => events.get(one)?.event === wanted);
    if (event) tune({ event: null, item: event.id }, true);
  }, [wanted]);

  /** Lights up an item on both sides, without drawing everything anew. */
  const light = (name: string, item: string | null) => {
    for (const root of [text.current, list.current]) {
      if (!root) continue;
      for (const one of root.querySelectorAll(`.${name}`)) one.classList.remove(name, `${name}-part`);
      for (const one of root.querySelectorAll(`.${name}-part`)) one.classList.remove(`${name}-part`);
      if (!item) continue;
      for (const one of root.querySelectorAll<HTMLElement>("[data-ids]")) {
        const ids = one.dataset.ids?.split(" ") ?? [];
        if (ids.includes(item)) one.classList.add(name);
        else if (ids.some((other) => other.startsWith(`${item}.`))) one.classList.add(`${name}-part`);
      }
    }
  };
  useEffect(() => {
    light("chosen-mark", chosen);
    if (!chosen) return;
    list.current?.querySelector(`[data-ids="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
    const mark = text.current?.querySelector(".chosen-mark");
    if (mark && innerWidth > 900) mark.scrollIntoView({ block: "nearest" });
  }, [chosen, runs]);
  useEffect(() => {
    if (at) text.current?.querySelector(".here")?.scrollIntoView({ block: "center" });
  }, [at?.[0], at?.[1], id]);

  const under = (event: Event) => (event.target as Element).closest<HTMLElement>("[data-ids]")?.dataset.ids?.split(" ") ?? [];
  const choose = (item: string | null) => tune({ item, at: null }, true);
  const names = new Map(record.actors.map((actor) => [actor.id, actor.name]));
  const who = (actor: string | null) => (actor ? (names.get(actor) ?? null) : null);
  const hot = (item: string | null) => light("hot-mark", item);
  const words = (span: Span | undefined) => (span ? [...report.text].slice(span[0], span[1]).join("") : "");
  const row: RowOf = (item, label, more, why, inside) => (
    <Entry key={item} id={item} chosen={chosen === item} item={more} choose={choose} hot={hot} label={label} why={why} inside={inside} />
  );
  return (
    <article class="reader">
      <div class="reader-text">
        <header>
          <p class="kicker">
            {report.outlet ?? "Outlet not told"}
            {report.published ? ` · ${report.published}` : " · no day of publication"}
          </p>
          <h1 class="headline">{report.title ?? "Without a title"}</h1>
          <p class="faint small">
            {report.url && /^https?:/.test(report.url) && (
              <>
                <a href={report.url} rel="noreferrer noopener" target="_blank">
                  the original
                </a>{" "}
                ·{" "}
              </>
            )}
            {report.story && <A to={address(`/stories/${encodeURIComponent(report.story)}`)}>the story and other accounts</A>} · read by{" "}
            {record.model}
          </p>
          <fieldset class="layers">
            <legend class="hidden">Marked in the text</legend>
            {LAYERS.map(([layer, name]) => (
              <label key={layer} class={`layer l-${layer}`}>
                <input
                  type="checkbox"
                  checked={!hidden.includes(layer)}
                  onChange={() => {
                    const next = hidden.includes(layer) ? hidden.filter((one) => one !== layer) : [...hidden, layer];
                    tune({ hide: next.length ? next.join(",") : "none" }, true);
                  }}
                />
                <span>{name}</span>
              </label>
            ))}
          </fieldset>
        </header>
        <div
          ref={text}
          class="prose"
          onPointerOver={(event) => hot(meant(under(event), deep))}
          onPointerLeave={() => hot(null)}
          onClick={(event) => {
            if (getSelection()?.toString()) return;
            const item = meant(under(event), deep);
            if (item) choose(item === chosen ? null : item);
          }}
        >
          {runs.map((paragraph) => (
            <p key={paragraph[0]?.start}>
              {paragraph.map((run) =>
                run.ids.length ? (
                  <span key={run.start} data-ids={run.ids.join(" ")} class={run.classes.join(" ")}>
                    {run.text}
                  </span>
                ) : (
                  run.text
                ),
              )}
            </p>
          ))}
        </div>
      </div>
      <aside class="record" ref={list} aria-label="What was read from it">
        <h2 class="rule">What happened</h2>
        {!record.events.length && <p class="faint small">No event was found in this report.</p>}
        <ol>
          {record.events.map((event) => {
            const own = events.get(event);
            return row(
              event.id,
              <>
                <span class="entry-head">
                  <Type type={event.type} mode={event.mode} status={event.status} />
                  <StateMark state={own?.state ?? "auto"} />
                </span>
                <span class="entry-body">
                  <Parties
                    row={{
                      actors: event.actors.map((part) => who(part.actor) ?? words(part.span)),
                      recipients: event.recipients.map((part) => who(part.actor) ?? words(part.span)),
                    }}
                  />
                  <span class="according">
                    {event.claims.length
                      ? `according to ${people(event.claims.map((claim) => who(record.claims.find((one) => one.id === claim)?.speaker ?? null) ?? "somebody not named"))}`
                      : "in the report’s own words"}
                  </span>
                </span>
              </>,
              own ? mentionItem(own, () => choose(event.id)) : null,
              () => <WhyEvent event={event} record={record} row={own} words={words} />,
            );
          })}
        </ol>
        <h2 class="rule">Who says what</h2>
        {!record.claims.length && <p class="faint small">Nobody is reported to say anything.</p>}
        <Claims record={record} parent={null} rows={claims} who={who} words={words} row={row} choose={choose} report={id} />
        <h2 class="rule">Where</h2>
        <ol>
          {record.places
            .filter((place) => place.mentions.length > 0)
            .map((place) =>
              row(
                place.id,
                <span class="entry-head">
                  {place.name}{" "}
                  <span class="faint">
                    {[place.admin1 === place.name ? null : place.admin1, place.country ? country(place.country) : null]
                      .filter((name) => name && name !== place.name)
                      .join(", ") || (place.lat === null ? "not found on the map" : "")}
                  </span>
                </span>,
                null,
                () => <WhyPlace place={place} />,
              ),
            )}
        </ol>
        <h2 class="rule">When</h2>
        {!record.times.length && <p class="faint small">No time is told.</p>}
        <ol>
          {record.times.map((time) =>
            row(
              time.id,
              <span class="entry-head">
                {words(time.mentions[0])} <span class="faint">{time.value}</span>
              </span>,
              null,
              () => (
                <dl class="why">
                  <dt>read as</dt>
                  <dd>
                    {time.value} ({time.type})
                  </dd>
                  {time.because && (
                    <>
                      <dt>because</dt>
                      <dd>{time.because}</dd>
                    </>
                  )}
                </dl>
              ),
            ),
          )}
        </ol>
        <h2 class="rule">Who</h2>
        <ol>
          {record.actors.map((actor) =>
            row(
              actor.id,
              <span class="entry-head">
                {actor.name}{" "}
                <span class="faint">
                  {[actor.kind.replace("_", " "), actor.country ? country(actor.country) : null].filter(Boolean).join(", ")}
                </span>
              </span>,
              null,
              () => (
                <dl class="why">
                  <dt>called</dt>
                  <dd>{[...new Set(actor.mentions.map(words))].map((one) => `“${one}”`).join(", ")}</dd>
                  {actor.role && (
                    <>
                      <dt>as</dt>
                      <dd>{actor.role}</dd>
                    </>
                  )}
                </dl>
              ),
            ),
          )}
        </ol>
        {record.notes.length > 0 && (
          <>
            <h2 class="rule">Notes of the reader</h2>
            <ul class="small">
              {record.notes.map((note, n) => (
                <li key={n}>{note.message}</li>
              ))}
            </ul>
          </>
        )}
      </aside>
    </article>
  );
}

interface EntryProps {
  id: string;
  chosen: boolean;
  item: Item | null;
  label: ComponentChildren;
  choose: (id: string | null) => void;
  hot: (id: string | null) => void;
  why: () => JSX.Element;
  /** Items that stand inside this one. */
  inside?: ComponentChildren;
}

/** One item of the record, which opens on why it was decided. */
function Entry({ id, chosen, item, label, choose, hot, why, inside }: EntryProps): JSX.Element {
  const toggle = () => choose(chosen ? null : id);
  return (
    <li class={`entry ${chosen ? "open" : ""}`} data-ids={id} onPointerEnter={() => hot(id)} onPointerLeave={() => hot(null)}>
      <button
        type="button"
        class="entry-button"
        data-item
        aria-expanded={chosen}
        ref={itemRef(item ?? { target: "other", id: "", label: id })}
        onClick={toggle}
        onFocus={() => hot(id)}
        onBlur={() => hot(null)}
      >
        {label}
      </button>
      {chosen && (
        <div class="entry-why">
          {why()}
          {item && canEdit() && (
            <p class="row-tools">
              {(["confirm", "edit", "reject"] as const).map((what) => (
                <button key={what} type="button" class="small" onClick={() => want(what, item)}>
                  {what}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
      {inside}
    </li>
  );
}

type RowOf = (item: string, label: ComponentChildren, more: Item | null, why: () => JSX.Element, inside?: ComponentChildren) => JSX.Element;

/** Claims, those inside others beneath them. */
function Claims(props: {
  record: Wire;
  parent: string | null;
  rows: Map<Wire["claims"][number], ClaimRow>;
  who: (id: string | null) => string | null;
  words: (span: Span | undefined) => string;
  row: RowOf;
  choose: (id: string | null) => void;
  report: string;
}): JSX.Element | null {
  const { record, parent, rows, who, words, row, choose, report } = props;
  const ids = new Set(record.claims.map((claim) => claim.id));
  const own = record.claims.filter((claim) =>
    parent === null ? claim.parent === null || !ids.has(claim.parent) : claim.parent === parent,
  );
  if (!own.length) return null;
  return (
    <ol class={parent ? "nested" : ""}>
      {own.map((claim) => {
        const kept = rows.get(claim);
        const content = claim.content.map(words).join(" … ");
        const item: Item | null = kept
          ? { target: "claim", id: kept.id, report, label: content.slice(0, 80), open: () => choose(claim.id) }
          : null;
        return row(
          claim.id,
          <>
            <span class="entry-head">
              <b>{who(claim.speaker) ?? (claim.source.map(words).join(" ") || "somebody not named")}</b>{" "}
              <span class="faint">{said(claim.act)}</span> <StateMark state={kept?.state ?? "auto"} />
            </span>
            <span class="entry-body said">{content.length > 150 ? `${content.slice(0, 148)}…` : content}</span>
          </>,
          item,
          () => (
            <dl class="why">
              <dt>signalled by</dt>
              <dd>“{claim.cue.map(words).join(" … ")}”</dd>
              <dt>words</dt>
              <dd>{claim.form === "direct" ? "quoted" : claim.form === "mixed" ? "partly quoted" : "reported"}</dd>
              {claim.commitment && (
                <>
                  <dt>put as</dt>
                  <dd>{claim.commitment.replace("_", " ")}</dd>
                </>
              )}
              {claim.via.length > 0 && (
                <>
                  <dt>through</dt>
                  <dd>{people(claim.via.map((via) => who(via) ?? via))}</dd>
                </>
              )}
              <dt>sure</dt>
              <dd>
                <Sure confidence={claim.confidence} />
              </dd>
            </dl>
          ),
          <Claims {...props} parent={claim.id} />,
        );
      })}
    </ol>
  );
}

const FROM: Record<string, string> = {
  clause: "named in its own clause",
  sentence: "named in its sentence",
  paragraph: "named in its paragraph",
  dateline: "the dateline",
  headline: "the headline",
  text: "told in the text",
  published: "the day of publication",
  none: "not told",
};

function WhyEvent({
  event,
  record,
  row,
  words,
}: {
  event: Wire["events"][number];
  record: Wire;
  row: MentionRow | undefined;
  words: (span: Span | undefined) => string;
}): JSX.Element {
  const place = record.places.find((one) => one.id === event.place);
  const time = record.times.find((one) => one.id === event.time);
  return (
    <dl class="why">
      <dt>type</dt>
      <dd>
        {event.own_type ? `${event.own_type} (under ${event.type})` : event.type}
        {event.mode ? `, ${event.mode}` : ""}
        {event.cameo ? <span class="faint"> CAMEO {event.cameo}</span> : null}
        <br />
        stated by “{event.trigger.map(words).join(" … ")}”
        <br />
        <Sure confidence={event.confidence} />
      </dd>
      <dt>when</dt>
      <dd>
        {event.date?.start ? days(event.date.start, event.date.end) : "not told"}
        {event.date?.start && (
          <span class="faint">
            {" "}
            {event.date.precision ? `to the ${event.date.precision}, ` : ""}
            {FROM[event.date.from] ?? event.date.from}
          </span>
        )}
        {time && (
          <>
            <br />“{words(time.mentions[0])}”: {time.because ?? time.value}
          </>
        )}
      </dd>
      <dt>where</dt>
      <dd>
        {place ? place.name : "not told"}
        {event.place_from && <span class="faint"> {FROM[event.place_from] ?? event.place_from}</span>}
        {place && (place.because?.length ?? 0) > 0 && (
          <>
            <br />
            {place.because?.join("; ")}
          </>
        )}
      </dd>
      {event.quantities.length > 0 && (
        <>
          <dt>how many</dt>
          <dd>
            {event.quantities
              .map(
                (one) =>
                  `${one.role ? `${one.role} ` : ""}${one.bound === "exactly" ? "" : `${one.bound.replace("_", " ")} `}${one.value} ${one.of}`,
              )
              .join("; ")}
          </dd>
        </>
      )}
      {event.contexts.length > 0 && (
        <>
          <dt>context</dt>
          <dd>{event.contexts.map((one) => one.replaceAll("_", " ")).join(", ")}</dd>
        </>
      )}
      {row?.event && (
        <>
          <dt>event</dt>
          <dd>
            <A to={eventAt(row.event)}>what other reports tell of it</A>
          </dd>
        </>
      )}
    </dl>
  );
}

function WhyPlace({ place }: { place: Wire["places"][number] }): JSX.Element {
  return (
    <dl class="why">
      {place.lat !== null && place.lon !== null ? (
        <>
          <dt>read as</dt>
          <dd>
            {[place.gazetteer_name ?? place.name, place.admin1, place.country ? country(place.country) : null]
              .filter((name, n, all) => name && all.indexOf(name) === n)
              .join(", ")}
            <br />
            <A to={address("/map", { at: `${place.lat},${place.lon},60` })}>
              {place.lat.toFixed(2)}, {place.lon.toFixed(2)}
            </A>
            {place.radius_km ? <span class="faint"> within {Math.round(place.radius_km)} km</span> : null}
          </dd>
        </>
      ) : (
        <>
          <dt>read as</dt>
          <dd>a place that the gazetteer does not have, or that was not sure enough</dd>
        </>
      )}
      {(place.because?.length ?? 0) > 0 && (
        <>
          <dt>because</dt>
          <dd>{place.because?.join("; ")}</dd>
        </>
      )}
      {place.confidence !== null && place.confidence !== undefined && (
        <>
          <dt>sure</dt>
          <dd>
            <Sure confidence={place.confidence} />
          </dd>
        </>
      )}
    </dl>
  );
}
