// Agreements: who with whom, what each gives, and how it fared.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { itemRef } from "../keys";
import { address, go, question } from "../state";
import type { AgreementRow, List, Term } from "../types";
import { A, Await, More, NothingFits, eventAt, reportAt } from "../ui";
import { people, plural } from "../words";

function names(value: unknown): string {
  if (Array.isArray(value)) return people(value.map((one) => names(one)).filter(Boolean));
  if (typeof value === "string") return value;
  if (value && typeof value === "object" && "name" in value) return String((value as { name: unknown }).name);
  return "";
}

function TermLine({ term }: { term: Term }): JSX.Element {
  const by = names(term.by);
  const to = names(term.to);
  const span = Array.isArray(term.span) && typeof term.span[0] === "number" ? (term.span as [number, number]) : null;
  const words = typeof term.words === "string" ? term.words : "";
  return (
    <li>
      {by && <b>{by}</b>}
      {to && <span class="faint"> to {to}</span>}
      {(by || to) && ": "}
      {typeof term.report === "string" ? <A to={reportAt(term.report, span)}>{words || "see the report"}</A> : words}
      {term.status && <span class={`term-status t-${term.status}`}>{term.status}</span>}
    </li>
  );
}

export function AgreementsView(): JSX.Element {
  const q = question();
  const [limit, setLimit] = useState(40);
  const answer = useAnswer<List<AgreementRow>>(api("agreements.json", { q, limit }));
  return (
    <div class="column">
      <header class="view-head">
        <h1>Agreements</h1>
      </header>
      <p class="lead">What was agreed, what each side gives, and how it fared, in the words of the reports.</p>
      <Await answer={answer}>
        {(list) =>
          list.rows.length ? (
            <>
              <ol class="agreements">
                {list.rows.map((row) => (
                  <li key={row.id}>
                    <Agreement row={row} />
                  </li>
                ))}
              </ol>
              <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 60))} />
            </>
          ) : (
            <NothingFits what="agreement" />
          )
        }
      </Await>
    </div>
  );
}

function Agreement({ row }: { row: AgreementRow }): JSX.Element {
  const [terms, reactions, steps] = [row.terms ?? [], row.reactions ?? [], row.steps ?? []];
  return (
    <article
      class="agreement"
      data-item
      tabIndex={0}
      ref={itemRef({ target: "event", id: row.id, label: row.sentence, open: () => go(eventAt(row.id)) })}
      aria-label={row.parties.join(" and ")}
    >
      <p class="card-when">
        {row.date ?? "no day told"}
        {row.now && <span class="term-status">{row.now}</span>}
      </p>
      <h2>
        <A to={eventAt(row.id)}>{people(row.parties, "Parties not named")}</A>
      </h2>
      <p class="said">{row.sentence}</p>
      {terms.length > 0 && (
        <>
          <h3>Terms</h3>
          <ul class="terms">
            {terms.map((term, n) => (
              <TermLine key={n} term={term} />
            ))}
          </ul>
        </>
      )}
      {steps.length > 0 && (
        <>
          <h3>How it fared</h3>
          <ol class="fared">
            {steps.map((step, n) => (
              <li key={n}>
                <span class="fared-day">{step.date ?? "–"}</span>
                <span>
                  <b>{step.step}</b> <A to={reportAt(step.report, null)}>{step.words ?? "report"}</A>
                  {step.speaker && <span class="according"> according to {step.speaker}</span>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      {reactions.length > 0 && (
        <p class="faint small">
          {reactions
            .map((one) => `${one.by} ${one.stance === "for" ? "is for it" : one.stance === "against" ? "is against it" : one.stance}`)
            .join("; ")}
        </p>
      )}
      <p class="faint small">
        {plural(row.reports, "report")}, {plural(row.sources, "independent source")} ·{" "}
        <A to={address(`/stories/${encodeURIComponent(row.story)}`)}>the story</A>
      </p>
    </article>
  );
}
