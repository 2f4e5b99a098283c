//! The page: the files that its build made, inside the program.

use super::asked::{Asker, tagged, unchanged};
use super::problem::Problem;
use axum::extract::Path;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "page/dist"]
struct Files;

/// A file with a hash in its name never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page itself, which shows the view that the address names.
pub async fn page(asker: Asker) -> Result<Response, Problem> {
    let file = Files::get("index.html").ok_or_else(|| Problem::missing("there is no page"))?;
    Ok(plain(&asker, "text/html; charset=utf-8", file))
}

/// A file whose name holds a hash.
pub async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    let file = Files::get(&format!("assets/{name}"))
        .ok_or_else(|| Problem::missing("there is no such file"))?;
    let headers = [(header::CONTENT_TYPE, kind(&name)), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, file.data).into_response())
}

/// Any other address: a file beside the page, such as its icon, or the page, which says that there is no such view.
pub async fn other(uri: Uri, asker: Asker) -> Result<Response, Problem> {
    let name = uri.path().trim_start_matches('/');
    if name.starts_with("api/") || name == "api" {
        return Err(Problem::missing("there is no such address; /api/openapi.json lists them"));
    }
    if let Some(file) = Files::get(name).filter(|_| !name.contains('/')) {
        return Ok(plain(&asker, kind(name), file));
    }
    let mut response = page(asker).await?;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

fn plain(asker: &Asker, kind: &'static str, file: EmbeddedFile) -> Response {
    let tag = asker.tag(&file.metadata.sha256_hash());
    match asker.holds(&tag) {
        true => unchanged(&tag),
        false => (tagged(&tag), [(header::CONTENT_TYPE, kind)], file.data).into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "topojson" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
