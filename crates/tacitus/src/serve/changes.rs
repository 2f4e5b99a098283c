//! What changes something: logging in, correcting, adding; and watching it being added.

use super::Desk;
use super::access::Caller;
use super::asked::{Asker, Json, LONGEST_ID, List, Params, bytes, is_plain, list, media_type};
use super::jobs::Upload;
use super::problem::Problem;
use crate::together;
use axum::Extension;
use axum::extract::multipart::MultipartError;
use axum::extract::{ConnectInfo, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;
use tacitus_ingest::{Form, Options};
use tacitus_store::{Change, Correction, Store, Target, Verb};
use tokio_stream::wrappers::{BroadcastStream, WatchStream};

/// An upload has to be here after this time.
const PATIENCE: Duration = Duration::from_secs(300);

/// The most files of one upload.
const MOST_FILES: usize = 200;

/// The most letters of a secret, of who corrects, why, and of a new value; of anything else as many as of an id.
const LONGEST: [(&str, usize); 4] =
    [("secret", 250), ("who", 100), ("why", 2_000), ("value", 10_000)];

fn check_length(name: &str, text: &str) -> Result<(), Problem> {
    let known = LONGEST.iter().find(|(known, _)| *known == name);
    let most = known.map_or(LONGEST_ID, |(_, most)| *most);
    if text.chars().count() > most {
        return Err(Problem::unfit(format!("{name}: more than {most} letters")));
    }
    match is_plain(text) {
        true => Ok(()),
        false => Err(Problem::unfit(format!("{name}: it holds control characters"))),
    }
}

/// Who asks, and what they may do.
pub async fn session(State(desk): State<Desk>, asker: Asker) -> Result<Response, Problem> {
    let (role, csrf) = match &asker.caller {
        Some(caller) => (caller.role, caller.csrf.clone()),
        None => (None, None),
    };
    asker.answer(&json!({
        "role": role.map(|role| role.as_str()), "csrf": csrf, "read_only": desk.access.read_only(),
        "needs_login": desk.access.needs_login(), "version": env!("CARGO_PKG_VERSION"), "store": desk.name
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    secret: String,
}

/// Lets somebody in.
pub async fn log_in(
    State(desk): State<Desk>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Json(Secret { secret }): Json<Secret>,
) -> Result<Response, Problem> {
    if !desk.access.needs_login() {
        return Err(Problem::conflict("nobody has to log in here"));
    }
    check_length("secret", &secret)?;
    let cookie = desk.access.log_in(from.ip(), secret).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Lets somebody out.
pub async fn log_out(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, desk.access.log_out(&headers))]).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    verb: String,
    target: String,
    id: String,
    field: Option<String>,
    value: Option<String>,
    with: Option<String>,
    #[serde(default)]
    why: String,
    who: String,
}

impl Wanted {
    fn change(&self) -> Result<Change, Problem> {
        let Wanted { verb, target, id, field, value, with, why, who } = self;
        for (name, text) in [("who", who), ("why", why), ("id", id)] {
            check_length(name, text)?;
        }
        for (name, text) in [("field", field), ("value", value), ("with", with)] {
            check_length(name, text.as_deref().unwrap_or_default())?;
        }
        if who.trim().is_empty() {
            return Err(Problem::unfit("who: say who corrects"));
        }
        let verb = Verb::parse(verb).ok_or_else(|| {
            Problem::unfit("verb: one of set, confirm, reject, merge, split, undo")
        })?;
        let target = Target::parse(target).ok_or_else(|| {
            Problem::unfit("target: one of mention, claim, actor, event, dispute, correction")
        })?;
        let (takes_value, takes_other) = (verb == Verb::Set, verb == Verb::Merge);
        if takes_value != (field.is_some() && value.is_some())
            || (!takes_value && (field.is_some() || value.is_some()))
        {
            return Err(Problem::unfit("field and value go with set, both or neither"));
        }
        if takes_other != with.is_some() {
            return Err(Problem::unfit("with goes with merge: the id of the other"));
        }
        let value = if takes_other { with.clone() } else { value.clone() };
        Ok(Change { verb, target, id: id.clone(), field: field.clone(), value })
    }
}

/// Writes a correction into the log, and gives its line.
pub async fn correct(
    State(desk): State<Desk>,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Problem> {
    let change = wanted.change()?;
    let (who, why) = (wanted.who.trim().to_owned(), wanted.why);
    let line = desk
        .hands()?
        .writer
        .change(move |store| {
            if change.verb == Verb::Undo {
                check_undo(store, &change.id)?;
            }
            let n =
                store.correct(&change, &who, &why).map_err(|error| Problem::of_change(&error))?;
            together::link(store, &mut |_| ())?;
            let log = store.corrections()?;
            let entry = log.iter().find(|entry| entry.n == n);
            entry.map(|entry| row(store, entry)).unwrap_or(Ok(Value::Null))
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(line)).into_response())
}

/// Somebody else may have been quicker.
fn check_undo(store: &Store, id: &str) -> Result<(), Problem> {
    let n: Option<i64> = id.parse().ok();
    match store.corrections()?.iter().find(|entry| Some(entry.n) == n) {
        None => Err(Problem::missing(format!("no correction has the number {id:?}"))),
        Some(entry) if entry.undone => {
            Err(Problem::conflict(format!("correction {} was taken back already", entry.n)))
        }
        Some(_) => Ok(()),
    }
}

/// A line of the log as an object.
pub fn row(store: &Store, entry: &Correction) -> Result<Value, Problem> {
    let (words, sentence) = store.words(entry.doc.as_deref(), &entry.span)?.unzip();
    Ok(json!({
        "n": entry.n, "at": entry.at, "who": entry.who, "why": entry.why, "verb": entry.verb.as_str(),
        "target": entry.target.as_str(), "id": entry.id, "field": entry.field, "old": entry.old, "new": entry.new,
        "report": entry.doc, "span": entry.span, "words": words, "sentence": sentence, "undone": entry.undone
    }))
}

/// The log, the newest first.
pub async fn corrections(
    State(desk): State<Desk>,
    Params(params): Params<List>,
    asker: Asker,
) -> Result<Response, Problem> {
    let (filter, page) = params.read_unsorted()?;
    if !filter.is_empty() {
        return Err(Problem::asked("q: corrections have no filter"));
    }
    asker
        .ask(&desk, move |store| {
            let log = store.corrections()?;
            let shown = log.iter().rev().skip(page.offset).take(page.limit.unwrap_or(usize::MAX));
            let rows = shown.map(|entry| row(store, entry)).collect::<Result<Value, _>>()?;
            Ok(list(log.len() as u64, rows, page))
        })
        .await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

impl Told {
    fn options(&self) -> Result<Options, Problem> {
        for text in [&self.title, &self.outlet, &self.published, &self.url].into_iter().flatten() {
            check_length("title, outlet and url", text)?;
        }
        let day = |text: &String| {
            text.parse().map_err(|_| Problem::unfit("published: write the day as 2017-08-29"))
        };
        let published =
            self.published.as_ref().filter(|text| !text.is_empty()).map(day).transpose()?;
        let publisher = self.outlet.clone().filter(|outlet| !outlet.trim().is_empty());
        Ok(Options { form: None, published, publisher })
    }
}

/// Takes reports to be read: files, or one text.
pub async fn add(
    State(desk): State<Desk>,
    Params(told): Params<Told>,
    request: Request,
) -> Result<Response, Problem> {
    let hands = desk.hands()?;
    let uploads = match media_type(request.headers()) {
        Some("multipart/form-data") => {
            let taken = tokio::time::timeout(PATIENCE, files(request, told, desk.most_bytes));
            taken.await.unwrap_or_else(|_| Err(Problem::slow_body()))?
        }
        Some("text/plain") => {
            let options = told.options()?;
            let body = bytes(request.into_body(), desk.most_bytes, PATIENCE).await?;
            vec![pasted(&body, told, options)?]
        }
        _ => return Err(Problem::media_type("send text/plain, or files as multipart/form-data")),
    };
    let job = hands.jobs.add(uploads)?;
    Ok((StatusCode::ACCEPTED, axum::Json(json!({"job": job}))).into_response())
}

/// A text with what is told of it, as a line of JSON would have it: only there a title and an address have a place.
fn pasted(body: &[u8], told: Told, options: Options) -> Result<Upload, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| Problem::unfit("the text is no UTF-8"))?;
    if text.trim().is_empty() {
        return Err(Problem::unfit("there is no text"));
    }
    let mut line = serde_json::Map::new();
    for (name, value) in [("title", told.title), ("url", told.url)] {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            line.insert(name.into(), value.into());
        }
    }
    line.insert("text".into(), text.into());
    let bytes = serde_json::to_vec(&line).map_err(Problem::inside)?;
    Ok(Upload { name: "pasted text".into(), bytes, form: Some(Form::JsonLines), options })
}

async fn files(request: Request, mut told: Told, most: usize) -> Result<Vec<Upload>, Problem> {
    // What the address says must make sense too, though the form's word goes before it.
    told.options()?;
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|error| Problem::asked(error.body_text()))?;
    let wrong = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(most),
        _ => Problem::asked(error.body_text()),
    };
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    while let Some(field) = form.next_field().await.map_err(wrong)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(base_name);
        let bytes = field.bytes().await.map_err(wrong)?;
        if let Some(file) = file {
            if found.len() >= MOST_FILES {
                return Err(Problem::unfit(format!("more than {MOST_FILES} files")));
            }
            found.push((file, bytes.to_vec()));
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "outlet" => told.outlet = Some(text),
            "published" => told.published = Some(text),
            _ => return Err(Problem::unfit(format!("{name:?}: send files, outlet, published"))),
        }
    }
    if found.is_empty() {
        return Err(Problem::unfit("there is no file"));
    }
    let options = told.options()?;
    let upload = |(name, bytes)| Upload { name, bytes, form: None, options: options.clone() };
    Ok(found.into_iter().map(upload).collect())
}

/// A file's name without folders and without what cannot be shown.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = base.chars().filter(|sign| !sign.is_control()).take(200).collect();
    if plain.trim().is_empty() { "report".to_owned() } else { plain }
}

/// Jobs, the newest first.
pub async fn jobs(State(desk): State<Desk>, asker: Asker) -> Result<Response, Problem> {
    let rows = desk.hands.as_ref().map(|hands| hands.jobs.list()).unwrap_or_default();
    asker.answer(&json!({"total": rows.len(), "rows": rows, "next": null}))
}

/// What becomes of jobs, as it happens.
pub async fn watch(
    State(desk): State<Desk>,
    Extension(_): Extension<Caller>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let too_many = |_| Problem::too_many("too many pages watch already", 10);
    let permit = desk.watchers.clone().try_acquire_owned().map_err(too_many)?;
    let (open, news) = desk.hands()?.jobs.watch();
    let message = |(name, value): (&'static str, Value)| {
        Ok(Event::default().event(name).data(value.to_string()))
    };
    // Whoever was too slow to hear all is told the rest: each message says how far a job is, not by how much it went on.
    let news = BroadcastStream::new(news).filter_map(|news| std::future::ready(news.ok()));
    let closed =
        WatchStream::new(desk.closing.clone()).filter(|closing| std::future::ready(*closing));
    let all = stream::iter(open).chain(news).take_until(closed.into_future()).map(move |news| {
        let _held_while_watching = &permit;
        message(news)
    });
    Ok(Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
