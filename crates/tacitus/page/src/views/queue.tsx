// What is least sure comes first, to be confirmed, mended or rejected from the keyboard.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { type Item, itemRef, restore, want } from "../keys";
import { address, canEdit, go } from "../state";
import type { Correction, List, QueueRow } from "../types";
import { A, According, Await, Empty, More, Sure, Type, eventAt, reportAt } from "../ui";
import { TYPES, about, plural, said } from "../words";
import { Log } from "./event";

export function QueueView(): JSX.Element {
  const [limit, setLimit] = useState(30);
  const answer = useAnswer<List<QueueRow>>(api("queue.json", { limit }));
  const log = useAnswer<List<Correction>>(api("corrections.json", { limit: 20 }));
  useEffect(restore, [answer.data]);
  return (
    <div class="column">
      <header class="view-head">
        <h1>Queue</h1>
      </header>
      <p class="lead">
        What the reader is least sure of, and nobody has looked at. <kbd>j</kbd> <kbd>k</kbd> walk, <kbd>c</kbd> confirms, <kbd>e</kbd>{" "}
        edits, <kbd>x</kbd> rejects, <kbd>u</kbd> takes back, <kbd>Enter</kbd> shows the report.
      </p>
      <Await answer={answer} lines={10}>
        {(list) =>
          list.rows.length ? (
            <>
              <ol class="queue">
                {list.rows.map((row) => (
                  <li key={`${row.kind}${row.id}`}>
                    <Row row={row} />
                  </li>
                ))}
              </ol>
              <More shown={list.rows.length} total={list.total ?? list.rows.length} onMore={() => setLimit(Math.min(1000, limit + 60))} />
            </>
          ) : (
            <Empty title="Nothing waits to be looked at">
              <p>Everything that was read has been confirmed, mended or rejected; or the store is empty.</p>
            </Empty>
          )
        }
      </Await>
      {log.data && log.data.rows.length > 0 && (
        <section>
          <h2 class="rule">Last corrections ({plural(log.data.total, "line")} in all)</h2>
          <Log rows={log.data.rows} />
        </section>
      )}
    </div>
  );
}

function Row({ row }: { row: QueueRow }): JSX.Element {
  const to = row.report
    ? reportAt(row.report, row.span)
    : row.event
      ? eventAt(row.event)
      : row.story
        ? address(`/stories/${encodeURIComponent(row.story)}`)
        : null;
  const item: Item = {
    target: row.kind,
    id: row.id,
    label: row.sentence.slice(0, 90),
    open: to ? () => go(to) : undefined,
    ...(row.report ? { report: row.report } : {}),
  };
  return (
    <article class="card" data-item tabIndex={0} ref={itemRef(item)} aria-label={row.sentence}>
      <p class="card-head">
        {row.kind === "mention" && TYPES[row.label] ? (
          <Type type={row.label} />
        ) : (
          <span class="type-name">
            {row.kind === "claim" ? said(row.label) : row.kind === "dispute" ? `dispute: ${about(row.label)}` : row.label}
          </span>
        )}
        {row.confidence !== null && <Sure confidence={row.confidence} />}
      </p>
      <p class="said">{to ? <A to={to}>{row.sentence}</A> : row.sentence}</p>
      <p class="card-foot">
        <According speakers={row.speakers} outlet={row.outlet} date={row.published} />
        {canEdit() && (
          <span class="row-tools">
            {(row.kind === "dispute" ? (["confirm", "reject"] as const) : (["confirm", "edit", "reject"] as const)).map((what) => (
              <button key={what} type="button" class="quiet small" onClick={() => want(what, item)}>
                {what}
              </button>
            ))}
          </span>
        )}
      </p>
    </article>
  );
}
