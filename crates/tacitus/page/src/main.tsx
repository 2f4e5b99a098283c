// The page: masthead, filter bar, the view that the address names, and what lies over it.
import { type JSX, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadSession, post } from "./api";
import { Bar } from "./bar";
import { Corrections, Who } from "./correct";
import { VIEWS, helpOpen, listen, marked } from "./keys";
import { address, canEdit, changes, dismiss, place, say, session, setTheme, theme, toasts, wantsLogin, who } from "./state";
import { A, Dialog, Empty, Later, Skeleton } from "./ui";
import { AddView } from "./views/add";
import { AgreementsView } from "./views/agreements";
import { EventView } from "./views/event";
import { QueueView } from "./views/queue";
import { ReportView } from "./views/report";
import { SourcesView } from "./views/sources";
import { DisputesView, StoriesView, StoryView } from "./views/stories";
import { TableView } from "./views/table";
import { TimelineView } from "./views/timeline";

// The two views that draw on canvases bring most of the libraries; others need not wait for them.
const map = () => import("./views/map").then((module) => module.MapView);
const network = () => import("./views/network").then((module) => module.NetworkView);

// Whoever begins with one of them gets it at once.
if (/^\/(map)?$/.test(location.pathname)) void map();
if (location.pathname === "/network") void network();

interface Shown {
  title: string;
  view: JSX.Element;
  /** Whether the filter has a say here. */
  filtered: boolean;
}

function shown(path: string): Shown {
  const [, first = "", rest = ""] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  switch (first) {
    case "":
    case "map":
      return { title: "Map", view: <Later key="map" load={map} />, filtered: true };
    case "timeline":
      return { title: "Timeline", view: <TimelineView />, filtered: true };
    case "table":
      return { title: "Table", view: <TableView />, filtered: true };
    case "network":
      return { title: "Network", view: <Later key="network" load={network} />, filtered: true };
    case "stories":
      return rest
        ? { title: "Story", view: <StoryView id={rest} />, filtered: false }
        : { title: "Stories", view: <StoriesView />, filtered: true };
    case "agreements":
      return { title: "Agreements", view: <AgreementsView />, filtered: true };
    case "disputes":
      return { title: "Disputes", view: <DisputesView />, filtered: true };
    case "sources":
      return { title: "Sources", view: <SourcesView />, filtered: true };
    case "report":
      return { title: "Report", view: <ReportView id={rest} />, filtered: false };
    case "event":
      return { title: "Event", view: <EventView id={rest} />, filtered: false };
    case "queue":
      return { title: "Queue", view: <QueueView />, filtered: false };
    case "add":
      return { title: "Add", view: <AddView />, filtered: false };
    default:
      return {
        title: "No such page",
        view: (
          <Empty title="There is no such page">
            <p>
              <A to="/map">The map</A> is a good place to begin.
            </p>
          </Empty>
        ),
        filtered: false,
      };
  }
}

function Page(): JSX.Element {
  const { path } = place.value;
  const { title, view, filtered } = shown(path);
  const known = session.value;
  const [asksName, setAsksName] = useState(false);
  useEffect(() => {
    document.title = `${title} – Tacitus`;
  }, [title]);
  const first = path.split("/")[1] || "map";
  // On a phone the row of views is wider than the screen.
  useEffect(() => {
    const at = document.querySelector<HTMLElement>("nav [aria-current]");
    const row = at?.closest("ul");
    if (at && row) row.scrollLeft = at.offsetLeft - row.offsetLeft - 40;
  }, [first, known !== null]);
  const next = { auto: "light", light: "dark", dark: "auto" } as const;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="masthead">
        <p class="brand">
          <A to="/map">Tacitus</A>
          <span class="store">{known?.store ?? ""}</span>
        </p>
        <nav aria-label="Views">
          <ul>
            {VIEWS.filter((one) => canEdit() || one.path !== "/add").map((one) => (
              <li key={one.path} class={one.path === "/queue" ? "apart" : ""}>
                <A to={address(one.path)} current={`/${first}` === one.path} title={`g ${one.key}`}>
                  {one.name}
                </A>
              </li>
            ))}
          </ul>
        </nav>
        <p class="tools">
          {canEdit() && who.value && (
            <button type="button" class="quiet small" title="Who corrects" onClick={() => setAsksName(true)}>
              {who.value}
            </button>
          )}
          {known?.read_only && <span class="faint small">read only</span>}
          <button
            type="button"
            class="quiet"
            aria-label={`Colours: ${theme.value}`}
            title={`Colours: ${theme.value}`}
            onClick={() => setTheme(next[theme.value])}
          >
            {theme.value === "auto" ? "◐" : theme.value === "light" ? "○" : "●"}
          </button>
          <button type="button" class="quiet" aria-label="Keys" title="Keys (?)" onClick={() => (helpOpen.value = true)}>
            ?
          </button>
          {known?.needs_login && known.role && (
            <button type="button" class="quiet small" onClick={() => void post("/api/logout.json", {}).then(loadSession)}>
              log out
            </button>
          )}
        </p>
      </header>
      {wantsLogin.value ? (
        <main id="main">
          <Login />
        </main>
      ) : (
        <>
          {filtered && <Bar />}
          <main id="main" tabIndex={-1}>
            {known ? view : <Skeleton lines={8} />}
          </main>
        </>
      )}
      {helpOpen.value && <Help />}
      <Corrections />
      {asksName && <Who onDone={() => setAsksName(false)} onClose={() => setAsksName(false)} />}
      <div class="toasts" role="status" aria-live="polite">
        {marked.value && <p class="toast">Marked: {marked.value.label}. m on another merges, Escape lets go.</p>}
        {toasts.value.map((toast) => (
          <p key={toast.id} class={`toast ${toast.bad ? "bad" : ""}`}>
            {toast.text}
            {toast.undo && (
              <button
                type="button"
                onClick={() => {
                  dismiss(toast.id);
                  toast.undo?.();
                }}
              >
                Undo <kbd>u</kbd>
              </button>
            )}
            <button type="button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
              ✕
            </button>
          </p>
        ))}
      </div>
    </>
  );
}

function Login(): JSX.Element {
  const [secret, setSecret] = useState("");
  return (
    <form
      class="login"
      onSubmit={(event) => {
        event.preventDefault();
        post("/api/login.json", { secret }).then(
          async () => {
            wantsLogin.value = false;
            setSecret("");
            await loadSession();
            changes.value++;
          },
          (error: Error) => say(error.message, { bad: true }),
        );
      }}
    >
      <h1>Tacitus</h1>
      <p class="faint">This store is kept behind a password or token.</p>
      <label class="field">
        <span>Password or token</span>
        <input
          type="password"
          autocomplete="current-password"
          required
          value={secret}
          onInput={(event) => setSecret(event.currentTarget.value)}
        />
      </label>
      <div class="actions">
        <button type="submit" class="primary">
          Log in
        </button>
      </div>
    </form>
  );
}

function Help(): JSX.Element {
  const rows: [string[], string][] = [
    [["/"], "write a filter"],
    [["j", "k"], "next, previous in the list"],
    [["Enter"], "open it"],
    [["c"], "confirm: it is right"],
    [["e"], "edit: type, who, where, when"],
    [["x"], "reject: it is no such thing"],
    [["m"], "mark an event, then m on another: these two are one"],
    [["p"], "part: this sentence tells another event"],
    [["u"], "take the last correction back"],
    [["Esc"], "close, leave"],
    [["?"], "this"],
  ];
  return (
    <Dialog title="Keys" onClose={() => (helpOpen.value = false)}>
      <dl class="keys">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
        {VIEWS.map((view) => (
          <div key={view.path}>
            <dt>
              <kbd>g</kbd>
              <kbd>{view.key}</kbd>
            </dt>
            <dd>{view.name}</dd>
          </div>
        ))}
      </dl>
      <p class="faint small">
        Tacitus {session.value?.version ?? ""} · <a href="/api/openapi.json">the same answers as JSON</a> ·{" "}
        <a href="/licenses.txt">licences of what this page is made with</a>
      </p>
    </Dialog>
  );
}

const root = document.getElementById("page");
if (root) {
  root.textContent = "";
  render(<Page />, root);
}
listen();
// Each tab asks anew, because the server may have been started with other rules.
void loadSession();
