//! Answers to questions: each view of the page has its JSON.

use super::Desk;
use super::asked::{Asker, Id, List, Params, Q, filter, is_plain, list, objects};
use super::changes::row;
use super::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tacitus_store::aggregate::{EventSort, Listed, MapBox, ReportRow, Step};
use tacitus_store::query::{Columns, Page};
use tacitus_store::{Correction, Filter, Store, StoreError};

/// The description of this API.
const DESCRIPTION: &str = include_str!("../../page/openapi.json");

/// Events, disputes and reports of one story that are told at once; a story has far fewer.
const MOST_OF_ONE: Page = Page { limit: Some(2_000), offset: 0 };

/// Counterparts of an actor that are told.
const COUNTERPARTS: usize = 100;

/// Actors of a network, where nothing is said, and at most.
const NODES: (usize, usize) = (80, 500);

/// The most letters that are looked at while somebody types.
const LONGEST_TYPED: usize = 100;

/// The furthest that a map can be zoomed in.
const NEAREST: u8 = 12;

type Answer = Result<Response, Problem>;

fn value(answer: impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(Problem::inside)
}

/// What may be asked.
pub async fn description(asker: Asker) -> Response {
    asker.text(DESCRIPTION)
}

async fn listed<R: Columns + Send + 'static>(
    desk: &Desk,
    params: &List,
    asker: Asker,
    find: fn(&Store, &Filter, Page) -> Result<Listed<R>, StoreError>,
) -> Answer {
    let (filter, page) = params.read_unsorted()?;
    asker
        .ask(desk, move |store| {
            let found = find(store, &filter, page)?;
            Ok(list(found.total, objects(&found.rows), page))
        })
        .await
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $find:ident),+ $(,)?) => { $(
        $(#[$doc])*
        pub async fn $name(State(desk): State<Desk>, Params(params): Params<List>, asker: Asker) -> Answer {
            listed(&desk, &params, asker, Store::$find).await
        }
    )+ };
}

lists! {
    /// Mentions of events.
    mentions: mentions_listed,
    /// Attributed statements.
    claims: claims_listed,
    /// Agreements, and how they fared.
    agreements: agreements_listed,
    /// Disputes, with the accounts.
    disputes: disputes_listed,
    /// Stories.
    stories: stories_listed,
    /// Actors.
    actors: actors_listed,
}

/// Parameters of an address that takes none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What the store holds, at a glance.
pub async fn overview(
    State(desk): State<Desk>,
    Params(Nothing {}): Params<Nothing>,
    asker: Asker,
) -> Answer {
    asker
        .ask(&desk, |store| {
            let mut overview = store.overview()?;
            for failure in &mut overview.failures {
                // The command line notes whole paths, which are nobody's business here.
                let bare = without_folders(&failure.place);
                failure.message = failure.message.replace(&failure.place, &bare);
                failure.message = failure.message.replace(file_of(&failure.place), file_of(&bare));
                failure.place = bare;
            }
            value(overview)
        })
        .await
}

/// `folder/file:17` without the folder.
fn without_folders(place: &str) -> String {
    place.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// `folder/file:17` without the line.
fn file_of(place: &str) -> &str {
    match place.rsplit_once(':') {
        Some((file, line))
            if !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            file
        }
        _ => place,
    }
}

/// How the events that fit are spread.
pub async fn facets(State(desk): State<Desk>, Params(Q { q }): Params<Q>, asker: Asker) -> Answer {
    let filter = filter(&q)?;
    asker.ask(&desk, move |store| value(store.facets(&filter)?)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    text: String,
}

/// Terms of the filter that somebody who types may mean.
pub async fn suggest(
    State(desk): State<Desk>,
    Params(Typed { text }): Params<Typed>,
    asker: Asker,
) -> Answer {
    if text.chars().count() > LONGEST_TYPED || !is_plain(&text) {
        let message = format!("text: at most {LONGEST_TYPED} letters, without control characters");
        return Err(Problem::asked(message));
    }
    asker.ask(&desk, move |store| value(store.suggest(&text)?)).await
}

/// Events.
pub async fn events(
    State(desk): State<Desk>,
    Params(params): Params<List>,
    asker: Asker,
) -> Answer {
    let (filter, page) = params.read()?;
    let sort = params.sort.as_deref().map(EventSort::parse).transpose()?.unwrap_or_default();
    asker
        .ask(&desk, move |store| {
            let Listed { total, rows } = store.events_sorted(&filter, sort, page)?;
            Ok(list(total, objects(&rows), page))
        })
        .await
}

/// A filter that finds one thing; its rejected mentions and claims too.
fn of(key: &str, id: &str) -> Result<Filter, Problem> {
    Ok(Filter::of(key, id)?)
}

fn log(store: &Store, entries: &[Correction]) -> Result<Value, Problem> {
    entries.iter().map(|entry| row(store, entry)).collect()
}

/// One event: all mentions, the claims that it stands under, disputes, corrections.
pub async fn event(
    State(desk): State<Desk>,
    Id(id): Id,
    Params(Nothing {}): Params<Nothing>,
    asker: Asker,
) -> Answer {
    asker
        .ask(&desk, move |store| {
            let found = store.event(&id)?;
            let event = found.ok_or_else(|| Problem::missing(format!("no event has the id {id:?}")))?;
            let filter = of("event", &id)?;
            let mentions = store.mentions(&filter, MOST_OF_ONE)?;
            let own = |entry: &Correction| {
                entry.id == id || mentions.iter().any(|mention| mention.id == entry.id)
            };
            let log_of_it: Vec<Correction> = store.corrections()?.into_iter().filter(own).collect();
            Ok(json!({
                "event": event.object(), "mentions": objects(&mentions),
                "claims": objects(&store.claims(&filter, MOST_OF_ONE)?),
                "disputes": objects(&store.disputes(&filter, MOST_OF_ONE)?), "corrections": log(store, &log_of_it)?
            }))
        })
        .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    q: String,
    west: Option<f64>,
    south: Option<f64>,
    east: Option<f64>,
    north: Option<f64>,
    #[serde(default)]
    zoom: u8,
}

/// Clusters of events on a map.
pub async fn map(State(desk): State<Desk>, Params(part): Params<Part>, asker: Asker) -> Answer {
    let filter = filter(&part.q)?;
    let edge = |name: &str, given: Option<f64>, otherwise: f64, most: f64| match given {
        None => Ok(otherwise),
        Some(degrees) if (-most..=most).contains(&degrees) => Ok(degrees),
        Some(_) => Err(Problem::asked(format!("{name}: write -{most} to {most} degrees"))),
    };
    let within = MapBox {
        west: edge("west", part.west, -180.0, 180.0)?,
        south: edge("south", part.south, -90.0, 90.0)?,
        east: edge("east", part.east, 180.0, 180.0)?,
        north: edge("north", part.north, 90.0, 90.0)?,
    };
    if within.south > within.north {
        return Err(Problem::asked("south: it lies north of north"));
    }
    if part.zoom > NEAREST {
        return Err(Problem::asked(format!("zoom: write 0 to {NEAREST}")));
    }
    asker.ask(&desk, move |store| value(store.map(&filter, within, part.zoom)?)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bins {
    #[serde(default)]
    q: String,
    step: Option<String>,
}

/// Events over time.
pub async fn timeline(
    State(desk): State<Desk>,
    Params(bins): Params<Bins>,
    asker: Asker,
) -> Answer {
    let filter = filter(&bins.q)?;
    let step = match bins.step.as_deref() {
        None | Some("auto") => None,
        Some(name) => Some(
            Step::parse(name)
                .ok_or_else(|| Problem::asked("step: one of auto, day, week, month, year"))?,
        ),
    };
    asker.ask(&desk, move |store| value(store.histogram(&filter, step)?)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Busiest {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
}

/// Who acts on whom.
pub async fn network(
    State(desk): State<Desk>,
    Params(busiest): Params<Busiest>,
    asker: Asker,
) -> Answer {
    let filter = filter(&busiest.q)?;
    let limit = busiest.limit.unwrap_or(NODES.0);
    if !(1..=NODES.1).contains(&limit) {
        return Err(Problem::asked(format!("limit: write 1 to {}", NODES.1)));
    }
    asker.ask(&desk, move |store| value(store.network(&filter, limit)?)).await
}

/// One story: its reports, events and disputes, and the accounts side by side.
pub async fn story(
    State(desk): State<Desk>,
    Id(id): Id,
    Params(Nothing {}): Params<Nothing>,
    asker: Asker,
) -> Answer {
    asker
        .ask(&desk, move |store| {
            let found = store.story(&id)?;
            let story = found.ok_or_else(|| Problem::missing(format!("no story has the id {id:?}")))?;
            let filter = of("story", &id)?;
            let disputes = store.disputes(&filter, MOST_OF_ONE)?;
            Ok(json!({
                "story": story.object(), "reports": store.story_reports(&id)?,
                "events": objects(&store.events(&filter, MOST_OF_ONE)?), "disputes": objects(&disputes),
                "matrix": store.matrix(&id)?
            }))
        })
        .await
}

/// One actor: what outlets call it, whom it deals with, and when.
pub async fn actor(
    State(desk): State<Desk>,
    Id(id): Id,
    Params(Nothing {}): Params<Nothing>,
    asker: Asker,
) -> Answer {
    asker
        .ask(&desk, move |store| {
            let found = store.actor(&id)?;
            let actor =
                found.ok_or_else(|| Problem::missing(format!("no actor has the id {id:?}")))?;
            Ok(json!({
                "actor": actor.object(), "names": objects(&store.names(&id)?),
                "counterparts": store.counterparts(&id, COUNTERPARTS)?,
                "timeline": store.histogram(&of("party", &id)?, None)?
            }))
        })
        .await
}

/// Outlets, and what they call whom.
pub async fn sources(State(desk): State<Desk>, Params(Q { q }): Params<Q>, asker: Asker) -> Answer {
    let filter = filter(&q)?;
    asker
        .ask(&desk, move |store| {
            let rows = store.outlets(&filter)?;
            Ok(json!({"total": rows.len(), "rows": rows, "next": null}))
        })
        .await
}

/// Reports; the newest first where `-published` is asked for.
pub async fn reports(
    State(desk): State<Desk>,
    Params(params): Params<List>,
    asker: Asker,
) -> Answer {
    let (filter, page) = params.read()?;
    let newest = match params.sort.as_deref() {
        None | Some("published") => false,
        Some("-published") => true,
        Some(_) => return Err(Problem::asked("sort: one of published, -published")),
    };
    asker
        .ask(&desk, move |store| {
            let Listed { total, rows } = store.reports_list(&filter, newest, page)?;
            Ok(list(total, value(rows)?, page))
        })
        .await
}

/// One report: its text, its record as corrected, and the rows that follow from it.
pub async fn report(
    State(desk): State<Desk>,
    Id(id): Id,
    Params(Nothing {}): Params<Nothing>,
    asker: Asker,
) -> Answer {
    asker
        .ask(&desk, move |store| {
            let found = store.report(&id)?;
            let parts = found.ok_or_else(|| Problem::missing(format!("no report has the id {id:?}")))?;
            let ReportRow { id, title, outlet, published, url, story, copy_of, .. } = parts.head;
            Ok(json!({
                "id": id, "title": title, "outlet": outlet, "published": published, "url": url, "story": story,
                "copy_of": copy_of, "text": parts.text, "record": parts.record, "mentions": objects(&parts.mentions),
                "claims": objects(&parts.claims), "corrections": log(store, &parts.corrections)?
            }))
        })
        .await
}

/// What is least sure, and nobody has looked at.
pub async fn queue(State(desk): State<Desk>, Params(params): Params<List>, asker: Asker) -> Answer {
    let (filter, page) = params.read_unsorted()?;
    if !filter.is_empty() {
        return Err(Problem::asked("q: the queue has no filter"));
    }
    asker
        .ask(&desk, move |store| {
            let Listed { total, rows } = store.queue(page)?;
            Ok(list(total, value(rows)?, page))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_folder_of_the_machine_is_told() {
        let check = |place: &str, bare: &str, file: &str| {
            assert_eq!((without_folders(place).as_str(), file_of(place)), (bare, file));
        };
        check("/home/me/reports.jsonl:17", "reports.jsonl:17", "/home/me/reports.jsonl");
        check("C:\\me\\report.txt", "report.txt", "C:\\me\\report.txt");
        check("report.txt", "report.txt", "report.txt");
    }
}
