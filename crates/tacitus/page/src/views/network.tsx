// Who with or against whom: a graph that always falls into the same shape, its links as a list, time beneath.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, useAnswer } from "../api";
import { country } from "../bar";
import { Columns, DaysAsked, undated } from "../brush";
import { and, term } from "../filter";
import { itemRef } from "../keys";
import { address, colour, go, paint, param, question, tune } from "../state";
import type { EventRow, Link, List, NameRow, Node, Timeline } from "../types";
import { A, Await, Empty, EventCard, NothingFits, Trouble, reportAt, useSize } from "../ui";
import { plural, typeLabel } from "../words";

type Show = "all" | "conflict" | "cooperation";

interface Point extends Node {
  x: number;
  y: number;
  /** Radius of its circle. */
  r: number;
  index?: number;
}

interface Line extends Omit<Link, "source" | "target"> {
  source: Point;
  target: Point;
  weight: number;
}

interface Picture {
  points: Point[];
  lines: Line[];
}

function weight(link: Link, show: Show): number {
  return show === "all" ? link.conflict + link.cooperation : link[show];
}

/** The graph, laid out. d3-force draws no lots, so the same links give the same picture. */
function layOut(nodes: Node[], links: Link[], show: Show): Picture {
  const kept = links.filter((link) => weight(link, show) > 0 && link.source !== link.target);
  const linked = new Set(kept.flatMap((link) => [link.source, link.target]));
  const most = Math.max(1, ...nodes.map((node) => node.n));
  const points: Point[] = nodes
    .filter((node) => linked.has(node.id))
    .map((node, n) => ({
      ...node,
      r: size(node.n, most),
      x: Math.cos(n * 2.4) * 12 * Math.sqrt(n + 1),
      y: Math.sin(n * 2.4) * 12 * Math.sqrt(n + 1),
    }));
  const byId = new Map(points.map((point) => [point.id, point]));
  const lines: Line[] = kept.flatMap((link) => {
    const [source, target] = [byId.get(link.source), byId.get(link.target)];
    return source && target ? [{ ...link, source, target, weight: weight(link, show) }] : [];
  });
  forceSimulation(points)
    .force(
      "link",
      forceLink<Point, Line>(lines)
        .distance((line) => 70 + 60 / Math.sqrt(line.weight))
        .strength(0.25),
    )
    .force("charge", forceManyBody().strength(-260).distanceMax(600))
    .force("x", forceX(0).strength(0.08))
    .force("y", forceY(0).strength(0.12))
    .force(
      "collide",
      forceCollide<Point>((point) => point.r + 16),
    )
    .stop()
    .tick(260);
  return { points, lines };
}

/** Circles grow with their events, beside the busiest. */
function size(n: number, most: number): number {
  return 4 + Math.min(13, 2.2 * Math.sqrt(most)) * Math.sqrt(n / most);
}

export function NetworkView(): JSX.Element {
  const q = question();
  const show = (param("show") as Show | null) ?? "all";
  const limit = Number(param("limit") ?? 60) || 60;
  const chosen = param("who");
  const answer = useAnswer<{ nodes: Node[]; links: Link[] }>(api("network.json", { q, limit }));
  const time = useAnswer<Timeline>(api("timeline.json", { q: undated(q), step: "auto" }));
  const picture = useMemo(() => layOut(answer.data?.nodes ?? [], answer.data?.links ?? [], show), [answer.data, show]);
  const choose = (id: string | null) => tune({ who: id }, false);
  const person = picture.points.find((point) => point.id === chosen) ?? null;
  return (
    <div class="map-view network-view">
      <section class="map-main" aria-label="Network">
        <header class="view-head">
          <h1>Network</h1>
          <div class="view-tools">
            <fieldset class="steps">
              <legend class="hidden">Show</legend>
              {(["all", "conflict", "cooperation"] as const).map((one) => (
                <label key={one}>
                  <input type="radio" name="show" checked={show === one} onChange={() => tune({ show: one === "all" ? null : one })} />
                  <span>{one}</span>
                </label>
              ))}
            </fieldset>
            <label class="bar-sources">
              <span>at most</span>
              <select
                value={String(limit)}
                onChange={(event) => tune({ limit: event.currentTarget.value === "60" ? null : event.currentTarget.value }, true)}
              >
                {[30, 60, 120, 240].map((n) => (
                  <option key={n} value={String(n)}>
                    {n} actors
                  </option>
                ))}
              </select>
            </label>
          </div>
        </header>
        <Graph picture={picture} chosen={person} choose={choose}>
          {answer.error ? (
            <Trouble answer={answer} />
          ) : answer.data && !picture.lines.length ? (
            <div class="map-empty">
              {answer.data.links.length ? (
                <Empty title={`No ${show} between actors here`}>
                  <p>There is the other kind: show all.</p>
                </Empty>
              ) : (
                <NothingFits what="event between two actors" />
              )}
            </div>
          ) : null}
        </Graph>
        <ul class="legend">
          <li>
            <span class="dash conflict" aria-hidden="true" /> more conflict
          </li>
          <li>
            <span class="dash cooperation" aria-hidden="true" /> more cooperation
          </li>
          <li class="faint">thicker: more events</li>
        </ul>
        <div class="map-time">
          {time.data ? (
            <>
              <Columns data={time.data} height={48} />
              <DaysAsked data={time.data} />
            </>
          ) : (
            <div class="columns-wait" />
          )}
        </div>
      </section>
      <aside class="beside" aria-label="Actors and links">
        {person ? (
          <Person point={person} picture={picture} q={q} back={() => choose(null)} choose={choose} />
        ) : (
          <Links picture={picture} q={q} choose={choose} />
        )}
      </aside>
    </div>
  );
}

function Graph({
  picture,
  chosen,
  choose,
  children,
}: {
  picture: Picture;
  chosen: Point | null;
  choose: (id: string | null) => void;
  children: JSX.Element | null;
}): JSX.Element {
  const [frame, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [move, setMove] = useState<ZoomTransform>(zoomIdentity);
  const [over, setOver] = useState<Point | null>(null);
  const [hot, setHot] = useState<{ line: Line; x: number; y: number } | null>(null);
  const theme = paint.value;

  const fit = useMemo(() => {
    const xs = picture.points.map((point) => point.x);
    const ys = picture.points.map((point) => point.y);
    if (!xs.length || !width || !height) return { k: 1, x: width / 2, y: height / 2 };
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    // Names need room at the sides and beneath.
    const aside = width < 600 ? 50 : 110;
    const k = Math.min(1.7, (width - 2 * aside) / Math.max(1, right - left), (height - 76) / Math.max(1, bottom - top));
    return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - 8 - (k * (top + bottom)) / 2 };
  }, [picture, width, height]);
  const at = (point: Point): [number, number] => move.apply([fit.x + fit.k * point.x, fit.y + fit.k * point.y]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const behaviour = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([0.5, 8])
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => setMove(event.transform));
    select(element).call(behaviour).on("dblclick.zoom", null);
    return () => {
      select(element).on(".zoom", null);
    };
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen || !width) return;
    const dense = Math.min(3, devicePixelRatio || 1);
    element.width = Math.round(width * dense);
    element.height = Math.round(height * dense);
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, width, height);
    const focus = over ?? chosen;
    const beside = new Set(
      focus
        ? picture.lines.filter((line) => line.source === focus || line.target === focus).flatMap((line) => [line.source.id, line.target.id])
        : [],
    );
    const [conflict, cooperation, ink, faint, ground] = [colour("Q4"), colour("Q2"), colour("ink"), colour("faint"), colour("paper")];
    const heaviest = Math.max(1, ...picture.lines.map((line) => line.weight));
    const crowd = Math.max(0.2, 0.55 * Math.min(1, Math.sqrt(50 / Math.max(1, picture.lines.length))));
    for (const line of picture.lines) {
      const [x1, y1] = at(line.source);
      const [x2, y2] = at(line.target);
      const lit = !focus || line.source === focus || line.target === focus;
      pen.globalAlpha = hot?.line === line ? 1 : lit ? (focus ? 0.85 : crowd) : 0.08;
      pen.strokeStyle = line.conflict >= line.cooperation ? conflict : cooperation;
      pen.lineWidth = 0.8 + Math.min(6.5, Math.sqrt(heaviest)) * Math.sqrt(line.weight / heaviest);
      pen.beginPath();
      pen.moveTo(x1, y1);
      // Two actors may act on each other: a slight bend keeps both links visible.
      const bend = 0.12;
      pen.quadraticCurveTo((x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend, x2, y2);
      pen.stroke();
    }
    pen.globalAlpha = 1;
    for (const point of picture.points) {
      const [x, y] = at(point);
      const lit = !focus || beside.has(point.id) || point === focus;
      pen.globalAlpha = lit ? 1 : 0.25;
      pen.beginPath();
      pen.arc(x, y, point.r, 0, 2 * Math.PI);
      pen.fillStyle = point === chosen ? colour("accent") : ink;
      pen.fill();
      pen.strokeStyle = ground;
      pen.lineWidth = 1.5;
      pen.stroke();
    }
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "top";
    const taken: [number, number, number, number][] = [];
    // A name that would lie over another's circle waits until one comes nearer.
    const covers = (box: [number, number, number, number], own: Point) =>
      picture.points.some((other) => {
        if (other === own) return false;
        const [x, y] = at(other);
        return x + other.r > box[0] && x - other.r < box[2] && y + other.r > box[1] + 3 && y - other.r < box[3];
      });
    const ranked = [...picture.points].sort(
      (a, b) => Number(b === focus) - Number(a === focus) || Number(beside.has(b.id)) - Number(beside.has(a.id)) || b.n - a.n,
    );
    for (const point of ranked) {
      const [across, y] = at(point);
      const most = width < 600 ? 20 : 30;
      const name = point.name.length > most ? `${point.name.slice(0, most - 2)}…` : point.name;
      const half = pen.measureText(name).width / 2 + 3;
      const x = across > 0 && across < width ? Math.max(half, Math.min(width - half, across)) : across;
      const top = y + point.r + 3;
      const box: [number, number, number, number] = [x - half, top, x + half, top + 15];
      const lit = !focus || beside.has(point.id) || point === focus;
      if (
        !lit ||
        (point !== focus &&
          (covers(box, point) || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])))
      )
        continue;
      taken.push(box);
      pen.globalAlpha = 1;
      pen.lineWidth = 3.5;
      pen.lineJoin = "round";
      pen.strokeStyle = ground;
      pen.strokeText(name, x, top);
      pen.fillStyle = point === focus || beside.has(point.id) ? ink : faint;
      pen.fillText(name, x, top);
    }
    pen.globalAlpha = 1;
  }, [picture, move, over, hot, chosen, width, height, theme]);

  const find = (event: MouseEvent): { point: Point | null; line: Line | null; x: number; y: number } => {
    const box = canvas.current?.getBoundingClientRect();
    const [px, py] = [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
    let point: Point | null = null;
    let near = 26;
    for (const one of picture.points) {
      const [x, y] = at(one);
      const far = Math.hypot(x - px, y - py) - one.r;
      if (far < 6 && far < near) [point, near] = [one, far];
    }
    let line: Line | null = null;
    let close = 6;
    for (const one of point ? [] : picture.lines) {
      const [x1, y1] = at(one.source);
      const [x2, y2] = at(one.target);
      const [cx, cy] = [(x1 + x2) / 2 + (y2 - y1) * 0.12, (y1 + y2) / 2 - (x2 - x1) * 0.12];
      for (let t = 0.1; t < 0.95; t += 0.05) {
        const x = (1 - t) ** 2 * x1 + 2 * (1 - t) * t * cx + t * t * x2;
        const y = (1 - t) ** 2 * y1 + 2 * (1 - t) * t * cy + t * t * y2;
        const far = Math.hypot(x - px, y - py);
        if (far < close) [line, close] = [one, far];
      }
    }
    return { point, line, x: px, y: py };
  };
  const q = question();
  return (
    <div ref={frame} class="map-frame graph-frame">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${plural(picture.points.length, "actor")} and ${plural(picture.lines.length, "link")}; the same links are listed beside it`}
        style={{ cursor: over || hot ? "pointer" : "grab" }}
        onPointerMove={(event) => {
          if (event.buttons) return;
          const { point, line, x, y } = find(event);
          setOver(point);
          setHot(line ? { line, x, y } : null);
        }}
        onPointerLeave={() => {
          setOver(null);
          setHot(null);
        }}
        onClick={(event) => {
          const { point, line } = find(event);
          if (point) choose(point.id === chosen?.id ? null : point.id);
          else if (line) go(address("/table", { q: between(q, line.source.name, line.target.name) }));
          else if (chosen) choose(null);
        }}
      />
      {hot && (
        <div class="tip map-tip" style={{ left: `${Math.min(Math.max(hot.x, 120), width - 120)}px`, top: `${hot.y - 12}px` }}>
          <b>
            {hot.line.source.name} → {hot.line.target.name}
          </b>
          <span>
            {hot.line.types
              .slice(0, 4)
              .map((one) => `${typeLabel(one.type)} ${one.n}`)
              .join(", ")}
          </span>
        </div>
      )}
      {children}
    </div>
  );
}

function between(q: string, one: string, other: string): string {
  return and(and(q, term("actor", one)), term("recipient", other));
}

function Links({ picture, q, choose }: { picture: Picture; q: string; choose: (id: string) => void }): JSX.Element {
  const [all, setAll] = useState(false);
  const lines = [...picture.lines].sort((a, b) => b.weight - a.weight);
  return (
    <>
      <p class="beside-sum" aria-live="polite">
        <b>{plural(picture.points.length, "actor")}</b>
        <span class="faint"> · {plural(picture.lines.length, "link")}</span>
      </p>
      <h2 class="rule">Most between</h2>
      <ol class="links">
        {lines.slice(0, all ? 500 : 25).map((line) => (
          <li key={`${line.source.id}>${line.target.id}`}>
            <LinkRow line={line} q={q} choose={choose} />
          </li>
        ))}
      </ol>
      {lines.length > 25 && !all && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          Show all {lines.length}
        </button>
      )}
    </>
  );
}

function LinkRow({ line, q, choose }: { line: Line; q: string; choose: (id: string) => void }): JSX.Element {
  return (
    <div
      class="link"
      data-item
      tabIndex={0}
      ref={itemRef({ target: "actor", id: line.source.id, label: line.source.name, open: () => choose(line.source.id) })}
    >
      <p>
        <button type="button" class="plain" onClick={() => choose(line.source.id)}>
          {line.source.name}
        </button>
        <span class="arrow" aria-label="to">
          {" → "}
        </span>
        <button type="button" class="plain" onClick={() => choose(line.target.id)}>
          {line.target.name}
        </button>
      </p>
      <p class="faint small">
        <span class={`dash ${line.conflict >= line.cooperation ? "conflict" : "cooperation"}`} aria-hidden="true" />{" "}
        <A to={address("/table", { q: between(q, line.source.name, line.target.name) })}>{plural(line.n, "event")}</A>:{" "}
        {line.types
          .slice(0, 3)
          .map((one) => typeLabel(one.type))
          .join(", ")}
        {line.first ? `, ${line.first === line.last ? line.first : `${line.first} – ${line.last}`}` : ""}
      </p>
    </div>
  );
}

function Person({
  point,
  picture,
  q,
  back,
  choose,
}: {
  point: Point;
  picture: Picture;
  q: string;
  back: () => void;
  choose: (id: string) => void;
}): JSX.Element {
  const asked = and(q, term("party", point.name));
  const events = useAnswer<List<EventRow>>(api("events.json", { q: asked, sort: "-date", limit: 30 }));
  const about = useAnswer<{ names: NameRow[] }>(api(`actors/${encodeURIComponent(point.id)}.json`));
  const names = about.data?.names ?? [];
  const lines = picture.lines.filter((line) => line.source === point || line.target === point).sort((a, b) => b.weight - a.weight);
  return (
    <>
      <p class="beside-chosen">
        <button type="button" class="quiet small" onClick={back}>
          ← all actors
        </button>
      </p>
      <h2 class="person" data-item tabIndex={0} ref={itemRef({ target: "actor", id: point.id, label: point.name })}>
        {point.name}
      </h2>
      <p class="faint small">
        {point.kind.replace("_", " ")}
        {point.country ? `, ${country(point.country)}` : ""} · <A to={address("/table", { q: asked })}>{plural(point.n, "event")}</A>
      </p>
      {names.length > 0 && (
        <p class="small called">
          Called{" "}
          {names.slice(0, 8).map((name, n) => (
            <span key={n}>
              {n > 0 && ", "}
              <A to={reportAt(name.report, null)}>“{name.called}”</A>
              <span class="faint"> by {name.by ?? name.outlet ?? "a report"}</span>
            </span>
          ))}
        </p>
      )}
      <ol class="links">
        {lines.map((line) => (
          <li key={`${line.source.id}>${line.target.id}`}>
            <LinkRow line={line} q={q} choose={choose} />
          </li>
        ))}
      </ol>
      <h2 class="rule">Latest</h2>
      <Await answer={events}>
        {(list) => (
          <ol class="cards">
            {list.rows.map((row) => (
              <EventCard key={row.id} row={row} />
            ))}
          </ol>
        )}
      </Await>
    </>
  );
}
