//! Answers to questions: each view of the page has its JSON.

use super::Desk;
use super::asked::{Asker, Id, List, Params, Q, filter, list, object, objects};
use super::problem::Problem;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tacitus_store::query::{Columns, Page};
use tacitus_store::{Filter, Store, StoreError};

/// The description of this API.
const DESCRIPTION: &str = include_str!("../../page/openapi.json");

type Answer = Result<Response, Problem>;

/// What may be asked.
pub async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

async fn listed<R: Columns + Send + 'static>(
    desk: &Desk,
    params: &List,
    asker: Asker,
    count: fn(&Store, &Filter) -> Result<u64, StoreError>,
    find: fn(&Store, &Filter, Page) -> Result<Vec<R>, StoreError>,
) -> Answer {
    let (filter, page) = params.read_unsorted()?;
    asker
        .ask(desk, move |store| {
            let rows = find(store, &filter, page)?;
            Ok(list(count(store, &filter)?, objects(&rows), page))
        })
        .await
}

/// Events.
pub async fn events(State(desk): State<Desk>, Params(params): Params<List>, asker: Asker) -> Answer {
    listed(&desk, &params, asker, Store::count_events, Store::events).await
}

macro_rules! later {
    ($($name:ident),+) => { $(
        /// Not yet.
        pub async fn $name() -> Answer { Err(Problem::missing("not yet")) }
    )+ };
}
later!(overview, facets, suggest, event, map, timeline, network, claims, mentions, agreements, disputes, stories, story, actors, actor, sources, reports, report, queue);
