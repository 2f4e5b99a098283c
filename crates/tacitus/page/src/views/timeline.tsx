// When: events by day, week, month or year, and those of one column to read.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { Columns, DaysAsked, asked, endOf, text, undated } from "../brush";
import { put, values, without } from "../filter";
import { ask, param, question, tune } from "../state";
import type { EventRow, List, Timeline } from "../types";
import { Await, EventCard, Legend, More, NothingFits } from "../ui";
import { QUADS, TYPES, binLabel, plural, quadOf } from "../words";

const STEPS = ["auto", "day", "week", "month", "year"];

export function TimelineView(): JSX.Element {
  const q = question();
  const step = param("step") ?? "auto";
  const picked = param("bin");
  const whole = useAnswer<Timeline>(api("timeline.json", { q: undated(q), step: "auto" }));
  const answer = useAnswer<Timeline>(api("timeline.json", { q, step }));
  const types = values(q, "type");
  const on = QUADS.filter(
    (quad) =>
      types.length > 0 &&
      Object.keys(TYPES)
        .filter((type) => quadOf(type) === quad)
        .every((type) => types.includes(type)),
  );
  const some = asked(q).some((day) => day !== null);
  return (
    <div class="timeline-view">
      <header class="view-head">
        <h1>Timeline</h1>
        <div class="view-tools">
          <fieldset class="steps">
            <legend class="hidden">Columns by</legend>
            {STEPS.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="step"
                  checked={step === one}
                  onChange={() => tune({ step: one === "auto" ? null : one, bin: null }, true)}
                />
                <span>{one}</span>
              </label>
            ))}
          </fieldset>
        </div>
      </header>
      <Legend
        on={on}
        onPick={(quad) => {
          const own = Object.keys(TYPES).filter((type) => quadOf(type) === quad);
          ask(put(q, "type", on.includes(quad) && types.length === own.length ? null : own.join(",")));
        }}
      />
      <Await answer={answer} lines={8}>
        {(data) =>
          data.bins.length ? (
            <>
              <Columns
                data={data}
                height={240}
                axis
                bare
                picked={picked}
                onBin={(bin) => tune({ bin: picked === bin.start ? null : bin.start }, true)}
              />
              {some && whole.data && <Columns data={whole.data} height={40} />}
              <DaysAsked data={data} />
              <Read q={q} data={data} picked={picked} />
            </>
          ) : data.undated ? (
            <>
              <p class="faint">None of these events has a day. They are:</p>
              <Read q={q} data={data} picked={null} />
            </>
          ) : (
            <NothingFits what="event" />
          )
        }
      </Await>
    </div>
  );
}

/** The events of a column, or of all. */
function Read({ q, data, picked }: { q: string; data: Timeline; picked: string | null }): JSX.Element {
  const [limit, setLimit] = useState(40);
  const last = picked ? text(endOf(picked, data.step) - 86_400_000) : null;
  const own = picked && last ? put(put(without(q, ["from", "to", "date"]), "from", picked), "to", last) : q;
  const events = useAnswer<List<EventRow>>(api("events.json", { q: own, sort: "-date", limit }));
  return (
    <section class="timeline-read" aria-label="Events">
      <h2 class="rule">
        {picked ? binLabel(picked, data.step) : "Latest first"}
        {picked && (
          <button type="button" class="quiet small" onClick={() => tune({ bin: null }, true)}>
            all
          </button>
        )}
      </h2>
      <Await answer={events}>
        {(list) => (
          <>
            <p class="faint small">{plural(list.total, "event")}</p>
            <ol class="cards two">
              {list.rows.map((row) => (
                <EventCard key={row.id} row={row} />
              ))}
            </ol>
            <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 100))} />
          </>
        )}
      </Await>
    </section>
  );
}
