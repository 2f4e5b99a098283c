// Time: stacked columns of events by day, week, month or year, and a brush that asks for a span of days.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { put, values, without } from "./filter";
import { ask, question } from "./state";
import type { Bin, Step, Timeline } from "./types";
import { useSize } from "./ui";
import { QUADS, QUAD_NAME, amounts, binLabel, number } from "./words";

const DAY = 86_400_000;

export function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`);
}

export function text(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** The day after the last of a bin. */
export function endOf(start: string, step: Step): number {
  const day = new Date(dayOf(start));
  if (step === "year") day.setUTCFullYear(day.getUTCFullYear() + 1);
  else if (step === "month") day.setUTCMonth(day.getUTCMonth() + 1);
  else day.setUTCDate(day.getUTCDate() + (step === "week" ? 7 : 1));
  return day.getTime();
}

/** Beginnings of years, months or days to write under an axis, no more than fit. */
export function ticks(from: number, to: number, room: number): { at: number; label: string }[] {
  const most = Math.max(2, Math.floor(room / 84));
  const span = (to - from) / DAY;
  const found: { at: number; label: string }[] = [];
  const month = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });
  const start = new Date(from);
  if (span > most * 120) {
    const years = span / 365.25;
    const every = [1, 2, 5, 10, 20, 50, 100].find((n) => years / n <= most) ?? 200;
    for (let year = Math.ceil(start.getUTCFullYear() / every) * every; Date.UTC(year, 0) <= to; year += every) {
      if (Date.UTC(year, 0) >= from) found.push({ at: Date.UTC(year, 0), label: String(year) });
    }
    if (found.length > 1) return found;
    found.length = 0;
  }
  if (span > most * 9) {
    const every = [1, 2, 3, 6, 12].find((n) => span / 30.4 / n <= most) ?? 12;
    for (let n = start.getUTCMonth(); ; n++) {
      const at = Date.UTC(start.getUTCFullYear(), n);
      if (at > to) break;
      const date = new Date(at);
      if (at >= from && date.getUTCMonth() % every === 0)
        found.push({
          at,
          label: date.getUTCMonth() === 0 || !found.length ? `${month.format(date)} ${date.getUTCFullYear()}` : month.format(date),
        });
    }
    if (found.length > 1) return found;
    found.length = 0;
  }
  const every = Math.max(1, Math.ceil(span / most));
  for (let at = from; at <= to; at += every * DAY) {
    const date = new Date(at);
    found.push({ at, label: `${date.getUTCDate()} ${month.format(date)}${found.length ? "" : ` ${date.getUTCFullYear()}`}` });
  }
  return found;
}

export function extent(data: Timeline): [number, number] | null {
  const first = data.bins[0];
  const last = data.bins.at(-1);
  if (!first || !last) return null;
  const from = dayOf(first.start);
  const to = endOf(last.start, data.step);
  // A single bin would fill the whole width.
  const least = data.step === "day" ? 14 * DAY : data.step === "week" ? 84 * DAY : data.step === "month" ? 365 * DAY : 1500 * DAY;
  const lack = Math.max(0, least - (to - from)) / 2;
  const whole = Math.round(lack / DAY) * DAY;
  return [from - whole, to + whole];
}

/** The question without its days: a brush must show what lies outside it. */
export function undated(q: string): string {
  return without(q, ["from", "to", "date"]);
}

/** The span of days that is asked for. */
export function asked(q: string): [number | null, number | null] {
  const from = values(q, "from")[0];
  const to = values(q, "to")[0];
  const date = values(q, "date")[0];
  if (date && !from && !to) {
    const step: Step = date.length === 4 ? "year" : date.length === 7 ? "month" : "day";
    const start = `${date}${date.length === 4 ? "-01-01" : date.length === 7 ? "-01" : ""}`;
    return [dayOf(start), endOf(start, step)];
  }
  return [from ? dayOf(from) : null, to ? dayOf(to) + DAY : null];
}

export function askDays(from: number | null, to: number | null): void {
  let q = without(question(), ["from", "to", "date"]);
  if (from !== null) q = put(q, "from", text(from));
  if (to !== null) q = put(q, "to", text(to - DAY));
  ask(q);
}

/** Round numbers up to the highest. */
function round(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => most / n <= 4.5) ?? power * 10;
  return Array.from({ length: Math.floor(most / step) }, (_, n) => (n + 1) * step);
}

interface Columns {
  data: Timeline;
  height: number;
  axis?: boolean;
  /** Dragging asks for days, but those asked for are shown elsewhere. */
  bare?: boolean;
  onBin?: (bin: Bin) => void;
  picked?: string | null;
}

/** Stacked columns; dragging over them asks for these days. */
export function Columns({ data, height, axis, bare, onBin, picked }: Columns): JSX.Element {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const [over, setOver] = useState<Bin | null>(null);
  const began = useRef<number | null>(null);
  const q = question();
  const span = extent(data);
  useEffect(() => setDrag(null), [q]);
  if (!span) return <div ref={ref} class="columns none" style={{ height: `${height + 22}px` }} />;
  const [from, to] = span;
  const left = axis ? 44 : 0;
  const room = Math.max(1, width - left);
  const x = (at: number) => left + ((at - from) / (to - from)) * room;
  const day = (px: number) => from + Math.min(1, Math.max(0, (px - left) / room)) * (to - from);
  const most = Math.max(1, ...data.bins.map((bin) => bin.n));
  const y = (n: number) => (n / most) * (height - 10);
  const now = asked(q);
  const brush =
    drag ?? (!bare && (now[0] !== null || now[1] !== null) ? [Math.max(from, now[0] ?? from), Math.min(to, now[1] ?? to)] : null);
  const snap = (at: number) => {
    const bin = [...data.bins].reverse().find((one) => dayOf(one.start) <= at);
    return bin && at < endOf(bin.start, data.step) ? dayOf(bin.start) : Math.floor(at / DAY) * DAY;
  };
  const place = (event: PointerEvent) => event.clientX - (ref.current?.getBoundingClientRect().left ?? 0);
  const binAt = (px: number) => data.bins.find((bin) => px >= x(dayOf(bin.start)) && px < x(endOf(bin.start, data.step))) ?? null;
  const onUp = (event: PointerEvent) => {
    const start = began.current;
    began.current = null;
    if (start === null) return;
    const end = place(event);
    setDrag(null);
    if (Math.abs(end - start) < 5) {
      const bin = binAt(end);
      if (bin && onBin) onBin(bin);
      else if (bin) askDays(dayOf(bin.start), endOf(bin.start, data.step));
      else askDays(null, null);
      return;
    }
    const [a, b] = [day(Math.min(start, end)), day(Math.max(start, end))];
    const last = [...data.bins].reverse().find((one) => dayOf(one.start) < b);
    askDays(snap(a), last && b < endOf(last.start, data.step) ? endOf(last.start, data.step) : Math.ceil(b / DAY) * DAY);
  };
  const steps = axis ? round(most) : [];
  return (
    <div
      ref={ref}
      class="columns"
      style={{ height: `${height + 22}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as Element).closest(".handle")) return;
        began.current = place(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const px = place(event);
        setOver(binAt(px));
        if (began.current !== null && Math.abs(px - began.current) >= 5)
          setDrag([day(Math.min(px, began.current)), day(Math.max(px, began.current))]);
      }}
      onPointerLeave={() => setOver(null)}
      onPointerUp={onUp}
    >
      {width > 0 && (
        <svg
          width={width}
          height={height + 22}
          role="img"
          aria-label={`Events by ${data.step}, ${text(from)} to ${text(to - DAY)}: ${number(data.bins.reduce((sum, bin) => sum + bin.n, 0))} in ${number(data.bins.length)} columns`}
        >
          {steps.map((n) => (
            <g key={n} class="grid">
              <line x1={left} x2={width} y1={height - y(n)} y2={height - y(n)} />
              <text x={left - 6} y={height - y(n) + 4} text-anchor="end">
                {number(n)}
              </text>
            </g>
          ))}
          {brush && (
            <rect
              class="brush"
              x={x(brush[0] as number)}
              width={Math.max(1, x(brush[1] as number) - x(brush[0] as number))}
              y={0}
              height={height}
            />
          )}
          {data.bins.map((bin) => {
            const all = amounts(bin.quads);
            const x0 = x(dayOf(bin.start));
            const wide = Math.max(1, x(endOf(bin.start, data.step)) - x0);
            const gap = wide > 4 ? 1 : 0;
            const out = brush && (dayOf(bin.start) < (brush[0] as number) || endOf(bin.start, data.step) > (brush[1] as number) + DAY / 2);
            let base = height;
            return (
              <g key={bin.start} class={`${out ? "out" : ""} ${over === bin || picked === bin.start ? "over" : ""}`}>
                {QUADS.map((quad) => {
                  const tall = y(all[quad]);
                  base -= tall;
                  return tall > 0 && <rect key={quad} class={quad} x={x0} y={base} width={wide - gap} height={tall} />;
                })}
              </g>
            );
          })}
          <line class="base" x1={left} x2={width} y1={height + 0.5} y2={height + 0.5} />
          {ticks(from, to, room).map((tick, n, all) => {
            const at = x(tick.at);
            if (at > width - 24 && n === all.length - 1 && all.length > 2) return null;
            return (
              <text
                key={tick.at}
                class="tick"
                x={Math.max(left, at)}
                y={height + 16}
                text-anchor={at < left + 20 ? "start" : at > width - 40 ? "end" : "middle"}
              >
                {tick.label}
              </text>
            );
          })}
        </svg>
      )}
      {brush && !drag && <Handles brush={brush as [number, number]} x={x} height={height} from={from} to={to} />}
      {over && (
        <div
          class="tip"
          style={{ left: `${Math.min(Math.max(90, x((dayOf(over.start) + endOf(over.start, data.step)) / 2)), width - 90)}px` }}
        >
          <b>{binLabel(over.start, data.step)}</b>
          {QUADS.filter((quad) => amounts(over.quads)[quad] > 0).map((quad) => (
            <span key={quad}>
              <i class={`dot ${quad}`} /> {number(amounts(over.quads)[quad])} {QUAD_NAME[quad]}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

/** The two ends of a brush, which arrow keys move. */
function Handles({
  brush,
  x,
  height,
  from,
  to,
}: {
  brush: [number, number];
  x: (at: number) => number;
  height: number;
  from: number;
  to: number;
}): JSX.Element {
  const move = (end: 0 | 1) => (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: 30, PageDown: -30 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next: [number, number] = [...brush];
    next[end] = Math.min(to, Math.max(from, next[end] + by * DAY));
    if (next[0] < next[1]) askDays(next[0], next[1]);
  };
  return (
    <>
      {([0, 1] as const).map((end) => (
        <span
          key={end}
          class="handle"
          role="slider"
          tabIndex={0}
          aria-label={end ? "Last day" : "First day"}
          aria-valuemin={from / DAY}
          aria-valuemax={to / DAY}
          aria-valuenow={brush[end] / DAY}
          aria-valuetext={text(end ? brush[1] - DAY : brush[0])}
          style={{ left: `${x(brush[end])}px`, height: `${height}px` }}
          onKeyDown={move(end)}
        />
      ))}
    </>
  );
}

/** What days are asked for, with a way back. */
export function DaysAsked({ data }: { data: Timeline }): JSX.Element {
  const now = asked(question());
  const some = now[0] !== null || now[1] !== null;
  return (
    <p class="days-asked">
      {some ? (
        <>
          <span>
            {now[0] === null ? "until" : text(now[0])}
            {now[0] !== null && now[1] !== null ? " – " : " "}
            {now[1] === null ? "or later" : text(now[1] - DAY)}
          </span>
          <button type="button" class="quiet small" onClick={() => askDays(null, null)}>
            all days
          </button>
        </>
      ) : (
        <span class="faint">{data.bins.length ? "Drag over the columns to choose days" : "No event has a day"}</span>
      )}
      {data.undated > 0 && <span class="faint">{number(data.undated)} without a day</span>}
    </p>
  );
}
