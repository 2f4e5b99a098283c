//! What a request asks: parameters, ids and bodies, with bounds; and how an answer to a question leaves.

use super::Desk;
use super::access::Caller;
use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tacitus_store::query::{Columns, Page};
use tacitus_store::{Filter, Store};

/// The longest filter, in letters.
const LONGEST_FILTER: usize = 1_000;

/// The longest id of anything, in letters.
pub const LONGEST_ID: usize = 500;

/// Rows of a list, where nothing is said.
const ROWS: usize = 100;

/// The most rows of a list.
pub const MOST_ROWS: usize = 1_000;

/// Bodies that are no uploads may be so large.
pub const MOST_JSON: usize = 64 * 1024;

/// Such a body has to be here after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// The parameters of an address. One that is unknown is refused: it may be a slip.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Desk> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Params<T>, Problem> {
        let found = Query::<T>::try_from_uri(&parts.uri);
        found.map(|Query(params)| Params(params)).map_err(|error| Problem::asked(error.body_text()))
    }
}

/// The id at the end of an address, before `.json`.
pub struct Id(pub String);

impl FromRequestParts<Desk> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Id, Problem> {
        let missing = || Problem::missing("there is no such address; ids end in .json");
        let Path(name) =
            Path::<String>::from_request_parts(parts, desk).await.map_err(|_| missing())?;
        let id = name.strip_suffix(".json").ok_or_else(missing)?;
        match id.chars().count() {
            1..=LONGEST_ID if is_plain(id) => Ok(Id(id.to_owned())),
            _ => Err(missing()),
        }
    }
}

/// A body of JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Desk> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Desk) -> Result<Json<T>, Problem> {
        if media_type(request.headers()) != Some("application/json") {
            return Err(Problem::media_type("send application/json"));
        }
        let bytes = bytes(request.into_body(), MOST_JSON, PATIENCE).await?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Json(value)),
            Err(error) if error.is_data() => Err(Problem::unfit(error.to_string())),
            Err(error) => Err(Problem::asked(format!("this is no JSON: {error}"))),
        }
    }
}

/// A whole body, if it is no larger and no slower than it may be.
///
/// # Errors
/// Where it is.
pub async fn bytes(body: Body, most: usize, patience: Duration) -> Result<Bytes, Problem> {
    match tokio::time::timeout(patience, axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let mut cause: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = cause {
                if error.is::<http_body_util::LengthLimitError>() {
                    return Err(Problem::too_large(most));
                }
                cause = error.source();
            }
            Err(Problem::asked("the body is cut off"))
        }
        Err(_) => Err(Problem::slow_body()),
    }
}

/// The media type of a body, without its parameters.
pub fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// Whether a text holds no control characters: no filter, name or id of ours does, and SQLite's search
/// stumbles over them.
pub fn is_plain(text: &str) -> bool {
    !text.contains(|sign: char| sign.is_control() && sign != '\n' && sign != '\t')
}

/// Reads a filter that stands in an address.
///
/// # Errors
/// What is wrong with it.
pub fn filter(q: &str) -> Result<Filter, Problem> {
    if q.chars().count() > LONGEST_FILTER {
        return Err(Problem::asked(format!(
            "q: the filter has more than {LONGEST_FILTER} letters"
        )));
    }
    if !is_plain(q) {
        return Err(Problem::asked("q: the filter holds control characters"));
    }
    Filter::parse(q).map_err(|error| Problem::asked(format!("q: {error}")))
}

/// A filter alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Q {
    /// The filter.
    #[serde(default)]
    pub q: String,
}

/// Which part of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    #[serde(default)]
    offset: usize,
    /// In which order; events alone have several.
    pub sort: Option<String>,
}

/// Offsets beyond this lead nowhere.
const FURTHEST: usize = 1_000_000_000;

impl List {
    /// The filter, and the rows that are wanted.
    ///
    /// # Errors
    /// Where they make no sense.
    pub fn read(&self) -> Result<(Filter, Page), Problem> {
        let limit = self.limit.unwrap_or(ROWS);
        if !(1..=MOST_ROWS).contains(&limit) {
            return Err(Problem::asked(format!("limit: write 1 to {MOST_ROWS}")));
        }
        if self.offset > FURTHEST {
            return Err(Problem::asked(format!("offset: write 0 to {FURTHEST}")));
        }
        Ok((filter(&self.q)?, Page { limit: Some(limit), offset: self.offset }))
    }

    /// The same for a list that has one order only.
    ///
    /// # Errors
    /// As there, and where another order is asked for.
    pub fn read_unsorted(&self) -> Result<(Filter, Page), Problem> {
        match self.sort {
            Some(_) => Err(Problem::asked("sort: this list has one order only")),
            None => self.read(),
        }
    }
}

/// Rows as a list of objects.
pub fn objects<R: Columns>(rows: &[R]) -> Value {
    rows.iter().map(|row| Value::Object(row.object())).collect()
}

/// Part of a list.
pub fn list(total: u64, rows: Value, page: Page) -> Value {
    let n = rows.as_array().map_or(0, Vec::len);
    let seen = page.offset + n;
    let next = (n > 0 && (seen as u64) < total).then_some(seen);
    serde_json::json!({"total": total, "rows": rows, "next": next})
}

/// What an answer is remembered by: the address, and what the asker holds already.
pub struct Asker {
    address: String,
    if_none_match: Option<String>,
    /// Who asks.
    pub caller: Option<Caller>,
}

impl FromRequestParts<Desk> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Asker, Problem> {
        let held = parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        Ok(Asker {
            address: parts.uri.to_string(),
            if_none_match: held.map(str::to_owned),
            caller: parts.extensions.get::<Caller>().cloned(),
        })
    }
}

impl Asker {
    /// The tag of an answer to this address that follows from `content` alone.
    pub fn tag(&self, content: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update([0]);
        hash.update(&self.address);
        hash.update([0]);
        hash.update(content);
        let digits: String =
            hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        // Weak, because a compressed answer has the same one.
        format!("W/\"{digits}\"")
    }

    /// Whether the asker holds that answer already.
    pub fn holds(&self, tag: &str) -> bool {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let held = self.if_none_match.as_deref().unwrap_or_default();
        held.split(',').any(|held| bare(held) == bare(tag))
    }

    /// Asks the store, unless the asker holds the answer already and nothing has changed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn ask(
        self,
        desk: &Desk,
        question: impl FnOnce(&Store) -> Result<Value, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        desk.readers
            .ask(move |store| {
                // The tag comes first: where a change comes between, the answer is newer than its tag says.
                let tag = self.tag(store.version()?.as_bytes());
                if self.holds(&tag) {
                    return Ok(unchanged(&tag));
                }
                let body = serde_json::to_vec(&question(store)?).map_err(Problem::inside)?;
                Ok(json(body, &tag))
            })
            .await
    }

    /// An answer that does not come from the store.
    ///
    /// # Errors
    /// None to be expected.
    pub fn answer(&self, value: &Value) -> Result<Response, Problem> {
        let body = serde_json::to_vec(value).map_err(Problem::inside)?;
        let tag = self.tag(&body);
        Ok(if self.holds(&tag) { unchanged(&tag) } else { json(body, &tag) })
    }

    /// A text that is part of the program.
    pub fn text(&self, text: &'static str) -> Response {
        let tag = self.tag(text.as_bytes());
        if self.holds(&tag) { unchanged(&tag) } else { json(text, &tag) }
    }
}

/// "You hold it already."
pub fn unchanged(tag: &str) -> Response {
    (StatusCode::NOT_MODIFIED, tagged(tag)).into_response()
}

/// Headers of an answer that has to be asked for each time, and may be kept.
pub fn tagged(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers
}

fn json(body: impl Into<Body>, tag: &str) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (tagged(tag), kind, body.into()).into_response()
}
