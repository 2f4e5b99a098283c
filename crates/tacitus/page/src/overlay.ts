// A reader's own lines on the map: a GeoJSON file that never leaves the browser.
import { signal } from "@preact/signals";
import type { GeoPermissibleObjects } from "d3-geo";

export interface Overlay {
  name: string;
  shapes: GeoPermissibleObjects;
}

export const overlay = signal<Overlay | null>(null);

function store(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("tacitus", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("overlay");
    open.onerror = () => reject(open.error ?? new Error("the browser keeps nothing"));
    open.onsuccess = () => {
      const request = act(open.result.transaction("overlay", mode).objectStore("overlay"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
    };
  });
}

export async function recall(): Promise<void> {
  overlay.value = ((await store("readonly", (at) => at.get("shapes")).catch(() => null)) as Overlay | undefined) ?? null;
}

const KINDS = [
  "FeatureCollection",
  "Feature",
  "GeometryCollection",
  "Point",
  "MultiPoint",
  "LineString",
  "MultiLineString",
  "Polygon",
  "MultiPolygon",
];

/** Reads a file of the reader's and keeps it in the browser. */
export async function take(file: File): Promise<void> {
  const shapes = JSON.parse(await file.text()) as { type?: string };
  if (!KINDS.includes(shapes?.type ?? "")) throw new Error("this is no GeoJSON");
  overlay.value = { name: file.name, shapes: shapes as GeoPermissibleObjects };
  await store("readwrite", (at) => at.put(overlay.value, "shapes"));
}

export async function forget(): Promise<void> {
  overlay.value = null;
  await store("readwrite", (at) => at.delete("shapes")).catch(() => undefined);
}
