// The filter bar: one for all views. Terms are shown as tokens, may be typed, completed, picked from counts, or written
// as text.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, get, useAnswer } from "./api";
import { type Token, and, format, parse, put, toggle, values } from "./filter";
import { ask, param, question, tune } from "./state";
import type { Count, Facets, Suggestion } from "./types";
import { ACTS, KEYS, QUADS, QUAD_NAME, STATUSES, TYPES, number, quadKey, quadOf, typeLabel } from "./words";

function local(text: string): Suggestion[] {
  const low = text.toLowerCase();
  const colon = low.indexOf(":");
  if (colon < 0) {
    const keys = KEYS.filter(([key]) => key.startsWith(low)).map(([key, label]) => ({ term: `${key}:`, label, kind: "key" }));
    const types = Object.keys(TYPES)
      .filter((type) => low.length > 1 && type.toLowerCase().startsWith(low))
      .map((type) => ({ term: `type:${type}`, label: TYPES[type]?.gist ?? "", kind: "type" }));
    return [...types, ...keys];
  }
  const key = low.slice(0, colon);
  const rest = low.slice(colon + 1);
  const lists: Record<string, [string, string][]> = {
    type: Object.entries(TYPES).map(([type, kind]) => [type, kind.gist]),
    status: STATUSES.map((status) => [status, ""]),
    act: ACTS.map((act) => [act, ""]),
    disputed: [
      ["yes", ""],
      ["no", ""],
    ],
    state: ["auto", "confirmed", "edited", "rejected"].map((state) => [state, ""]),
    mode: [...new Set(Object.values(TYPES).flatMap((type) => type.modes))].map((mode) => [mode, ""]),
  };
  return (lists[key] ?? [])
    .filter(([value]) => value.toLowerCase().startsWith(rest))
    .map(([value, label]) => ({ term: `${key}:${value}`, label, kind: key }));
}

function describe(token: Token): string {
  return `${token.turned ? "not " : ""}${token.key ? `${token.key}: ` : "“"}${token.value}${token.key ? "" : "”"}`;
}

export function Bar(): JSX.Element {
  const q = question();
  const tokens = parse(q);
  const [text, setText] = useState("");
  const [raw, setRaw] = useState<string | null>(null);
  const [offers, setOffers] = useState<Suggestion[]>([]);
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const narrow = param("narrow") === "1";

  useEffect(() => {
    setAt(-1);
    const typed = text.trim();
    if (!typed) return setOffers([]);
    const own = local(typed);
    setOffers(own.slice(0, 9));
    const value = typed.replace(/^\w+:/, "").replaceAll('"', "");
    if (value.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<Suggestion[] | { rows: Suggestion[] }>(api("suggest.json", { text: value }), stop.signal).then(
        (answer) => {
          const key = /^(\w+):/.exec(typed)?.[1];
          const list = (Array.isArray(answer) ? answer : answer.rows).map((one) =>
            key && ["actor", "recipient", "party", "speaker"].includes(key) && one.kind === "actor"
              ? { ...one, term: one.term.replace(/^\w+:/, `${key}:`) }
              : one,
          );
          setOffers([...own.slice(0, 4), ...list.filter((one) => !own.some((known) => known.term === one.term))].slice(0, 10));
        },
        () => undefined,
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);

  const add = (more: string) => {
    setText("");
    setOpen(false);
    if (more.trim()) ask(and(q, more));
  };
  const pick = (offer: Suggestion) => {
    if (offer.term.endsWith(":")) {
      setText(offer.term);
      field.current?.focus();
    } else add(offer.term);
  };
  const drop = (n: number) => ask(format(tokens.filter((_, other) => other !== n)));
  const edit = (n: number) => {
    const token = tokens[n];
    if (!token) return;
    setText(format([token]));
    drop(n);
    field.current?.focus();
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const by = event.key === "ArrowDown" ? 1 : -1;
      setAt((now) => (offers.length ? (now + by + offers.length + (now < 0 && by < 0 ? 1 : 0)) % offers.length : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const offer = open ? offers[at] : undefined;
      if (offer) pick(offer);
      else add(text);
    } else if (event.key === "Tab" && open && offers[0] && text.trim()) {
      const offer = offers[Math.max(0, at)];
      if (offer) {
        event.preventDefault();
        pick(offer);
      }
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && !text && tokens.length) {
      event.preventDefault();
      edit(tokens.length - 1);
    }
  };

  const showOffers = open && offers.length > 0;
  const sources = Number(values(q, "sources")[0]?.replace(/^[>=]+/, "") ?? 0) || 0;
  const disputed = values(q, "disputed").includes("yes");
  return (
    <search class="bar">
      <div class="bar-row">
        <div class="bar-field" onClick={(event) => event.target === event.currentTarget && field.current?.focus()}>
          {raw !== null ? (
            <input
              id="filter-field"
              class="raw"
              aria-label="Filter, as text"
              value={raw}
              spellcheck={false}
              autocomplete="off"
              ref={(element) => element?.focus()}
              onInput={(event) => setRaw(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") {
                  ask(raw.trim());
                  setRaw(null);
                } else if (event.key === "Escape") setRaw(null);
              }}
            />
          ) : (
            <>
              {tokens.length > 0 && (
                <ul class="tokens" aria-label="What is asked for">
                  {tokens.map((token, n) => (
                    <li key={`${n}${token.key}${token.value}`} class={token.turned ? "token turned" : "token"}>
                      <button type="button" class="token-edit" title="Edit this term" onClick={() => edit(n)}>
                        {token.turned && <em>not </em>}
                        {token.key && <span class="token-key">{token.key}</span>}
                        <span>{token.key === "type" ? token.value.split(",").map(typeLabel).join(", ") : token.value}</span>
                      </button>
                      <button type="button" class="token-drop" aria-label={`Take out ${describe(token)}`} onClick={() => drop(n)}>
                        ×
                      </button>
                    </li>
                  ))}
                </ul>
              )}
              <input
                id="filter-field"
                ref={field}
                role="combobox"
                aria-label="Filter"
                aria-expanded={showOffers}
                aria-controls="offers"
                aria-autocomplete="list"
                aria-activedescendant={at >= 0 ? `offer-${at}` : undefined}
                placeholder={tokens.length ? "and…" : "Who, what, where, or any word"}
                value={text}
                spellcheck={false}
                autocomplete="off"
                onInput={(event) => {
                  setText(event.currentTarget.value);
                  setOpen(true);
                }}
                onKeyDown={onKey}
                onFocus={() => setOpen(true)}
                onBlur={() => setTimeout(() => setOpen(false), 150)}
              />
            </>
          )}
          {!raw && !tokens.length && !text && (
            <kbd class="bar-hint" aria-hidden="true">
              /
            </kbd>
          )}
        </div>
        <div class="bar-tools">
          <label class="bar-sources">
            <span>sources</span>
            <select
              aria-label="At least so many independent sources"
              value={String(sources)}
              onChange={(event) => ask(put(q, "sources", event.currentTarget.value === "0" ? null : event.currentTarget.value))}
            >
              {[0, 2, 3, 5, 10, ...([0, 2, 3, 5, 10].includes(sources) ? [] : [sources])].map((n) => (
                <option key={n} value={String(n)}>
                  {n === 0 ? "any" : `≥ ${n}`}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="switch" aria-pressed={disputed} onClick={() => ask(put(q, "disputed", disputed ? null : "yes"))}>
            disputed
          </button>
          <button type="button" class="switch" aria-expanded={narrow} onClick={() => tune({ narrow: narrow ? null : "1" }, true)}>
            narrow
          </button>
          <button
            type="button"
            class="switch"
            aria-pressed={raw !== null}
            title="Write the filter as text"
            onClick={() => setRaw(raw === null ? q : null)}
          >
            as text
          </button>
        </div>
      </div>
      <ul id="offers" role="listbox" aria-label="Completions" hidden={!showOffers} class="offers">
        {showOffers &&
          offers.map((offer, n) => (
            <li
              key={offer.term}
              id={`offer-${n}`}
              role="option"
              aria-selected={n === at}
              onMouseDown={(event) => {
                event.preventDefault();
                pick(offer);
              }}
            >
              <span class="offer-kind">{offer.kind}</span>
              <span class="offer-term">
                {offer.kind === "actor" || offer.kind === "place" || offer.kind === "outlet" ? offer.label : offer.term}
              </span>
              {!(offer.kind === "actor" || offer.kind === "place" || offer.kind === "outlet") && (
                <span class="offer-label">{offer.label}</span>
              )}
            </li>
          ))}
      </ul>
      {narrow && <Narrow q={q} />}
    </search>
  );
}

/** Counts of the events that fit, to pick from. */
function Narrow({ q }: { q: string }): JSX.Element {
  const { data } = useAnswer<Facets>(api("facets.json", { q }));
  const quads = (data?.quads ?? []).map((one) => ({ ...one, value: quadKey(one.value) ?? one.value }));
  const types = values(q, "type");
  const pickQuad = (quad: string) => {
    const own = Object.keys(TYPES).filter((type) => quadOf(type) === quad);
    const all = own.every((type) => types.includes(type)) && types.length === own.length;
    ask(put(q, "type", all ? null : own.join(",")));
  };
  return (
    <div class="narrow">
      <Group
        title="Words or deeds"
        counts={QUADS.map((quad) => quads.find((one) => one.value === quad) ?? { value: quad, n: 0 })}
        label={(value) => QUAD_NAME[value as (typeof QUADS)[number]] ?? value}
        dot={(value) => value}
        on={[]}
        pick={pickQuad}
      />
      <Group
        title="Type"
        counts={data?.types ?? []}
        label={typeLabel}
        dot={(value) => quadOf(value) ?? ""}
        on={types}
        pick={(value) => ask(toggle(q, "type", value))}
      />
      <Group
        title="Where"
        counts={data?.countries ?? []}
        label={country}
        on={values(q, "country")}
        pick={(value) => ask(toggle(q, "country", value))}
      />
      <Group
        title="Status"
        counts={data?.statuses ?? []}
        label={(value) => value}
        on={values(q, "status")}
        pick={(value) => ask(toggle(q, "status", value))}
      />
    </div>
  );
}

function Group(props: {
  title: string;
  counts: Count[];
  label: (value: string) => string;
  dot?: (value: string) => string;
  on: string[];
  pick: (value: string) => void;
}): JSX.Element {
  const [all, setAll] = useState(false);
  const counts = props.counts.filter((count) => count.value);
  const most = Math.max(1, ...counts.map((count) => count.n));
  const shown = all ? counts : counts.slice(0, 8);
  return (
    <div class="facet">
      <h3>{props.title}</h3>
      <ul>
        {shown.map((count) => (
          <li key={count.value}>
            <button type="button" aria-pressed={props.on.includes(count.value)} onClick={() => props.pick(count.value)}>
              {props.dot && <span class={`dot ${props.dot(count.value)}`} />}
              <span class="facet-name">{props.label(count.value)}</span>
              <span class="facet-n">{number(count.n)}</span>
              <i class="facet-bar" style={{ width: `${(100 * count.n) / most}%` }} />
            </button>
          </li>
        ))}
      </ul>
      {counts.length > 8 && (
        <button type="button" class="quiet small" onClick={() => setAll(!all)}>
          {all ? "fewer" : `all ${counts.length}`}
        </button>
      )}
    </div>
  );
}

/** Countries that the browser's list of regions has only two letters for are told by their three. */
const ALPHA2: Record<string, string> = {};
for (const pair of "AFG:AF AGO:AO ALB:AL ARE:AE ARG:AR ARM:AM AUS:AU AUT:AT AZE:AZ BDI:BI BEL:BE BEN:BJ BFA:BF BGD:BD BGR:BG BHR:BH BIH:BA BLR:BY BOL:BO BRA:BR BWA:BW CAF:CF CAN:CA CHE:CH CHL:CL CHN:CN CIV:CI CMR:CM COD:CD COG:CG COL:CO CUB:CU CYP:CY CZE:CZ DEU:DE DJI:DJ DNK:DK DZA:DZ ECU:EC EGY:EG ERI:ER ESP:ES EST:EE ETH:ET FIN:FI FRA:FR GAB:GA GBR:GB GEO:GE GHA:GH GIN:GN GMB:GM GNB:GW GRC:GR GTM:GT GUY:GY HKG:HK HND:HN HRV:HR HTI:HT HUN:HU IDN:ID IND:IN IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT JAM:JM JOR:JO JPN:JP KAZ:KZ KEN:KE KGZ:KG KHM:KH KOR:KR KWT:KW LAO:LA LBN:LB LBR:LR LBY:LY LKA:LK LTU:LT LVA:LV MAR:MA MDA:MD MDG:MG MEX:MX MKD:MK MLI:ML MMR:MM MNE:ME MNG:MN MOZ:MZ MRT:MR MWI:MW MYS:MY NAM:NA NER:NE NGA:NG NIC:NI NLD:NL NOR:NO NPL:NP NZL:NZ OMN:OM PAK:PK PAN:PA PER:PE PHL:PH PNG:PG POL:PL PRK:KP PRT:PT PRY:PY PSE:PS QAT:QA ROU:RO RUS:RU RWA:RW SAU:SA SDN:SD SEN:SN SLE:SL SLV:SV SOM:SO SRB:RS SSD:SS SVK:SK SVN:SI SWE:SE SYR:SY TCD:TD TGO:TG THA:TH TJK:TJ TKM:TM TTO:TT TUN:TN TUR:TR TWN:TW TZA:TZ UGA:UG UKR:UA URY:UY USA:US UZB:UZ VEN:VE VNM:VN YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW XKX:XK KOS:XK".split(
  " ",
)) {
  const [three = "", two = ""] = pair.split(":");
  ALPHA2[three] = two;
}
const REGIONS = new Intl.DisplayNames(["en"], { type: "region" });
export function country(code: string): string {
  const two = ALPHA2[code];
  return two ? (REGIONS.of(two) ?? code) : code;
}
