// Correcting in place: what is changed, by whom, and why.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Change, api, correct, get } from "./api";
import { type Item, asked, marked } from "./keys";
import { say, sign, who } from "./state";
import type { ActorRow, ClaimRow, EventAnswer, MentionRow, ReportAnswer } from "./types";
import { Dialog, Marked, Skeleton } from "./ui";
import { ACTS, STATUSES, TYPES, typeLabel } from "./words";

/** Listens for what keys and buttons ask, and opens what it needs. */
export function Corrections(): JSX.Element | null {
  const now = asked.value;
  if (!now) return null;
  const close = () => {
    asked.value = null;
  };
  if (!who.value) return <Who onDone={() => undefined} onClose={close} />;
  const { what, item } = now;
  if (what === "confirm") return <Now key={item.id} change={{ verb: "confirm", target: item.target, id: item.id }} onDone={close} />;
  if (what === "edit") {
    if (item.target === "dispute")
      return <Told text="A dispute is confirmed (c) or rejected (x); its accounts are corrected where they stand." onDone={close} />;
    if (item.target === "claim") return <EditClaim item={item} onClose={close} />;
    if (item.target === "actor") return <EditActor item={item} onClose={close} />;
    return <EditMention item={item} onClose={close} />;
  }
  if (what === "merge" && marked.value) return <Merge one={marked.value} other={item} onClose={close} />;
  const verb = what === "split" ? "split" : "reject";
  return (
    <Why
      title={verb === "split" ? "Not the same event" : "No such thing"}
      item={item}
      change={{ verb, target: item.target, id: item.id }}
      onClose={close}
    />
  );
}

/** Does it at once: confirming needs no reason. */
function Now({ change, onDone }: { change: Change; onDone: () => void }): null {
  useEffect(() => {
    void correct(change, "");
    onDone();
  }, []);
  return null;
}

function Told({ text, onDone }: { text: string; onDone: () => void }): null {
  useEffect(() => {
    say(text);
    onDone();
  }, []);
  return null;
}

export function Who({ onDone, onClose }: { onDone: () => void; onClose: () => void }): JSX.Element {
  const [name, setName] = useState(who.value);
  return (
    <Dialog title="Who corrects?" onClose={onClose}>
      <form
        ref={begin}
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim()) return;
          sign(name);
          onDone();
        }}
      >
        <p class="faint">
          Each correction is kept with a name, so that others know whom to ask. It is asked once and kept in this browser.
        </p>
        <label class="field">
          <span>Your name</span>
          <input value={name} required autocomplete="name" onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <div class="actions">
          <button type="submit" class="primary">
            Go on
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Reason({ why, setWhy }: { why: string; setWhy: (why: string) => void }): JSX.Element {
  return (
    <label class="field">
      <span>
        Why <em>(may stay empty)</em>
      </span>
      <input value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
    </label>
  );
}

/** The first field, not the button that closes, is what somebody wants who asked to edit. */
function begin(form: HTMLFormElement | null): void {
  if (!form || form.dataset.begun) return;
  form.dataset.begun = "yes";
  form.querySelector<HTMLElement>("input, select")?.focus();
}

function useWhy(): [string, (why: string) => void] {
  return useState("");
}

function Why({ title, item, change, onClose }: { title: string; item: Item; change: Change; onClose: () => void }): JSX.Element {
  const [why, setWhy] = useWhy();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={begin}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          void correct(change, why);
        }}
      >
        <p class="said">{item.label}</p>
        <Reason why={why} setWhy={setWhy} />
        <div class="actions">
          <button type="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="primary">
            {change.verb === "split" ? "Part it" : "Reject it"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Merge({ one, other, onClose }: { one: Item; other: Item; onClose: () => void }): JSX.Element {
  const [why, setWhy] = useWhy();
  return (
    <Dialog title="These two are one" onClose={onClose}>
      <form
        ref={begin}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          marked.value = null;
          void correct({ verb: "merge", target: one.target, id: one.id, with: other.id }, why);
        }}
      >
        <p class="said">{one.label}</p>
        <p class="faint">and</p>
        <p class="said">{other.label}</p>
        <Reason why={why} setWhy={setWhy} />
        <div class="actions">
          <button type="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="primary">
            Merge
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Every field that was changed is a correction of its own. */
async function setAll(
  target: string,
  id: string,
  before: Record<string, string>,
  after: Record<string, string>,
  why: string,
  written: (field: string, value: string) => string = (_, value) => value,
): Promise<void> {
  const changed = Object.keys(after).filter((field) => after[field] !== before[field]);
  if (!changed.length) return say("Nothing was changed");
  for (const field of changed) {
    if (!(await correct({ verb: "set", target, id, field, value: written(field, after[field] ?? "") || "-" }, why))) return;
  }
}

interface MentionForm {
  row: MentionRow;
  rows: MentionRow[];
  report: ReportAnswer;
}

async function loadMention(item: Item, chosen: string | null): Promise<MentionForm> {
  let rows: MentionRow[];
  if (item.target === "event") rows = (await get<EventAnswer>(api(`events/${encodeURIComponent(item.id)}.json`))).mentions;
  else {
    const report = await get<ReportAnswer>(api(`reports/${encodeURIComponent(item.report ?? "")}.json`));
    rows = report.mentions.filter((row) => row.id === item.id);
  }
  const row = rows.find((one) => one.id === chosen) ?? rows[0];
  if (!row) throw new Error("There is nothing to edit");
  return { row, rows, report: await get<ReportAnswer>(api(`reports/${encodeURIComponent(row.report)}.json`)) };
}

function EditMention({ item, onClose }: { item: Item; onClose: () => void }): JSX.Element {
  const [form, setForm] = useState<MentionForm | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [before, setBefore] = useState<Record<string, string>>({});
  const [why, setWhy] = useWhy();
  const load = (chosen: string | null) => {
    loadMention(item, chosen).then(
      (next) => {
        const { row } = next;
        const ends = row.date_start && row.date_end && row.date_start !== row.date_end;
        const start = {
          type: row.type,
          mode: row.mode ?? "",
          status: row.status,
          place: row.place ?? "",
          date: ends ? `${row.date_start}..${row.date_end}` : (row.date_start ?? ""),
          actors: row.actors.join("\n"),
          recipients: row.recipients.join("\n"),
        };
        setForm(next);
        setValues(start);
        setBefore(start);
      },
      (error: Error) => {
        say(error.message, { bad: true });
        onClose();
      },
    );
  };
  useEffect(() => load(null), []);
  if (!form)
    return (
      <Dialog title="Edit" onClose={onClose}>
        <Skeleton lines={5} />
      </Dialog>
    );
  const { row, rows, report } = form;
  const set = (field: string) => (value: string) => setValues({ ...values, [field]: value });
  const modes = TYPES[values.type ?? ""]?.modes ?? [];
  const places = [...new Set([...report.record.places.map((one) => one.name), ...(row.place ? [row.place] : [])])];
  return (
    <Dialog title="Edit what this sentence tells" onClose={onClose} wide>
      <form
        ref={begin}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          const after = modes.includes(values.mode ?? "")
            ? values
            : { ...values, mode: values.type === before.type ? (values.mode ?? "") : "" };
          // Names may have commas, which part values; ids have none.
          const ids = (value: string) =>
            value
              .split("\n")
              .map((name) => report.record.actors.find((actor) => actor.name === name)?.id ?? name)
              .join(",");
          void setAll("mention", row.id, before, after, why, (field, value) =>
            field === "actors" || field === "recipients" ? ids(value) : value,
          );
        }}
      >
        {rows.length > 1 && (
          <label class="field">
            <span>Which report’s sentence</span>
            <select value={row.id} onChange={(event) => load(event.currentTarget.value)}>
              {rows.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.outlet ?? one.report}: {one.sentence.slice(0, 70)}
                </option>
              ))}
            </select>
          </label>
        )}
        <p class="said">
          <Marked text={row.sentence} start={row.sentence_span[0]} spans={row.spans} />
        </p>
        <div class="grid-2">
          <Choice
            label="Type"
            value={values.type ?? ""}
            set={set("type")}
            options={Object.keys(TYPES).map((type) => [type, `${typeLabel(type)}: ${TYPES[type]?.gist ?? ""}`])}
          />
          <Choice
            label="Mode"
            value={modes.includes(values.mode ?? "") || values.mode === before.mode ? (values.mode ?? "") : ""}
            set={set("mode")}
            options={[
              ["", "none"],
              ...[...new Set([...modes, ...(values.type === before.type && before.mode ? [before.mode] : [])])].map(
                (mode): [string, string] => [mode, mode],
              ),
            ]}
          />
          <Choice label="Status" value={values.status ?? ""} set={set("status")} options={STATUSES.map((status) => [status, status])} />
          <Choice
            label="Place"
            value={values.place ?? ""}
            set={set("place")}
            options={[["", "none"], ...places.map((one): [string, string] => [one, one])]}
          />
          <label class="field">
            <span>
              Day <em>(or from..to)</em>
            </span>
            <input
              value={values.date ?? ""}
              placeholder="2017-08-01..2017-08-31"
              pattern="\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?"
              onInput={(event) => set("date")(event.currentTarget.value)}
            />
          </label>
        </div>
        <Chosen label="Who did it" value={values.actors ?? ""} set={set("actors")} report={report} />
        <Chosen label="To whom" value={values.recipients ?? ""} set={set("recipients")} report={report} />
        <Reason why={why} setWhy={setWhy} />
        <div class="actions">
          <button type="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice({
  label,
  value,
  set,
  options,
}: {
  label: string;
  value: string;
  set: (value: string) => void;
  options: [string, string][];
}): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Some of the actors of the report. */
function Chosen({
  label,
  value,
  set,
  report,
}: {
  label: string;
  value: string;
  set: (value: string) => void;
  report: ReportAnswer;
}): JSX.Element {
  const chosen = value ? value.split("\n") : [];
  const left = [...new Set(report.record.actors.map((actor) => actor.name))].filter((name) => !chosen.includes(name));
  return (
    <div class="field">
      <span>{label}</span>
      <div class="chosen" role="group" aria-label={label}>
        {chosen.map((name) => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-label={`Take out ${name}`}
            onClick={() => set(chosen.filter((other) => other !== name).join("\n"))}
          >
            {name} <span aria-hidden="true">×</span>
          </button>
        ))}
        <select
          aria-label={`Add to: ${label}`}
          value=""
          onChange={(event) => event.currentTarget.value && set([...chosen, event.currentTarget.value].join("\n"))}
        >
          <option value="">add…</option>
          {left.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function EditClaim({ item, onClose }: { item: Item; onClose: () => void }): JSX.Element {
  const [found, setFound] = useState<{ row: ClaimRow; report: ReportAnswer } | null>(null);
  const [values, setValues] = useState({ speaker: "", act: "" });
  const [why, setWhy] = useWhy();
  useEffect(() => {
    get<ReportAnswer>(api(`reports/${encodeURIComponent(item.report ?? "")}.json`)).then(
      (answer) => {
        const row = answer.claims.find((one) => one.id === item.id);
        if (!row) return onClose();
        setFound({ row, report: answer });
        setValues({ speaker: row.speaker ?? "", act: row.act });
      },
      (error: Error) => {
        say(error.message, { bad: true });
        onClose();
      },
    );
  }, []);
  const actors = found
    ? [...new Set([...found.report.record.actors.map((actor) => actor.name), ...(found.row.speaker ? [found.row.speaker] : [])])]
    : [];
  return (
    <Dialog title="Edit who says it" onClose={onClose}>
      {!found ? (
        <Skeleton lines={3} />
      ) : (
        <form
          ref={begin}
          onSubmit={(event) => {
            event.preventDefault();
            onClose();
            void setAll("claim", item.id, { speaker: found.row.speaker ?? "", act: found.row.act }, values, why);
          }}
        >
          <p class="said">{found.row.content}</p>
          <Choice
            label="Speaker"
            value={values.speaker}
            set={(speaker) => setValues({ ...values, speaker })}
            options={[["", "nobody named"], ...actors.map((name): [string, string] => [name, name])]}
          />
          <Choice
            label="What the speaker does"
            value={values.act}
            set={(act) => setValues({ ...values, act })}
            options={ACTS.map((act) => [act, act])}
          />
          <Reason why={why} setWhy={setWhy} />
          <div class="actions">
            <button type="button" onClick={onClose}>
              Leave it
            </button>
            <button type="submit" class="primary">
              Save
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function EditActor({ item, onClose }: { item: Item; onClose: () => void }): JSX.Element {
  const [before, setBefore] = useState<Record<string, string> | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [why, setWhy] = useWhy();
  useEffect(() => {
    get<{ actor: ActorRow }>(api(`actors/${encodeURIComponent(item.id)}.json`)).then(
      ({ actor }) => {
        const start = { name: actor.name, kind: actor.kind, country: actor.country ?? "" };
        setBefore(start);
        setValues(start);
      },
      (error: Error) => {
        say(error.message, { bad: true });
        onClose();
      },
    );
  }, []);
  return (
    <Dialog title="Edit the actor" onClose={onClose}>
      {!before ? (
        <Skeleton lines={3} />
      ) : (
        <form
          ref={begin}
          onSubmit={(event) => {
            event.preventDefault();
            onClose();
            void setAll("actor", item.id, before, values, why);
          }}
        >
          {["name", "kind", "country"].map((field) => (
            <label key={field} class="field">
              <span>{field}</span>
              <input value={values[field] ?? ""} onInput={(event) => setValues({ ...values, [field]: event.currentTarget.value })} />
            </label>
          ))}
          <Reason why={why} setWhy={setWhy} />
          <div class="actions">
            <button type="submit" class="primary">
              Save
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
