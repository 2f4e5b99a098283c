//! Which addresses there are, and what each asks of its callers.

use super::access::Needs;
use super::asked::MOST_JSON;
use super::{Desk, assets, changes, exports, views};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};

/// Addresses of views: the page itself knows what to show.
const VIEWS: [&str; 13] = [
    "/map",
    "/timeline",
    "/table",
    "/network",
    "/stories",
    "/stories/{id}",
    "/agreements",
    "/disputes",
    "/sources",
    "/report/{id}",
    "/queue",
    "/add",
    "/event/{id}",
];

/// An address of the API.
struct Route {
    method: &'static str,
    path: &'static str,
    needs: Needs,
    handler: MethodRouter<Desk>,
}

/// Every address of the API, as `page/openapi.json` has them.
fn table() -> Vec<Route> {
    use Needs::{Editor, Nobody, Reader};
    let route = |method, path, needs, handler| Route { method, path, needs, handler };
    vec![
        route("get", "/api/openapi.json", Nobody, get(views::description)),
        route("get", "/api/session.json", Nobody, get(changes::session)),
        route("post", "/api/login.json", Nobody, post(changes::log_in)),
        route("post", "/api/logout.json", Reader, post(changes::log_out)),
        route("get", "/api/overview.json", Reader, get(views::overview)),
        route("get", "/api/facets.json", Reader, get(views::facets)),
        route("get", "/api/suggest.json", Reader, get(views::suggest)),
        route("get", "/api/events.json", Reader, get(views::events)),
        route("get", "/api/events/{id}.json", Reader, get(views::event)),
        route("get", "/api/map.json", Reader, get(views::map)),
        route("get", "/api/timeline.json", Reader, get(views::timeline)),
        route("get", "/api/network.json", Reader, get(views::network)),
        route("get", "/api/claims.json", Reader, get(views::claims)),
        route("get", "/api/mentions.json", Reader, get(views::mentions)),
        route("get", "/api/agreements.json", Reader, get(views::agreements)),
        route("get", "/api/disputes.json", Reader, get(views::disputes)),
        route("get", "/api/stories.json", Reader, get(views::stories)),
        route("get", "/api/stories/{id}.json", Reader, get(views::story)),
        route("get", "/api/actors.json", Reader, get(views::actors)),
        route("get", "/api/actors/{id}.json", Reader, get(views::actor)),
        route("get", "/api/sources.json", Reader, get(views::sources)),
        route("get", "/api/reports.json", Reader, get(views::reports)),
        route("get", "/api/reports/{id}.json", Reader, get(views::report)),
        route("get", "/api/queue.json", Reader, get(views::queue)),
        route("get", "/api/corrections.json", Reader, get(changes::corrections)),
        route("post", "/api/corrections.json", Editor, post(changes::correct)),
        route("post", "/api/add.json", Editor, post(changes::add)),
        route("get", "/api/jobs.json", Reader, get(changes::jobs)),
        route("get", "/api/jobs/events", Reader, get(changes::watch)),
        route("get", "/api/export/{format}", Reader, get(exports::export)),
    ]
}

/// Method and path of every address of the API.
pub fn addresses() -> Vec<(&'static str, &'static str)> {
    table().into_iter().map(|route| (route.method, route.path)).collect()
}

/// The addresses, with nothing around them.
pub fn router(desk: &Desk) -> Router {
    let mut router = Router::new();
    for Route { path, needs, handler, .. } in table() {
        let most = if path == "/api/add.json" { desk.most_bytes } else { MOST_JSON };
        // Around the handler alone: another method is refused before anything is asked of the caller.
        let handler = handler
            .route_layer(DefaultBodyLimit::max(most))
            .route_layer(middleware::from_fn_with_state((desk.clone(), needs), checked));
        // The router takes a whole part of a path or none; ids are parted from their ending later.
        router = router.route(&path.replace("}.json", "}"), handler);
    }
    for view in VIEWS {
        router = router.route(view, get(assets::page));
    }
    router
        .route("/", get(home))
        .route("/assets/{name}", get(assets::asset))
        .fallback(assets::other)
        .with_state(desk.clone())
}

/// Answers only whoever may ask this.
async fn checked(
    State((desk, needs)): State<(Desk, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    match desk.access.check(request.method(), request.headers(), needs) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The first view, with the filter of the address.
async fn home(request: Request) -> Response {
    let filter = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = Redirect::temporary(&format!("/map{filter}")).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
