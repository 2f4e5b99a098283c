// Sources: outlets, how much of theirs is their own, and what they call whom.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { and, term } from "../filter";
import { itemRef } from "../keys";
import { address, go, param, question, tune } from "../state";
import type { List, ReportRow, SourceRow } from "../types";
import { A, Await, More, NothingFits, reportAt } from "../ui";
import { number, plural } from "../words";

export function SourcesView(): JSX.Element {
  const q = question();
  const by = param("by") ?? "outlets";
  return (
    <div class="column wide">
      <header class="view-head">
        <h1>Sources</h1>
        <div class="view-tools">
          <fieldset class="steps">
            <legend class="hidden">List by</legend>
            {["outlets", "actors", "reports"].map((one) => (
              <label key={one}>
                <input type="radio" name="by" checked={by === one} onChange={() => tune({ by: one === "outlets" ? null : one }, true)} />
                <span>{one}</span>
              </label>
            ))}
          </fieldset>
        </div>
      </header>
      {by === "reports" ? <ReportList q={q} /> : <Outlets q={q} by={by} />}
    </div>
  );
}

function Words({ names }: { names: SourceRow["names"] }): JSX.Element {
  return (
    <ul class="called-list">
      {names.map((name, n) => (
        <li key={n}>
          <A to={reportAt(name.report, null)}>“{name.called}”</A>
          {name.stance && (
            <span class={`side ${name.stance}`}>
              {name.stance === "for" ? "favours" : name.stance === "against" ? "disparages" : name.stance}
            </span>
          )}
          <span class="faint">{name.times > 1 ? ` ${number(name.times)} times` : ""}</span>
        </li>
      ))}
    </ul>
  );
}

function Outlets({ q, by }: { q: string; by: string }): JSX.Element {
  const [limit, setLimit] = useState(50);
  const answer = useAnswer<List<SourceRow>>(api("sources.json", { q }));
  return (
    <Await answer={answer} lines={10}>
      {(list) => {
        const { rows } = list;
        if (!rows.length) return <NothingFits what="outlet" />;
        if (by === "actors") return <ByActor rows={rows} />;
        const most = Math.max(1, ...rows.map((row) => row.reports));
        return (
          <>
            <p class="lead">What each outlet reports, how much of it stands in others word for word, and what it calls whom.</p>
            <ol class="outlets">
              {rows.slice(0, limit).map((row) => (
                <Outlet key={row.outlet ?? ""} row={row} most={most} q={q} />
              ))}
            </ol>
            <More shown={limit} total={rows.length} onMore={() => setLimit(limit + 100)} />
          </>
        );
      }}
    </Await>
  );
}

function Outlet({ row, most, q }: { row: SourceRow; most: number; q: string }): JSX.Element {
  const to = row.outlet ? address("/table", { q: and(q, term("outlet", row.outlet)) }) : address("/table");
  const [all, setAll] = useState(false);
  const by = new Map<string, SourceRow["names"]>();
  for (const name of row.names) by.set(name.actor, [...(by.get(name.actor) ?? []), name]);
  const actors = [...by].slice(0, all ? undefined : 6);
  return (
    <li class="outlet" data-item tabIndex={0} ref={itemRef({ target: "other", id: "", label: row.outlet ?? "", open: () => go(to) })}>
      <div class="outlet-head">
        <h2>
          <A to={to}>{row.outlet ?? "Outlet not told"}</A>
        </h2>
        {row.side && <p class="faint small">{row.side}</p>}
        <p class="small">
          {plural(row.reports, "report")} <span class="faint">in {plural(row.stories, "story", "stories")}</span>
        </p>
        <span class="outlet-bar" aria-hidden="true">
          <i style={{ width: `${(100 * row.reports) / most}%` }} />
          <i class="copied" style={{ width: `${(100 * row.copied) / most}%` }} />
        </span>
        {row.copied > 0 && <p class="faint small">{plural(row.copied, "report")} with a text that others have too</p>}
      </div>
      <div>
        {by.size > 0 ? (
          <dl class="outlet-names">
            {actors.map(([actor, names]) => (
              <div key={actor}>
                <dt>{actor}</dt>
                <dd>
                  <Words names={names} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <p class="faint small">No words that take sides were found.</p>
        )}
        {by.size > 6 && (
          <button type="button" class="quiet small" onClick={() => setAll(!all)}>
            {all ? "fewer" : `all ${by.size} actors`}
          </button>
        )}
      </div>
    </li>
  );
}

/** The same words the other way: who is called what by whom. */
function ByActor({ rows }: { rows: SourceRow[] }): JSX.Element {
  const by = new Map<string, { outlet: string; names: SourceRow["names"] }[]>();
  for (const row of rows) {
    const own = new Map<string, SourceRow["names"]>();
    for (const name of row.names) own.set(name.actor, [...(own.get(name.actor) ?? []), name]);
    for (const [actor, names] of own) by.set(actor, [...(by.get(actor) ?? []), { outlet: row.outlet ?? "Outlet not told", names }]);
  }
  const actors = [...by].sort(
    (a, b) => b[1].length - a[1].length || b[1].flatMap((one) => one.names).length - a[1].flatMap((one) => one.names).length,
  );
  if (!actors.length) return <NothingFits what="name" />;
  return (
    <>
      <p class="lead">Who is called what, by which outlet. Those whom most outlets name come first.</p>
      <ol class="by-actor">
        {actors.slice(0, 200).map(([actor, outlets]) => (
          <li key={actor}>
            <h2>{actor}</h2>
            <dl class="outlet-names">
              {outlets.map((one) => (
                <div key={one.outlet}>
                  <dt>{one.outlet}</dt>
                  <dd>
                    <Words names={one.names} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
    </>
  );
}

function ReportList({ q }: { q: string }): JSX.Element {
  const [limit, setLimit] = useState(100);
  const answer = useAnswer<List<ReportRow>>(api("reports.json", { q, limit }));
  return (
    <Await answer={answer}>
      {(list) =>
        list.rows.length ? (
          <>
            <p class="faint small">{plural(list.total, "report")}</p>
            <ol class="reports">
              {list.rows.map((row) => (
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
                      {row.outlet ?? "outlet not told"} · {plural(row.events, "event")}, {plural(row.claims, "claim")}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
            <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 200))} />
          </>
        ) : (
          <NothingFits what="report" />
        )
      }
    </Await>
  );
}
