//! What went wrong, in the one shape that the API has for it.
//!
//! Whoever asks is told what was wrong with the question. What went wrong inside is told to the server's log
//! alone, so that no answer names a path of the machine or the text of a query.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::fmt::Display;
use tacitus_store::StoreError;

/// Why there is no answer.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// In so many seconds it may be tried again.
    retry_after: Option<u64>,
    /// What only the log is told.
    hidden: Option<String>,
}

/// A line for the log, on its way there with the answer.
#[derive(Clone)]
pub struct ForTheLog(pub String);

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Problem {
        Problem { status, code, message: message.into(), retry_after: None, hidden: None }
    }

    /// The address, its parameters or the filter make no sense.
    pub fn asked(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "asked", message)
    }

    /// The body can be read, and what it wants cannot be done.
    pub fn unfit(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", message)
    }

    /// Nobody is logged in.
    pub fn login(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "login", message)
    }

    /// It is not allowed, for the reason that the code names.
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, code, message)
    }

    /// There is no such thing.
    pub fn missing(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "missing", message)
    }

    /// It was done already, or something else is in its way.
    pub fn conflict(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// The body is larger than allowed.
    pub fn too_large(most_bytes: usize) -> Problem {
        let message = format!("more than the {:.1} MB that are allowed", most_bytes as f64 / 1e6);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message)
    }

    /// The body is of another type than is read here.
    pub fn media_type(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", message)
    }

    /// The address knows other methods only.
    pub fn method() -> Problem {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this address knows other methods")
    }

    /// Too many requests, or too much waits already.
    pub fn too_many(message: impl Into<String>, retry_after: u64) -> Problem {
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", message);
        Problem { retry_after: Some(retry_after), ..problem }
    }

    /// The body did not arrive in time.
    pub fn slow_body() -> Problem {
        Problem::new(StatusCode::REQUEST_TIMEOUT, "slow", "the request did not arrive in time")
    }

    /// It takes longer than a question may.
    pub fn slow() -> Problem {
        let message = "the question takes too long; ask for less at once";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "slow", message);
        Problem { retry_after: Some(5), ..problem }
    }

    /// Something failed that the log knows more of.
    pub fn inside(hidden: impl Display) -> Problem {
        let message = "the server could not do it; its log says why";
        let problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "inside", message);
        Problem { hidden: Some(hidden.to_string()), ..problem }
    }

    /// What may be told of it.
    pub fn words(&self) -> String {
        self.message.clone()
    }

    /// A question's failure: a question that makes no sense is the asker's, anything else the server's.
    pub fn of_store(error: &StoreError) -> Problem {
        match error {
            _ if error.is_missing() => Problem::missing(error.to_string()),
            _ if error.is_question() => Problem::asked(error.to_string()),
            _ => Problem::inside(error),
        }
    }

    /// The same for a change that a body asks for.
    pub fn of_change(error: &StoreError) -> Problem {
        match error {
            _ if error.is_question() && !error.is_missing() => Problem::unfit(error.to_string()),
            _ => Problem::of_store(error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::of_store(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": self.code, "message": self.message}});
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(hidden) = self.hidden {
            response.extensions_mut().insert(ForTheLog(hidden));
        }
        response
    }
}
