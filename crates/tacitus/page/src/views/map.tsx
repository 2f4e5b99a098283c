// Where: clusters that open as one comes nearer, circles where a place is vague, time beneath.
import { type GeoPermissibleObjects, type GeoProjection, geoCircle, geoGraticule10, geoNaturalEarth1, geoPath } from "d3-geo";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { api, useAnswer } from "../api";
import { country } from "../bar";
import { Columns, DaysAsked, undated } from "../brush";
import { and } from "../filter";
import { forget, overlay, recall, take } from "../overlay";
import { address, calm, colour, go, paint, param, question, say, tune } from "../state";
import type { Cell, EventRow, List, MapAnswer, Timeline } from "../types";
import { A, Await, Empty, EventCard, Legend, More, NothingFits, QuadBar, Trouble, eventAt, useSize } from "../ui";
import { QUADS, QUAD_NAME, amounts, number, plural } from "../words";

declare const WORLD_COARSE: string;
declare const WORLD_FINE: string;

interface World {
  land: GeoPermissibleObjects;
  borders: GeoPermissibleObjects;
  fine: boolean;
}

interface Camera {
  lon: number;
  lat: number;
  /** How many times nearer than the whole world. */
  k: number;
}

const HOME: Camera = { lon: 12, lat: 18, k: 1 };
const MOST = 4000;

const worlds = new Map<string, Promise<World>>();
function world(url: string): Promise<World> {
  let found = worlds.get(url);
  if (!found) {
    found = fetch(url)
      .then((answer) => answer.json() as Promise<Topology<{ countries: GeometryCollection; land: GeometryCollection }>>)
      .then((atlas) => ({
        land: feature(atlas, atlas.objects.land),
        borders: mesh(atlas, atlas.objects.countries, (a, b) => a !== b),
        fine: url === WORLD_FINE,
      }));
    worlds.set(url, found);
  }
  return found;
}

function projection(camera: Camera, width: number, height: number): GeoProjection {
  // The world may lose its edges, but not its height.
  const whole = Math.max(width / 5.6, Math.min(height / 2.9, width / (width < 500 ? 3.4 : 4.4)));
  const flat = geoNaturalEarth1()
    .rotate([-camera.lon, 0])
    .scale(whole * camera.k)
    .translate([width / 2, height / 2]);
  const [, y] = flat([camera.lon, camera.lat]) ?? [0, height / 2];
  return flat.translate([width / 2, height - y]).clipExtent([
    [-40, -40],
    [width + 40, height + 40],
  ]);
}

interface Box {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** What of the world is seen. */
function boxOf(flat: GeoProjection, camera: Camera, width: number, height: number): Box {
  let [west, east, south, north] = [Infinity, -Infinity, 90, -90];
  for (let n = 0; n <= 8; n++) {
    for (let m = 0; m <= 8; m++) {
      const at = flat.invert?.([(width * n) / 8, (height * m) / 8]);
      if (!at || Number.isNaN(at[0]) || Number.isNaN(at[1])) continue;
      const lon = camera.lon + ((((at[0] - camera.lon + 180) % 360) + 360) % 360) - 180;
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, at[1]);
      north = Math.max(north, at[1]);
    }
  }
  const whole = camera.k < 1.6 || !(west < east) || west < -180 || east > 180;
  const pole = camera.k < 1.6 || !(south < north);
  // Rounded outwards, so that a small movement asks nothing new.
  const grain = 40 / camera.k;
  return {
    west: whole ? -180 : Math.max(-180, Math.floor(west / grain) * grain),
    east: whole ? 180 : Math.min(180, Math.ceil(east / grain) * grain),
    south: pole ? -90 : Math.max(-90, Math.floor(south / grain) * grain),
    north: pole ? 90 : Math.min(90, Math.ceil(north / grain) * grain),
  };
}

/** A number that fits into a circle. */
function short(n: number): string {
  return n < 1000 ? String(n) : `${n < 10_000 ? (n / 1000).toFixed(1) : Math.round(n / 1000)}k`;
}

/** Circles grow with their events, beside the largest in view. */
function radius(n: number, most: number): number {
  if (n === 1) return 5.5;
  const top = Math.min(36, 7 + 3.4 * Math.log2(most));
  return 9 + Math.max(0, top - 9) * (n / most) ** 0.42;
}

interface Spot {
  cell: Cell;
  x: number;
  y: number;
  r: number;
}

/** Two clusters as one, at the point between them. */
function joined(one: Spot, other: Spot): Spot {
  const [a, b] = [one.cell, other.cell];
  const n = a.n + b.n;
  const part = b.n / n;
  const quads = amounts(a.quads);
  for (const quad of QUADS) quads[quad] += amounts(b.quads)[quad];
  const cell: Cell = {
    n,
    quads,
    lat: a.lat + (b.lat - a.lat) * part,
    lon: a.lon + (b.lon - a.lon) * part,
    bbox: [Math.min(a.bbox[0], b.bbox[0]), Math.min(a.bbox[1], b.bbox[1]), Math.max(a.bbox[2], b.bbox[2]), Math.max(a.bbox[3], b.bbox[3])],
    label: a.label,
    also: (a.also ?? 0) + 1 + (b.also ?? 0),
  };
  return { cell, x: one.x + (other.x - one.x) * part, y: one.y + (other.y - one.y) * part, r: Math.max(one.r, other.r) };
}

/** Circles that would hide each other are drawn as one; the largest come first. */
function gather(cells: Cell[], flat: GeoProjection, width: number, height: number): Spot[] {
  let spots: Spot[] = [];
  for (const cell of cells) {
    const at = flat([cell.lon, cell.lat]);
    if (at && at[0] > -40 && at[0] < width + 40 && at[1] > -40 && at[1] < height + 40) spots.push({ cell, x: at[0], y: at[1], r: 0 });
  }
  for (let again = true; again;) {
    again = false;
    const most = Math.max(...spots.map((spot) => spot.cell.n));
    for (const spot of spots) spot.r = radius(spot.cell.n, most);
    const kept: Spot[] = [];
    for (const spot of spots.sort((a, b) => b.cell.n - a.cell.n)) {
      const at = kept.findIndex((host) => Math.hypot(host.x - spot.x, host.y - spot.y) < (host.r + spot.r) * 0.72);
      const host = kept[at];
      if (!host) kept.push(spot);
      else {
        kept[at] = joined(host, spot);
        again = true;
      }
    }
    spots = kept;
  }
  return spots;
}

/** Where all cells are seen. */
function around(cells: Cell[]): Camera {
  const west = Math.min(...cells.map((cell) => cell.bbox[0]));
  const east = Math.max(...cells.map((cell) => cell.bbox[2]));
  const south = Math.min(...cells.map((cell) => cell.bbox[1]));
  const north = Math.max(...cells.map((cell) => cell.bbox[3]));
  const k = Math.min(220 / Math.max(1, east - west), 105 / Math.max(1, north - south), 12);
  return k < 1.5 ? HOME : { lon: (west + east) / 2, lat: Math.max(-70, Math.min(75, (south + north) / 2)), k };
}

function cameraOf(): Camera {
  const told = param("at")?.split(",").map(Number) ?? [];
  const [lat, lon, k] = told;
  if (told.length !== 3 || told.some((n) => !Number.isFinite(n))) return HOME;
  return { lat: Math.max(-85, Math.min(85, lat as number)), lon: lon as number, k: Math.max(1, Math.min(MOST, k as number)) };
}

function kilometres(box: Box): { lat: number; lon: number; km: number } {
  const lat = (box.south + box.north) / 2;
  const lon = (box.west + box.east) / 2;
  const tall = ((box.north - box.south) / 2) * 111;
  const wide = ((box.east - box.west) / 2) * 111 * Math.cos((lat * Math.PI) / 180);
  return { lat, lon, km: Math.max(1, Math.ceil(Math.hypot(tall, wide))) };
}

export function MapView(): JSX.Element {
  const q = question();
  const [frame, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [camera, setCamera] = useState<Camera>(cameraOf);
  const [settled, setSettled] = useState<Camera>(camera);
  const [earth, setEarth] = useState<World | null>(null);
  const [over, setOver] = useState<Spot | null>(null);
  const [chosen, setChosen] = useState<Cell | null>(null);
  const live = useRef(camera);
  const seen = useRef<ZoomTransform>(zoomIdentity.scale(camera.k));
  const behaviour = useRef(zoom<HTMLCanvasElement, unknown>());
  live.current = camera;

  // The back button moves the camera too.
  const told = param("at");
  useEffect(() => {
    const next = cameraOf();
    const now = live.current;
    if (Math.abs(next.k / now.k - 1) > 0.01 || Math.abs(next.lat - now.lat) > 0.02 || Math.abs(next.lon - now.lon) > 0.02) setCamera(next);
  }, [told]);

  useEffect(() => {
    void recall();
    world(WORLD_COARSE).then(setEarth, () => say("The outlines of the world did not arrive", { bad: true }));
  }, []);
  useEffect(() => {
    if (camera.k > 3 && earth && !earth.fine) world(WORLD_FINE).then(setEarth, () => undefined);
  }, [camera.k > 3, earth]);

  // The address follows when the map rests.
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(camera);
      const home = camera.k === HOME.k && camera.lat === HOME.lat && camera.lon === HOME.lon;
      if (location.pathname === "/map" || location.pathname === "/")
        tune({ at: home ? null : `${camera.lat.toFixed(3)},${camera.lon.toFixed(3)},${camera.k.toFixed(2)}` }, true);
    }, 160);
    return () => clearTimeout(timer);
  }, [camera]);

  useEffect(() => {
    const element = canvas.current;
    if (!element || !width || !height) return;
    const move = behaviour.current;
    move
      .scaleExtent([1, MOST])
      .filter((event: MouseEvent) => (!event.ctrlKey || event.type === "wheel") && !event.button)
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        const before = seen.current;
        const after = event.transform;
        seen.current = after;
        if (!event.sourceEvent) return;
        // The middle of the picture to be is a point of the picture that is: its place is the new middle.
        const now = live.current;
        const middle: [number, number] = [
          ((width / 2 - after.x) / after.k) * before.k + before.x,
          ((height / 2 - after.y) / after.k) * before.k + before.y,
        ];
        const at = projection(now, width, height).invert?.(middle);
        if (!at || Number.isNaN(at[0]) || Number.isNaN(at[1])) return;
        const k = Math.max(1, Math.min(MOST, (now.k * after.k) / before.k));
        const lat = k <= 1.001 ? HOME.lat : Math.max(-80, Math.min(84, at[1]));
        const next = { lon: ((((at[0] + 180) % 360) + 360) % 360) - 180, lat, k };
        live.current = next;
        setOver(null);
        setCamera(next);
      });
    const selection = select(element);
    selection.call(move).on("dblclick.zoom", null);
    agree(live.current);
    return () => {
      selection.on(".zoom", null);
    };
  }, [width, height]);

  /** d3-zoom keeps a transform of its own, which has to agree about the scale. */
  const agree = (now: Camera) => {
    if (canvas.current)
      select(canvas.current).call(
        behaviour.current.transform,
        zoomIdentity.translate((width / 2) * (1 - now.k), (height / 2) * (1 - now.k)).scale(now.k),
      );
  };
  /** Moves the camera, slowly if that is liked. */
  const fly = (to: Camera) => {
    const from = live.current;
    if (calm.matches) {
      setCamera(to);
      return agree(to);
    }
    const start = performance.now();
    const frameOf = (time: number) => {
      const part = Math.min(1, (time - start) / 420);
      const soft = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
      const now =
        part === 1
          ? to
          : { lon: from.lon + (to.lon - from.lon) * soft, lat: from.lat + (to.lat - from.lat) * soft, k: from.k * (to.k / from.k) ** soft };
      live.current = now;
      setCamera(now);
      if (part < 1) requestAnimationFrame(frameOf);
      else agree(to);
    };
    requestAnimationFrame(frameOf);
  };

  const box = useMemo(() => (width ? boxOf(projection(settled, width, height), settled, width, height) : null), [settled, width, height]);
  const level = Math.max(0, Math.min(12, Math.round(Math.log2(settled.k) + 2)));
  const answer = useAnswer<MapAnswer>(box && api("map.json", { q, ...box, zoom: level }));
  const time = useAnswer<Timeline>(api("timeline.json", { q: undated(q), step: "auto" }));
  const cells = answer.data?.cells ?? [];

  const flat = width ? projection(camera, width, height) : null;
  const spots = useMemo(() => (flat ? gather(cells, flat, width, height) : []), [cells, camera, width, height]);

  // Where no place is asked for, the first answer says where to look.
  const framed = useRef(param("at") !== null);
  useEffect(() => {
    if (framed.current || !cells.length) return;
    framed.current = true;
    const to = around(cells);
    if (to.k === 1) return;
    live.current = to;
    setCamera(to);
    agree(to);
  }, [cells]);

  const theme = paint.value;
  const own = overlay.value;
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen || !flat || !width) return;
    const dense = Math.min(3, devicePixelRatio || 1);
    if (element.width !== Math.round(width * dense) || element.height !== Math.round(height * dense)) {
      element.width = Math.round(width * dense);
      element.height = Math.round(height * dense);
    }
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, width, height);
    const path = geoPath(flat, pen);
    const shape = (what: GeoPermissibleObjects, fill: string | null, stroke: string | null, wide = 1) => {
      pen.beginPath();
      path(what);
      if (fill) {
        pen.fillStyle = fill;
        pen.fill();
      }
      if (stroke) {
        pen.strokeStyle = stroke;
        pen.lineWidth = wide;
        pen.stroke();
      }
    };
    shape({ type: "Sphere" }, colour("sea"), null);
    if (camera.k < 8) shape(geoGraticule10(), null, colour("graticule"), 0.5);
    if (earth) {
      shape(earth.land, colour("land"), colour("coast"), 0.6);
      shape(earth.borders, null, colour("border"), 0.6);
    }
    if (own) {
      try {
        pen.setLineDash([5, 3]);
        shape(own.shapes, null, colour("accent"), 1.4);
      } catch {
        // A file may hold anything; the map goes on without it.
      }
      pen.setLineDash([]);
    }
    const hues = Object.fromEntries(QUADS.map((quad) => [quad, colour(quad)]));
    const ground = colour("paper");
    for (const { cell } of spots) {
      if (cell.n !== 1 || !cell.radius_km || cell.radius_km < 2) continue;
      const quad = QUADS.find((one) => amounts(cell.quads)[one]);
      const ring = geoCircle()
        .center([cell.lon, cell.lat])
        .radius(cell.radius_km / 111.2)();
      pen.globalAlpha = 0.1;
      shape(ring, hues[quad ?? "Q4"] ?? null, null);
      pen.globalAlpha = 0.55;
      shape(ring, null, hues[quad ?? "Q4"] ?? null, 0.8);
      pen.globalAlpha = 1;
    }
    for (const { cell, x, y, r } of spots) {
      const all = amounts(cell.quads);
      const sum = QUADS.reduce((total, quad) => total + all[quad], 0) || 1;
      pen.beginPath();
      pen.arc(x, y, r + 1.2, 0, 2 * Math.PI);
      pen.fillStyle = ground;
      pen.fill();
      let angle = -Math.PI / 2;
      for (const quad of QUADS) {
        if (!all[quad]) continue;
        const next = angle + (2 * Math.PI * all[quad]) / sum;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.arc(x, y, r, angle, next);
        pen.closePath();
        pen.fillStyle = hues[quad] ?? "";
        pen.fill();
        angle = next;
      }
      if (cell.n > 1) {
        const hole = r - Math.max(3, r * 0.24);
        pen.beginPath();
        pen.arc(x, y, hole, 0, 2 * Math.PI);
        pen.fillStyle = ground;
        pen.fill();
        pen.fillStyle = colour("ink");
        pen.font = `600 ${r > 20 ? 13 : r > 11 ? 11 : 10}px system-ui, sans-serif`;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText(short(cell.n), x, y + 0.5);
      }
      if (cell === over?.cell || cell === chosen) {
        pen.beginPath();
        pen.arc(x, y, r + 3, 0, 2 * Math.PI);
        pen.strokeStyle = colour("ink");
        pen.lineWidth = 1.5;
        pen.stroke();
      }
    }
  }, [spots, earth, over, chosen, theme, own, width, height]);

  const find = (event: MouseEvent) => {
    const frame = canvas.current?.getBoundingClientRect();
    if (!frame) return null;
    const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
    let best: (typeof spots)[number] | null = null;
    for (const spot of spots) if (Math.hypot(spot.x - px, spot.y - py) <= spot.r + 4) best = spot;
    return best;
  };
  const open = (cell: Cell) => {
    const range = cell.bbox;
    if (cell.n === 1 && cell.id) return go(eventAt(cell.id));
    const wide = Math.max(range[2] - range[0], (range[3] - range[1]) * 1.6);
    if (wide < 0.02 || camera.k > 1500) {
      setChosen(cell);
      return;
    }
    const k = Math.max(camera.k * 1.8, Math.min(1200, 200 / wide));
    fly({ lon: (range[0] + range[2]) / 2, lat: Math.max(-80, Math.min(84, (range[1] + range[3]) / 2)), k });
  };
  const nearer = (by: number) =>
    fly({ ...live.current, k: Math.max(1, Math.min(MOST, live.current.k * by)), ...(live.current.k * by <= 1 ? { lat: HOME.lat } : {}) });
  const home = () => {
    setChosen(null);
    fly(HOME);
  };
  const keys = (event: KeyboardEvent) => {
    const part = 60 / camera.k;
    const moves: Record<string, () => void> = {
      "+": () => nearer(2),
      "=": () => nearer(2),
      "-": () => nearer(0.5),
      "0": home,
      ArrowLeft: () => setCamera({ ...camera, lon: camera.lon - part }),
      ArrowRight: () => setCamera({ ...camera, lon: camera.lon + part }),
      ArrowUp: () => setCamera({ ...camera, lat: Math.min(84, camera.lat + part / 2) }),
      ArrowDown: () => setCamera({ ...camera, lat: Math.max(-80, camera.lat - part / 2) }),
    };
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div class="map-view">
      <h1 class="hidden">Map</h1>
      <section class="map-main" aria-label="Map">
        <div ref={frame} class="map-frame">
          <canvas
            ref={canvas}
            tabIndex={0}
            role="img"
            aria-label={`Map of ${plural(answer.data?.placed ?? 0, "event")}; the same places are listed beside it. Arrow keys move, plus and minus zoom, 0 shows the whole world.`}
            onKeyDown={keys}
            onPointerMove={(event) => {
              if (event.buttons) return;
              setOver(find(event));
            }}
            onPointerLeave={() => setOver(null)}
            onClick={(event) => {
              const spot = find(event);
              if (spot) open(spot.cell);
            }}
            onDblClick={() => nearer(2)}
            style={{ cursor: over ? "pointer" : "grab" }}
          />
          {over && (
            <div class="tip map-tip" style={{ left: `${Math.min(Math.max(over.x, 100), width - 100)}px`, top: `${over.y - over.r - 8}px` }}>
              <b>
                {named(over.cell)}
                {over.cell.also ? " and around" : ""}
              </b>
              <span>{plural(over.cell.n, "event")}</span>
              <QuadWords cell={over.cell} />
              {over.cell.n === 1 && (over.cell.radius_km ?? 0) >= 2 && (
                <span>known to within {number(Math.round(over.cell.radius_km ?? 0))} km</span>
              )}
            </div>
          )}
          <div class="map-tools">
            <button type="button" aria-label="Nearer" onClick={() => nearer(2)}>
              +
            </button>
            <button type="button" aria-label="Farther" onClick={() => nearer(0.5)}>
              −
            </button>
            <button type="button" aria-label="The whole world" onClick={home}>
              ○
            </button>
          </div>
          <Legend />
          {answer.error && <Trouble answer={answer} />}
          {answer.data && !answer.error && answer.data.placed === 0 && (
            <div class="map-empty">
              {answer.data.total ? (
                <Empty title="None of these events has a place">
                  <p>{plural(answer.data.total, "event")} can be read in the table.</p>
                </Empty>
              ) : (
                <NothingFits what="event" />
              )}
            </div>
          )}
        </div>
        <Borders />
        <div class="map-time">
          {time.data ? (
            <>
              <Columns data={time.data} height={56} />
              <DaysAsked data={time.data} />
            </>
          ) : (
            <div class="columns-wait" />
          )}
        </div>
      </section>
      <Beside
        q={q}
        box={box}
        near={settled.k >= 3}
        cells={spots.map((spot) => spot.cell)}
        answer={answer.data}
        chosen={chosen}
        open={open}
        unchoose={() => setChosen(null)}
      />
    </div>
  );
}

function QuadWords({ cell }: { cell: Cell }): JSX.Element {
  const all = amounts(cell.quads);
  return (
    <>
      {QUADS.filter((quad) => all[quad] > 0).map((quad) => (
        <span key={quad}>
          <i class={`dot ${quad}`} /> {number(all[quad])} {QUAD_NAME[quad]}
        </span>
      ))}
    </>
  );
}

/** What lines the map has, and the reader's own. */
function Borders(): JSX.Element {
  const own = overlay.value;
  return (
    <p class="map-note">
      <span title="Natural Earth draws borders as they are held, not as they are claimed; disputed ones are drawn like others. No line here is a statement.">
        Borders: Natural Earth, as held on the ground, not as claimed.
      </span>
      {own ? (
        <span>
          Your lines: {own.name}{" "}
          <button type="button" class="quiet small" onClick={() => void forget()}>
            take off
          </button>
        </span>
      ) : (
        <label class="file-link">
          <input
            type="file"
            class="hidden"
            accept=".json,.geojson,application/geo+json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file) take(file).catch((error: Error) => say(`${file.name}: ${error.message}`, { bad: true }));
            }}
          />
          <span title="A GeoJSON file; it stays in this browser">Lay your own lines over</span>
        </label>
      )}
    </p>
  );
}

/** The places in view and their events: the map as a list. */
function Beside(props: {
  q: string;
  box: Box | null;
  near: boolean;
  cells: Cell[];
  answer: MapAnswer | null;
  chosen: Cell | null;
  open: (cell: Cell) => void;
  unchoose: () => void;
}): JSX.Element {
  const { q, box, near, cells, answer, chosen } = props;
  const [limit, setLimit] = useState(30);
  const circle = chosen ? { lat: chosen.lat, lon: chosen.lon, km: 3 } : near && box && (answer?.outside ?? 0) > 0 ? kilometres(box) : null;
  const asked = circle ? and(q, `near:${circle.lat.toFixed(3)},${circle.lon.toFixed(3)},${circle.km}km`) : q;
  const events = useAnswer<List<EventRow>>(api("events.json", { q: asked, sort: "-date", limit }));
  useEffect(() => setLimit(30), [asked]);
  const most = Math.max(1, ...cells.map((cell) => cell.n));
  return (
    <aside class="beside" aria-label="Places and events in view">
      <p class="beside-sum" aria-live="polite">
        {answer ? (
          <>
            <b>{plural(answer.total, "event")}</b>
            {answer.total > answer.placed && <span class="faint"> · {number(answer.total - answer.placed)} without a place</span>}
            {answer.outside > 0 && <span class="faint"> · {number(answer.outside)} out of view</span>}
          </>
        ) : (
          <span class="bone b1" />
        )}
      </p>
      {!chosen && cells.length > 1 && (
        <ul class="places" aria-label="Most events">
          {cells.slice(0, 7).map((cell) => (
            <li key={`${cell.lat},${cell.lon}`}>
              <button type="button" onClick={() => props.open(cell)}>
                <span class="place-name">{named(cell)}</span>
                <span class="place-n">{number(cell.n)}</span>
                <QuadBar quads={cell.quads} of={most} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen && (
        <p class="beside-chosen">
          At {named(chosen)}{" "}
          <button type="button" class="quiet small" onClick={props.unchoose}>
            all in view
          </button>
        </p>
      )}
      <h2 class="rule">{circle && !chosen ? `Within ${number(circle.km)} km of the middle` : "Latest"}</h2>
      <Await answer={events} lines={12}>
        {(list) =>
          list.rows.length ? (
            <>
              <ol class="cards">
                {list.rows.map((row) => (
                  <EventCard key={row.id} row={row} />
                ))}
              </ol>
              <More shown={list.rows.length} total={list.total} onMore={() => setLimit(Math.min(1000, limit + 60))} />
            </>
          ) : (
            <NothingFits what="event" />
          )
        }
      </Await>
      <p class="faint small">
        <A to={address("/table")}>All of them as a table</A>
      </p>
    </aside>
  );
}

function named(cell: Cell): string {
  const label = cell.label ?? cell.place ?? `${cell.lat.toFixed(1)}, ${cell.lon.toFixed(1)}`;
  return /^[A-Z]{3}$/.test(label) ? country(label) : label;
}
