// Stories: reports on the same happenings; and one story with its accounts side by side.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { itemRef, want } from "../keys";
import { address, canEdit, go, param, question, tune } from "../state";
import type { DisputeRow, List, Matrix, StoryAnswer, StoryReport, StoryRow } from "../types";
import { A, Await, EventCard, More, NothingFits, StateMark, reportAt } from "../ui";
import { about, days, people, plural, typeLabel } from "../words";

export function StoriesView(): JSX.Element {
  const q = question();
  const [limit, setLimit] = useState(50);
  const answer = useAnswer<List<StoryRow>>(api("stories.json", { q, limit }));
  return (
    <div class="column">
      <header class="view-head">
        <h1>Stories</h1>
      </header>
      <p class="lead">Reports on the same happenings. A story shows who says what side by side, and gives no verdict.</p>
      <Await answer={answer}>
        {(list) =>
          list.rows.length ? (
            <>
              <ol class="story-list">
                {list.rows.map((row) => (
                  <li key={row.id}>
                    <article
                      class="story-row"
                      data-item
                      tabIndex={0}
                      ref={itemRef({
                        target: "other",
                        id: "",
                        label: row.title,
                        open: () => go(address(`/stories/${encodeURIComponent(row.id)}`)),
                      })}
                      aria-label={row.title}
                    >
                      <p class="card-when">{days(row.first_seen, row.last_seen)}</p>
                      <h2>
                        <A to={address(`/stories/${encodeURIComponent(row.id)}`)}>{row.title}</A>
                      </h2>
                      <p class="faint small">
                        {plural(row.reports, "report")} from {plural(row.sources, "independent source")}, {plural(row.events, "event")}
                        {row.disputes > 0 && <span class="disputed">{plural(row.disputes, "dispute")}</span>}
                      </p>
                      <p class="faint small">{row.outlets.join(", ")}</p>
                    </article>
                  </li>
                ))}
              </ol>
              <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 100))} />
            </>
          ) : (
            <NothingFits what="story" />
          )
        }
      </Await>
    </div>
  );
}

export function StoryView({ id }: { id: string }): JSX.Element {
  const answer = useAnswer<StoryAnswer>(api(`stories/${encodeURIComponent(id)}.json`));
  return (
    <Await answer={answer} lines={14}>
      {(data) => (
        <article class="story">
          <header class="view-head">
            <div>
              <p class="kicker">
                <A to={address("/stories")}>Stories</A> · {days(data.story.first_seen, data.story.last_seen)}
              </p>
              <h1 class="headline">{data.story.title}</h1>
              <p class="faint">
                {plural(data.story.reports, "report")} from {plural(data.story.sources, "independent source")} ·{" "}
                {plural(data.story.events, "event")} · {plural(data.story.disputes, "dispute")}
              </p>
            </div>
          </header>
          <section>
            <h2 class="rule">Accounts side by side</h2>
            <Accounts matrix={data.matrix} />
          </section>
          {data.disputes.length > 0 && (
            <section>
              <h2 class="rule">Disputed</h2>
              <ol class="disputes">
                {data.disputes.map((row) => (
                  <li key={row.id}>
                    <Dispute row={row} />
                  </li>
                ))}
              </ol>
            </section>
          )}
          <section>
            <h2 class="rule">What happened</h2>
            <ol class="cards two">
              {data.events.map((row) => (
                <EventCard key={row.id} row={row} />
              ))}
            </ol>
          </section>
          <section>
            <h2 class="rule">Reports</h2>
            <Reports rows={data.reports} />
          </section>
        </article>
      )}
    </Await>
  );
}

function Reports({ rows }: { rows: StoryReport[] }): JSX.Element {
  return (
    <ol class="reports">
      {rows.map((row) => {
        const of = row.copy_of && row.copy_of !== row.id ? rows.find((other) => other.id === row.copy_of) : null;
        return (
          <li
            key={row.id}
            data-item
            tabIndex={0}
            ref={itemRef({ target: "other", id: "", label: row.title ?? row.id, open: () => go(reportAt(row.id, null)) })}
          >
            <span class="card-when">{row.published ?? "no day"}</span>
            <span>
              <A to={reportAt(row.id, null)}>{row.title ?? row.id}</A>
              <span class="faint">
                {" "}
                {row.outlet ?? "outlet not told"}
                {of ? `; the same text as in ${of.outlet ?? of.id}` : ""}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const SIGN = { assert: "●", deny: "✕", doubt: "?" } as const;
const STANCE = { assert: "asserts", deny: "denies", doubt: "doubts" } as const;

/** A slot in small letters, without what stands above it already. */
function slotLabel(slot: Matrix["slots"][number]): string {
  const parts = slot.label.split(", ").filter((part) => part !== slot.about);
  return parts.map((part) => (/^[A-Z]{3,}$/.test(part) ? typeLabel(part) : part)).join(", ") || slot.label;
}

/** Rows are what is told, columns who tells it, a cell the sentence. */
function Accounts({ matrix }: { matrix: Matrix }): JSX.Element {
  const open = param("cell");
  const [told, setTold] = useState(false);
  const words = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) words.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  const { slots, speakers, cells } = matrix;
  if (!slots.length || !cells.length)
    return <p class="faint">Nobody is reported to say anything of these events; the reports tell them in their own voice.</p>;
  const several = slots.filter((slot) => new Set(cells.filter((cell) => cell.slot === slot.id).map((cell) => cell.speaker)).size > 1);
  // What is disputed comes first; then what most speak of.
  const tellers = (slot: string) => cells.filter((cell) => cell.slot === slot).length;
  const rows = [...(told || several.length === 0 ? slots : several)].sort(
    (a, b) => Number(a.about === "event") - Number(b.about === "event") || tellers(b.id) - tellers(a.id),
  );
  // Those who speak of the first rows stand left, so that accounts of one thing are beside each other.
  const place = (speaker: string) =>
    rows
      .map((slot) => cells.find((cell) => cell.slot === slot.id && cell.speaker === speaker))
      .map((cell) => (cell ? `0${cell.value ?? cell.stance}` : "1"))
      .join("|");
  const used = speakers
    .filter((speaker) => cells.some((cell) => cell.speaker === speaker.id && rows.some((slot) => slot.id === cell.slot)))
    .map((speaker) => ({ speaker, at: place(speaker.id) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((one) => one.speaker);
  const chosen = open ? cells.filter((cell) => `${cell.slot}|${cell.speaker}` === open) : [];
  return (
    <>
      <ul class="legend stances">
        <li>
          <span class="stance assert" aria-hidden="true">
            ●
          </span>{" "}
          asserts
        </li>
        <li>
          <span class="stance deny" aria-hidden="true">
            ✕
          </span>{" "}
          denies
        </li>
        <li>
          <span class="stance doubt" aria-hidden="true">
            ?
          </span>{" "}
          doubts
        </li>
        <li class="faint">empty: says nothing of it</li>
        {several.length > 0 && several.length < slots.length && (
          <li>
            <button type="button" class="quiet small" onClick={() => setTold(!told)}>
              {told ? "only what several speak of" : `also what one alone tells (${slots.length - several.length})`}
            </button>
          </li>
        )}
      </ul>
      <div class="matrix-scroll" tabIndex={0} role="region" aria-label="Accounts side by side">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">What is told</th>
              {used.map((speaker) => (
                <th key={speaker.id} scope="col">
                  <b>{speaker.name ?? "not named"}</b>
                  <span>
                    {speaker.outlet
                      ? "in its own words"
                      : `in ${people([...new Set(cells.filter((cell) => cell.speaker === speaker.id).map((cell) => cell.outlet ?? "an outlet not told"))])}`}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((slot) => (
              <tr key={slot.id}>
                <th scope="row">
                  <span class="slot-about">{slot.about === "event" ? "event" : about(slot.about)}</span>
                  {slot.event ? <A to={address(`/event/${encodeURIComponent(slot.event)}`)}>{slotLabel(slot)}</A> : slotLabel(slot)}
                </th>
                {used.map((speaker) => {
                  const own = cells.filter((cell) => cell.slot === slot.id && cell.speaker === speaker.id);
                  const key = `${slot.id}|${speaker.id}`;
                  if (!own.length)
                    return (
                      <td key={key} class="silent">
                        <span class="hidden">says nothing of it</span>
                      </td>
                    );
                  const first = own[0] as (typeof own)[number];
                  const values = [...new Set(own.map((cell) => cell.value).filter(Boolean))].join("; ");
                  return (
                    <td key={key} class={`says ${first.stance}`}>
                      <button
                        type="button"
                        aria-expanded={open === key}
                        aria-label={`${speaker.name ?? "Somebody not named"} ${STANCE[first.stance]}${values ? `: ${values}` : ""}. Show the sentence.`}
                        onClick={() => tune({ cell: open === key ? null : key }, true)}
                      >
                        <span class={`stance ${first.stance}`} aria-hidden="true">
                          {SIGN[first.stance]}
                        </span>
                        <span class="cell-value">{values || STANCE[first.stance]}</span>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="cell-words" aria-live="polite" ref={words}>
        {chosen.map((cell, n) => {
          const speaker = speakers.find((one) => one.id === cell.speaker);
          return (
            <blockquote key={n} class={`account ${cell.stance}`}>
              <p class="said">{cell.words}</p>
              <footer>
                <b>{speaker?.name ?? "somebody not named"}</b> {STANCE[cell.stance]}
                {cell.value ? ` “${cell.value}”` : ""}, in <A to={reportAt(cell.report, cell.span)}>{cell.outlet ?? cell.report}</A>
                {cell.published ? `, ${cell.published}` : ""}
              </footer>
            </blockquote>
          );
        })}
        {!chosen.length && <p class="faint small">Choose a cell to read the sentence.</p>}
      </div>
    </>
  );
}

export function Dispute({ row, story }: { row: DisputeRow; story?: boolean }): JSX.Element {
  const item = {
    target: "dispute" as const,
    id: row.id,
    label: `Disputed: ${about(row.about)}${row.thing ? ` ${row.thing}` : ""}`,
    open: row.event ? () => go(address(`/event/${encodeURIComponent(row.event ?? "")}`)) : undefined,
  };
  return (
    <article class="dispute" data-item tabIndex={0} ref={itemRef(item)} aria-label={item.label}>
      <header>
        <h3>
          {about(row.about)}
          {row.thing ? ` (${row.thing})` : ""}
          {row.type ? <span class="faint">: {typeLabel(row.type)}</span> : null}
        </h3>
        <span class="row-tools">
          <StateMark state={row.state} />
          {row.event && <A to={address(`/event/${encodeURIComponent(row.event)}`)}>event</A>}
          {story && <A to={address(`/stories/${encodeURIComponent(row.story)}`)}>story</A>}
          {canEdit() && (
            <>
              <button type="button" class="quiet small" onClick={() => want("confirm", item)}>
                confirm
              </button>
              <button type="button" class="quiet small" onClick={() => want("reject", item)}>
                no dispute
              </button>
            </>
          )}
        </span>
      </header>
      <div class="sides">
        {row.values.map((value) => (
          <section key={value} aria-label={value}>
            <h4>{value}</h4>
            <ul>
              {row.accounts
                .filter((account) => account.value === value)
                .map((account, n) => (
                  <li key={n}>
                    <p class="said">
                      <A to={reportAt(account.report, account.span)}>{account.words}</A>
                    </p>
                    <p class="according">
                      according to <b>{account.speaker ?? "the report itself"}</b>
                      {account.outlet ? `, in ${account.outlet}` : ""}
                      {account.published ? `, ${account.published}` : ""}
                    </p>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </article>
  );
}

export function DisputesView(): JSX.Element {
  const q = question();
  const [limit, setLimit] = useState(30);
  const answer = useAnswer<List<DisputeRow>>(api("disputes.json", { q, limit }));
  return (
    <div class="column wide">
      <header class="view-head">
        <h1>Disputes</h1>
      </header>
      <p class="lead">Where accounts do not agree. No verdict is given.</p>
      <Await answer={answer}>
        {(list) =>
          list.rows.length ? (
            <>
              <ol class="disputes">
                {list.rows.map((row) => (
                  <li key={row.id}>
                    <Dispute row={row} story />
                  </li>
                ))}
              </ol>
              <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 50))} />
            </>
          ) : (
            <NothingFits what="dispute" />
          )
        }
      </Await>
    </div>
  );
}
