// One event: every sentence that tells it, whose words they are, and what is disputed.
import type { JSX } from "preact";
import { api, useAnswer } from "../api";
import { country } from "../bar";
import { itemRef, want } from "../keys";
import { address, canEdit } from "../state";
import type { Correction, EventAnswer, MentionRow } from "../types";
import { A, According, Await, Marked, Parties, StateMark, Sure, Type, eventItem, mentionItem, reportAt } from "../ui";
import { days, deaths, number, people, plural, said } from "../words";
import { Dispute } from "./stories";

export function EventView({ id }: { id: string }): JSX.Element {
  const answer = useAnswer<EventAnswer>(api(`events/${encodeURIComponent(id)}.json`));
  return (
    <Await answer={answer} lines={12}>
      {(data) => <Event data={data} />}
    </Await>
  );
}

function Event({ data }: { data: EventAnswer }): JSX.Element {
  const { event, mentions, claims, disputes, corrections } = data;
  const item = eventItem(event);
  const dead = deaths(event.deaths_low, event.deaths_high);
  return (
    <article class="column wide event">
      <header>
        <p class="kicker">
          <A to={address(`/stories/${encodeURIComponent(event.story)}`)}>the story and other accounts</A>
        </p>
        <h1 class="event-type" data-item tabIndex={0} ref={itemRef(item)}>
          <Type type={event.type} mode={event.mode} status={event.status} />
          <StateMark state={event.state} />
          {event.disputed && <span class="disputed">disputed</span>}
        </h1>
        <p class="event-who">
          <Parties row={event} />
        </p>
        <dl class="event-facts">
          <div>
            <dt>When</dt>
            <dd>{days(event.date_start, event.date_end) || "not told"}</dd>
          </div>
          <div>
            <dt>Where</dt>
            <dd>
              {event.place ? (
                event.lat !== null && event.lon !== null ? (
                  <A to={address("/map", { at: `${event.lat},${event.lon},60` })}>{event.place}</A>
                ) : (
                  event.place
                )
              ) : (
                "not told"
              )}
              {event.country && <span class="faint"> {country(event.country)}</span>}
            </dd>
          </div>
          <div>
            <dt>Its type is</dt>
            <dd>
              <Sure confidence={event.confidence} />
            </dd>
          </div>
          <div>
            <dt>According to</dt>
            <dd>
              {event.speakers.length > 4 ? (
                <details>
                  <summary>
                    {event.speakers.slice(0, 3).join(", ")} <span class="faint">and {event.speakers.length - 3} more</span>
                  </summary>
                  {people(event.speakers.slice(3))}
                </details>
              ) : (
                people(event.speakers, "the reports themselves")
              )}
            </dd>
          </div>
          <div>
            <dt>Told by</dt>
            <dd>
              {plural(event.reports, "report")}
              <span class="faint">
                {" "}
                {event.sources ? plural(event.sources, "independent source") : "asserted by none"}
                {event.denied_by ? `, denied by ${number(event.denied_by)}` : ""}
                {event.doubted_by ? `, doubted by ${number(event.doubted_by)}` : ""}
              </span>
            </dd>
          </div>
          {dead && (
            <div>
              <dt>Dead, as told</dt>
              <dd>{dead}</dd>
            </div>
          )}
        </dl>
        {canEdit() && (
          <p class="row-tools">
            {(["confirm", "edit", "merge", "reject"] as const).map((what) => (
              <button key={what} type="button" class="small" onClick={() => want(what, item)}>
                {what}
              </button>
            ))}
          </p>
        )}
      </header>
      <section>
        <h2 class="rule">Every sentence that tells it</h2>
        <ol class="mentions">
          {mentions.map((row) => (
            <li key={row.id}>
              <Mention row={row} others={mentions.length > 1} />
            </li>
          ))}
        </ol>
      </section>
      {disputes.length > 0 && (
        <section>
          <h2 class="rule">Disputed</h2>
          <ol class="disputes">
            {disputes.map((row) => (
              <li key={row.id}>
                <Dispute row={row} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {claims.length > 0 && (
        <section>
          <h2 class="rule">Who says what of it</h2>
          <ol class="claims">
            {claims.map((claim) => (
              <li
                key={claim.id}
                data-item
                tabIndex={0}
                ref={itemRef({ target: "claim", id: claim.id, report: claim.report, label: claim.content.slice(0, 80) })}
              >
                <p class="said">
                  <A to={reportAt(claim.report, claim.spans[0])}>{claim.content}</A>
                </p>
                <p class="according">
                  <b>{claim.speaker ?? "somebody not named"}</b> {said(claim.act)}
                  {claim.outlet ? `, in ${claim.outlet}` : ""}
                  {claim.published ? `, ${claim.published}` : ""} <StateMark state={claim.state} />
                </p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {corrections.length > 0 && (
        <section>
          <h2 class="rule">Corrections</h2>
          <Log rows={corrections} />
        </section>
      )}
    </article>
  );
}

function Mention({ row, others }: { row: MentionRow; others: boolean }): JSX.Element {
  const item = mentionItem(row);
  return (
    <article class="mention" data-item tabIndex={0} ref={itemRef(item)} aria-label={row.sentence}>
      <p class="said">
        <A to={reportAt(row.report, row.spans[0])}>
          <Marked text={row.sentence} start={row.sentence_span[0]} spans={row.spans} />
        </A>
      </p>
      <p class="card-foot">
        <According speakers={row.speakers} outlet={row.outlet} date={row.published} />
        <span class="facts">
          <Type type={row.type} mode={row.mode} status={row.status} />
          {row.quantities.map((one) => (
            <span key={one}>{one.replace("exactly ", "").replace("_", " ")}</span>
          ))}
          <StateMark state={row.state} />
          {row.url && /^https?:/.test(row.url) && (
            <a href={row.url} rel="noreferrer noopener" target="_blank">
              the original
            </a>
          )}
        </span>
      </p>
      {canEdit() && (
        <p class="row-tools">
          <button type="button" class="quiet small" onClick={() => want("edit", item)}>
            edit
          </button>
          {others && (
            <button type="button" class="quiet small" onClick={() => want("split", item)}>
              not this event
            </button>
          )}
          <button type="button" class="quiet small" onClick={() => want("reject", item)}>
            reject
          </button>
        </p>
      )}
    </article>
  );
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return value;
  if (typeof value === "object" && "name" in value) return String((value as { name: unknown }).name);
  if (typeof value === "object" && "start" in value)
    return days((value as { start: string | null }).start, (value as { end?: string | null }).end ?? null) || "none";
  return JSON.stringify(value);
}

/** What people changed, when, and why. */
export function Log({ rows }: { rows: Correction[] }): JSX.Element {
  return (
    <ol class="log">
      {rows.map((row) => (
        <li key={row.n} class={row.undone ? "undone" : ""}>
          <b>{row.who}</b> {row.verb} {row.verb === "set" ? `${row.field ?? ""}: ${plain(row.old)} → ${plain(row.new)}` : row.target}
          {row.why && <span class="faint"> “{row.why}”</span>}
          <span class="faint"> {row.at.slice(0, 16).replace("T", " ")} UTC</span>
          {row.undone && <span class="faint"> taken back</span>}
        </li>
      ))}
    </ol>
  );
}
