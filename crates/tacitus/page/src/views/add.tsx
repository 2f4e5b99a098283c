// Adding reports: files dropped or chosen, or a text pasted; and watching them being read.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, get, post, useAnswer } from "../api";
import { canEdit, changes, say } from "../state";
import type { Job, Overview } from "../types";
import { A, Empty, reportAt } from "../ui";
import { number, plural } from "../words";

const jobs = signal<Job[]>([]);
let stream: EventSource | null = null;

function keep(job: Job): void {
  const at = jobs.value.findIndex((one) => one.job === job.job);
  jobs.value = at < 0 ? [job, ...jobs.value] : jobs.value.map((one, n) => (n === at ? { ...one, ...job } : one));
}

const over = (job: Job) => job.state === "done" || job.state === "failed";

/** Listens to the jobs of the server while the page shows them. */
function watch(): () => void {
  get<{ rows: Job[] }>(api("jobs.json")).then(
    (list) => {
      // What the stream told meanwhile is newer.
      jobs.value = [...jobs.value, ...list.rows.filter((row) => !jobs.value.some((one) => one.job === row.job))];
    },
    () => undefined,
  );
  stream ??= new EventSource("/api/jobs/events");
  const hear = (event: MessageEvent<string>) => {
    const job = JSON.parse(event.data) as Job;
    const before = jobs.value.find((one) => one.job === job.job);
    keep(job);
    if (over(job) && !(before && over(before))) {
      changes.value++;
      say(`${plural(job.new ?? job.done, "report")} read${job.failed ? `, ${number(job.failed)} could not be read` : ""}`);
    }
  };
  stream.addEventListener("progress", hear);
  stream.addEventListener("done", hear);
  return () => {
    stream?.close();
    stream = null;
  };
}

async function send(body: FormData | string, params: Record<string, string> = {}): Promise<boolean> {
  try {
    const { job } = await post<{ job: string }>(api("add.json", params), body);
    if (!jobs.value.some((one) => one.job === job))
      keep({ job, state: "waiting", names: [], done: 0, total: 0, new: 0, held: 0, failed: 0, message: "", reports: [] });
    return true;
  } catch (error) {
    say((error as Error).message, { bad: true });
    return false;
  }
}

function sendFiles(files: FileList | File[]): void {
  const all = [...files];
  if (!all.length) return;
  const form = new FormData();
  for (const file of all) form.append("file", file, file.name);
  void send(form);
}

export function AddView(): JSX.Element {
  const [hovering, setHovering] = useState(false);
  const [text, setText] = useState("");
  const [told, setTold] = useState({ title: "", outlet: "", published: "", url: "" });
  const overview = useAnswer<Overview>(api("overview.json"));
  useEffect(() => (canEdit() ? watch() : undefined), [canEdit()]);
  if (!canEdit())
    return (
      <Empty title="This store is open for reading only">
        <p>Reports can be added by an editor, or on the command line with `tacitus add`.</p>
      </Empty>
    );
  const failures = overview.data?.failures ?? [];
  return (
    <div class="column add">
      <header class="view-head">
        <h1>Add reports</h1>
      </header>
      <div
        class={`drop ${hovering ? "over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setHovering(true);
        }}
        onDragLeave={() => setHovering(false)}
        onDrop={(event) => {
          event.preventDefault();
          setHovering(false);
          sendFiles(event.dataTransfer?.files ?? []);
        }}
      >
        <p>
          Drop files here, or{" "}
          <label class="file-link">
            <input
              type="file"
              class="hidden"
              id="files"
              multiple
              onChange={(event) => {
                sendFiles(event.currentTarget.files ?? []);
                event.currentTarget.value = "";
              }}
            />
            <span>choose them</span>
          </label>
        </p>
        <p class="faint small">Text, HTML, or JSON Lines with a report a line. Nothing leaves this machine.</p>
      </div>
      <Jobs />
      <section>
        <h2 class="rule">Or paste a report</h2>
        <form
          class="paste"
          onSubmit={(event) => {
            event.preventDefault();
            const params = Object.fromEntries(Object.entries(told).filter(([, value]) => value.trim()));
            void send(text, params).then((taken) => {
              if (taken) {
                setText("");
                setTold({ title: "", outlet: told.outlet, published: "", url: "" });
              }
            });
          }}
        >
          <label class="field">
            <span>Text</span>
            <textarea rows={9} required value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <div class="grid-2">
            <label class="field">
              <span>Headline</span>
              <input value={told.title} onInput={(event) => setTold({ ...told, title: event.currentTarget.value })} />
            </label>
            <label class="field">
              <span>Outlet</span>
              <input value={told.outlet} onInput={(event) => setTold({ ...told, outlet: event.currentTarget.value })} />
            </label>
            <label class="field">
              <span>
                Published <em>(so that “Tuesday” has a day)</em>
              </span>
              <input
                placeholder="2017-08-29"
                pattern="\d{4}-\d\d-\d\d"
                value={told.published}
                onInput={(event) => setTold({ ...told, published: event.currentTarget.value })}
              />
            </label>
            <label class="field">
              <span>Address</span>
              <input type="url" value={told.url} onInput={(event) => setTold({ ...told, url: event.currentTarget.value })} />
            </label>
          </div>
          <div class="actions">
            <button type="submit" class="primary" disabled={!text.trim()}>
              Read it
            </button>
          </div>
        </form>
      </section>
      {failures.length > 0 && (
        <section>
          <h2 class="rule">Could not be read</h2>
          <ul class="failures">
            {failures.map((one) => (
              <li key={one.place}>
                <b>{one.place}</b> {one.message}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Jobs(): JSX.Element | null {
  if (!jobs.value.length) return null;
  return (
    <section>
      <h2 class="rule">Being read, and read</h2>
      <ol class="jobs" aria-live="polite">
        {jobs.value.map((job) => {
          const part = job.total ? job.done / job.total : over(job) ? 1 : 0;
          const held = job.held ? `, ${number(job.held)} known already` : "";
          return (
            <li key={job.job} class={`job ${job.state}`}>
              <p>
                <b>
                  {job.names.length > 3
                    ? `${job.names.slice(0, 2).join(", ")} and ${job.names.length - 2} more`
                    : job.names.join(", ") || `Job ${job.job}`}
                </b>
                <span class="faint">
                  {job.state === "waiting"
                    ? "waits"
                    : over(job)
                      ? `${plural(job.new, "new report")}${held}`
                      : `${number(job.done)} of ${number(job.total)}`}
                  {job.failed ? `, ${number(job.failed)} failed` : ""}
                </span>
              </p>
              <progress max={1} value={part} aria-label={`Job ${job.job}`} />
              {job.message && <p class="small job-message">{job.message}</p>}
              {job.reports.length > 0 && (
                <p class="small">
                  {job.reports.slice(0, 12).map((id, n) => (
                    <span key={id}>
                      {n > 0 && ", "}
                      <A to={reportAt(id, null)}>{id}</A>
                    </span>
                  ))}
                  {job.reports.length > 12 && <span class="faint"> and {job.reports.length - 12} more</span>}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
