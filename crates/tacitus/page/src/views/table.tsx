// The table: rows as they are needed, any order, the columns that one wants, and what is shown to take away.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, get } from "../api";
import { country } from "../bar";
import { itemRef } from "../keys";
import { changes, go, param, question, say, tune } from "../state";
import type { EventRow, List } from "../types";
import { Dialog, Empty, NothingFits, Sentence, Skeleton, StateMark, Type, eventAt, eventItem } from "../ui";
import { days, deaths, number, people, plural, typeLabel } from "../words";

interface Column {
  key: string;
  name: string;
  /** The key that the server sorts by. */
  sort?: string;
  width: string;
  right?: boolean;
  cell: (row: EventRow) => JSX.Element | string;
  plain: (row: EventRow) => string;
}

const COLUMNS: Column[] = [
  {
    key: "date",
    name: "When",
    sort: "date",
    width: "7.2em",
    cell: (row) => days(row.date_start, row.date_end) || "–",
    plain: (row) => [row.date_start, row.date_end].filter(Boolean).join("/"),
  },
  {
    key: "type",
    name: "What",
    sort: "type",
    width: "11em",
    cell: (row) => <Type type={row.type} mode={row.mode} />,
    plain: (row) => [row.type, row.mode].filter(Boolean).join(" "),
  },
  { key: "status", name: "Status", sort: "status", width: "6.5em", cell: (row) => row.status, plain: (row) => row.status },
  { key: "actors", name: "Who", width: "minmax(8em, 1fr)", cell: (row) => people(row.actors, "–"), plain: (row) => row.actors.join("; ") },
  {
    key: "recipients",
    name: "To whom",
    width: "minmax(8em, 1fr)",
    cell: (row) => people(row.recipients, "–"),
    plain: (row) => row.recipients.join("; "),
  },
  { key: "place", name: "Where", width: "minmax(7em, .8fr)", cell: (row) => row.place ?? "–", plain: (row) => row.place ?? "" },
  {
    key: "country",
    name: "Country",
    sort: "country",
    width: "7em",
    cell: (row) => (row.country ? country(row.country) : "–"),
    plain: (row) => row.country ?? "",
  },
  {
    key: "sentence",
    name: "In the report’s words",
    width: "minmax(16em, 2.6fr)",
    cell: (row) => <Sentence text={row.sentence} strong={row.trigger} />,
    plain: (row) => row.sentence,
  },
  {
    key: "speakers",
    name: "According to",
    width: "minmax(9em, 1.1fr)",
    cell: (row) => <Speakers row={row} />,
    plain: (row) => row.speakers.join("; ") || "the report",
  },
  {
    key: "deaths",
    name: "Dead",
    sort: "deaths",
    width: "5em",
    right: true,
    cell: (row) => deaths(row.deaths_low, row.deaths_high) || "–",
    plain: (row) => deaths(row.deaths_low, row.deaths_high),
  },
  {
    key: "sources",
    name: "Sources",
    sort: "sources",
    width: "5.4em",
    right: true,
    cell: (row) => String(row.sources),
    plain: (row) => String(row.sources),
  },
  {
    key: "reports",
    name: "Reports",
    sort: "reports",
    width: "5.4em",
    right: true,
    cell: (row) => String(row.reports),
    plain: (row) => String(row.reports),
  },
  {
    key: "disputed",
    name: "Disputed",
    width: "6em",
    cell: (row) => (row.disputed ? <span class="disputed">disputed</span> : "–"),
    plain: (row) => (row.disputed ? "yes" : "no"),
  },
  { key: "outlet", name: "Outlet", width: "9em", cell: (row) => row.outlet ?? "–", plain: (row) => row.outlet ?? "" },
  {
    key: "first_seen",
    name: "Reported",
    sort: "first_seen",
    width: "7em",
    cell: (row) => row.first_seen ?? "–",
    plain: (row) => row.first_seen ?? "",
  },
  {
    key: "confidence",
    name: "Sure",
    sort: "confidence",
    width: "5em",
    right: true,
    cell: (row) => `${Math.round(row.confidence * 100)} %`,
    plain: (row) => String(row.confidence),
  },
  { key: "state", name: "State", width: "6.5em", cell: (row) => <StateMark state={row.state} />, plain: (row) => row.state },
];
function Speakers({ row }: { row: EventRow }): JSX.Element {
  return (
    <span class="small">
      {row.speakers.length ? <b>{people(row.speakers)}</b> : "the report itself"}
      {row.outlet && <span class="faint">, {row.outlet}</span>}
    </span>
  );
}

const USUAL = ["date", "type", "actors", "recipients", "place", "sentence", "speakers", "sources"];
const NARROW = ["date", "type", "sentence", "speakers"];
const ROW = 62;
/** On a phone a row is a small card. */
const TALL_ROW = 124;
const CHUNK = 100;

/** Formats that the server exports, with what each is for. */
const FORMATS: [string, string][] = [
  ["csv", "CSV, all columns"],
  ["parquet", "Parquet"],
  ["geojson", "GeoJSON"],
  ["jsonl", "JSON Lines, the whole records"],
  ["polecat", "POLECAT columns"],
  ["icews", "ICEWS columns"],
  ["gdelt", "GDELT columns"],
  ["acled", "ACLED columns"],
  ["ucdp", "UCDP columns"],
  ["rdf", "RDF"],
  ["ftm", "FollowTheMoney"],
  ["annotations", "Web annotations"],
];

export function TableView(): JSX.Element {
  const q = question();
  const sort = param("sort") ?? "-date";
  const told = param("cols")?.split(",");
  const [small, setSmall] = useState(() => innerWidth < 700);
  useEffect(() => {
    const media = matchMedia("(max-width: 700px)");
    const change = () => setSmall(media.matches);
    change();
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, []);
  const keys = told ?? (small ? NARROW : USUAL);
  const columns = COLUMNS.filter((column) => keys.includes(column.key));
  const [choosing, setChoosing] = useState(false);
  const [taking, setTaking] = useState(false);
  return (
    <div class="table-view">
      <header class="view-head">
        <h1>Table</h1>
        <div class="view-tools">
          <button type="button" onClick={() => setChoosing(true)}>
            Columns
          </button>
          <button type="button" onClick={() => setTaking(true)}>
            Export
          </button>
        </div>
      </header>
      <Rows key={`${q}|${sort}|${changes.value}`} q={q} sort={sort} columns={columns} compact={small && !told} />
      {choosing && (
        <Dialog title="Columns" onClose={() => setChoosing(false)}>
          <ul class="checks">
            {COLUMNS.map((column) => (
              <li key={column.key}>
                <label>
                  <input
                    type="checkbox"
                    checked={keys.includes(column.key)}
                    onChange={() => {
                      const next = keys.includes(column.key) ? keys.filter((key) => key !== column.key) : [...keys, column.key];
                      if (next.length) tune({ cols: next.join(",") }, true);
                    }}
                  />
                  {column.name}
                </label>
              </li>
            ))}
          </ul>
          <div class="actions">
            <button type="button" onClick={() => tune({ cols: null }, true)}>
              As usual
            </button>
            <button type="button" class="primary" onClick={() => setChoosing(false)}>
              Done
            </button>
          </div>
        </Dialog>
      )}
      {taking && (
        <Dialog title="Export what is shown" onClose={() => setTaking(false)}>
          <p>
            <button type="button" class="primary" onClick={() => void take(q, sort, columns)}>
              These columns, in this order, as CSV
            </button>
          </p>
          <p class="faint">Or all that fits the filter, in a form that other programs read:</p>
          <ul class="formats">
            {FORMATS.map(([format, name]) => (
              <li key={format}>
                <a href={api(`export/${format}`, { q })} download>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}

/** A cell that a spreadsheet would take for a formula is told as text. */
function guarded(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function take(q: string, sort: string, columns: Column[]): Promise<void> {
  const lines = [[...columns.map((column) => column.name), "id", "report", "link"].map(guarded).join(",")];
  let offset: number | null = 0;
  try {
    while (offset !== null) {
      const list: List<EventRow> = await get<List<EventRow>>(api("events.json", { q, sort, limit: 1000, offset }));
      for (const row of list.rows) {
        lines.push(
          [...columns.map((column) => column.plain(row)), row.id, row.report, `${location.origin}/event/${row.id}`].map(guarded).join(","),
        );
      }
      offset = list.next;
    }
  } catch (error) {
    return say((error as Error).message, { bad: true });
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = "events.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`${plural(lines.length - 1, "row")} written`);
}

function Rows({ q, sort, columns, compact }: { q: string; sort: string; columns: Column[]; compact: boolean }): JSX.Element {
  const [rows, setRows] = useState<Map<number, EventRow>>(new Map());
  const [total, setTotal] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [seen, setSeen] = useState<[number, number]>([0, 24]);
  const asked = useRef(new Set<number>());
  const body = useRef<HTMLDivElement>(null);
  const tall = compact ? TALL_ROW : ROW;

  const fetchChunk = (chunk: number) => {
    if (asked.current.has(chunk)) return;
    asked.current.add(chunk);
    get<List<EventRow>>(api("events.json", { q, sort, limit: CHUNK, offset: chunk * CHUNK })).then(
      (list) => {
        setTotal(list.total);
        setError(null);
        setRows((before) => {
          const next = new Map(before);
          list.rows.forEach((row, n) => next.set(chunk * CHUNK + n, row));
          return next;
        });
      },
      (why: Error) => {
        asked.current.delete(chunk);
        setError(why.message);
      },
    );
  };

  useEffect(() => {
    const measure = () => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / tall) - 8);
      const last = first + Math.ceil(innerHeight / tall) + 16;
      setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    measure();
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [total, tall]);
  useEffect(() => {
    const last = total === null ? 0 : Math.min(seen[1], total - 1);
    for (let chunk = Math.floor(seen[0] / CHUNK); chunk <= Math.floor(Math.max(0, last) / CHUNK); chunk++) fetchChunk(chunk);
  }, [seen, total]);

  if (error)
    return (
      <Empty title="The filter cannot be answered">
        <p role="alert">{error}</p>
      </Empty>
    );
  if (total === null) return <Skeleton lines={12} />;
  if (!total) return <NothingFits what="event" />;
  const grid = columns.map((column) => column.width).join(" ");
  const down = sort.startsWith("-");
  const by = sort.replace("-", "");
  const shown: JSX.Element[] = [];
  for (let n = seen[0]; n <= Math.min(seen[1], total - 1); n++) {
    const row = rows.get(n);
    shown.push(
      row ? (
        <div
          key={n}
          role="row"
          aria-rowindex={n + 2}
          class="tr"
          data-item
          tabIndex={0}
          ref={itemRef(eventItem(row))}
          style={{ transform: `translateY(${n * tall}px)`, gridTemplateColumns: grid }}
          aria-label={`${typeLabel(row.type)}: ${row.sentence}`}
          onClick={() => !getSelection()?.toString() && go(eventAt(row.id))}
        >
          {columns.map((column) => (
            <div key={column.key} role="cell" class={`td c-${column.key} ${column.right ? "right" : ""}`}>
              <span>{column.cell(row)}</span>
            </div>
          ))}
        </div>
      ) : (
        <div key={n} role="row" aria-rowindex={n + 2} class="tr wait" style={{ transform: `translateY(${n * tall}px)` }}>
          <div role="cell" class="bone b2" />
        </div>
      ),
    );
  }
  return (
    <>
      <p class="faint small" aria-live="polite">
        {plural(total, "event")}
      </p>
      <div class="table-scroll">
        <div role="table" class={compact ? "table compact" : "table"} aria-label="Events" aria-rowcount={total + 1}>
          <div role="rowgroup" class="thead">
            <div role="row" aria-rowindex={1} class="th-row" style={{ gridTemplateColumns: grid }}>
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="columnheader"
                  class={column.right ? "right" : ""}
                  aria-sort={column.sort === by ? (down ? "descending" : "ascending") : undefined}
                >
                  {column.sort ? (
                    <button
                      type="button"
                      onClick={() =>
                        tune({
                          sort:
                            by === column.sort
                              ? down
                                ? column.sort
                                : `-${column.sort}`
                              : column.right
                                ? `-${column.sort}`
                                : (column.sort as string),
                        })
                      }
                    >
                      {column.name}
                      <span aria-hidden="true">{column.sort === by ? (down ? " ↓" : " ↑") : ""}</span>
                    </button>
                  ) : (
                    column.name
                  )}
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" ref={body} class="tbody" style={{ height: `${total * tall}px` }}>
            {shown}
          </div>
        </div>
      </div>
      <p class="hidden">{number(total)} rows</p>
    </>
  );
}
