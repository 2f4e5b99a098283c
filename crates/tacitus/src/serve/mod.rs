//! The desk: a store shown as a web page, by one program, without the network.
//!
//! [`Server`] listens, [`routes`] says which addresses there are, [`access`] who may use them, [`pool`] who speaks to
//! the store. `views` answers questions, `changes` takes corrections and reports, `exports` streams, `assets` holds
//! the page. The page has no data of its own: all of it comes from `/api/`, which `page/openapi.json` describes.
//!
//! Nothing here prints: what the log should know goes to [`Settings::log`].

mod access;
mod asked;
mod assets;
mod changes;
mod exports;
mod jobs;
mod limits;
mod pool;
mod problem;
mod routes;
mod views;

pub use access::{Keys, Role, SHORTEST_PASSWORD, fresh_word, hash_password};
pub use jobs::OpenReader;
pub use routes::addresses;

use access::Access;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use jobs::Jobs;
use limits::Rate;
use pool::{Readers, Writer};
use problem::{ForTheLog, Problem};
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tacitus_store::Store;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// A question may take so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The head of a request has to arrive in this time, and an idle connection ends after it.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// Connections at the same time.
const MOST_CONNECTIONS: usize = 512;

/// Exports at the same time; each has a connection to the store of its own.
const MOST_EXPORTS: usize = 4;

/// Pages that watch jobs at the same time.
const MOST_WATCHERS: usize = 64;

/// When the server ends, what is being answered may take so long to its end.
const GRACE: Duration = Duration::from_secs(5);

/// Writes a line to the log.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// How to serve.
pub struct Settings {
    /// The store.
    pub store: PathBuf,
    /// Where to listen; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Who may come in; without any key everybody who can reach the address may.
    pub keys: Keys,
    /// The address under which a proxy shows the server.
    pub url: Option<String>,
    /// An upload may be so large.
    pub most_bytes: usize,
    /// So many requests a second from one address of the network.
    pub rate: u32,
    /// Opens what reads reports.
    pub reader: OpenReader,
    /// Where lines for the log go.
    pub log: Log,
}

/// Why the server cannot run.
#[derive(Debug)]
pub struct ServeError(String);

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServeError {}

/// What every answer may need.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

impl Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// See [`Desk`].
pub struct Inner {
    readers: Readers,
    /// Nothing where nothing may be changed.
    hands: Option<Hands>,
    access: Arc<Access>,
    /// File name of the store, without folders.
    name: String,
    rate: Rate,
    most_bytes: usize,
    exports: Arc<Semaphore>,
    watchers: Arc<Semaphore>,
    closing: watch::Receiver<bool>,
    log: Log,
}

/// What changes the store.
struct Hands {
    writer: Writer,
    jobs: Jobs,
}

impl Inner {
    fn hands(&self) -> Result<&Hands, Problem> {
        let message = "the server shows the store and changes nothing";
        self.hands.as_ref().ok_or_else(|| Problem::forbidden("read-only", message))
    }
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    desk: Desk,
    close: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the store and listens; nothing is answered before [`Server::run`].
    ///
    /// # Errors
    /// Where there is no store, the address is taken, or anybody on the network could come in.
    pub fn bind(settings: Settings) -> Result<Server, ServeError> {
        let Settings { store, listen, read_only, keys, url, most_bytes, rate, reader, log } =
            settings;
        if !listen.ip().is_loopback() && keys.is_empty() {
            return Err(ServeError(format!(
                "{listen}: others could reach this address; give --password-file or --token-file, or listen on 127.0.0.1"
            )));
        }
        let failed = |error: &dyn fmt::Display| ServeError(error.to_string());
        let n_readers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 6);
        let readers = Readers::open(&store, n_readers, PATIENCE).map_err(|error| failed(&error))?;
        let listener = TcpListener::bind(listen).map_err(|error| cannot_listen(listen, &error))?;
        listener.set_nonblocking(true).map_err(|error| failed(&error))?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        let access = Access::new(keys, read_only, address, url.as_deref()).map_err(ServeError)?;
        let mut threads = Vec::new();
        let hands = match read_only {
            true => None,
            false => {
                let own = Store::open(&store).map_err(|error| failed(&error))?;
                let (writer, writing) = Writer::start(own).map_err(|error| failed(&error))?;
                let (jobs, adding) =
                    Jobs::start(writer.clone(), reader).map_err(|error| failed(&error))?;
                // The thread that adds ends first: it holds the other's door open.
                threads.extend([adding, writing]);
                Some(Hands { writer, jobs })
            }
        };
        let rate = rate.max(1);
        let (close, closing) = watch::channel(false);
        let inner = Inner {
            readers,
            hands,
            access: Arc::new(access),
            name: store.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            rate: Rate::new(Duration::from_secs(1) / rate, rate.saturating_mul(4)),
            most_bytes,
            exports: Arc::new(Semaphore::new(MOST_EXPORTS)),
            watchers: Arc::new(Semaphore::new(MOST_WATCHERS)),
            closing,
            log,
        };
        Ok(Server { listener, desk: Desk(Arc::new(inner)), close, threads })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the machine does not tell.
    pub fn address(&self) -> Result<SocketAddr, ServeError> {
        self.listener.local_addr().map_err(|error| ServeError(error.to_string()))
    }

    /// Answers until the process is told to end (Ctrl-C, or a signal to terminate). What is being answered is
    /// answered to its end, and what is being stored is stored.
    ///
    /// # Errors
    /// Where the machine gives no threads.
    pub fn run(self) -> Result<(), ServeError> {
        let Server { listener, desk, close, threads } = self;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(32)
            .build()
            .map_err(|error| ServeError(error.to_string()))?;
        let ended = runtime.block_on(serve(listener, &desk, close));
        runtime.shutdown_timeout(Duration::from_secs(1));
        // With the last desk the threads' doors are shut, and they end when they have done what they are doing.
        drop(desk);
        for thread in threads {
            let _ = thread.join();
        }
        ended.map_err(|error| ServeError(error.to_string()))
    }
}

fn cannot_listen(listen: SocketAddr, error: &io::Error) -> ServeError {
    ServeError(match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{listen}: something else listens there already; --listen 127.0.0.1:0 takes any port that is free"
        ),
        io::ErrorKind::AddrNotAvailable => format!("{listen}: this machine has no such address"),
        io::ErrorKind::PermissionDenied => {
            format!("{listen}: the system does not allow this port; take one above 1023")
        }
        _ => format!("{listen}: {error}"),
    })
}

async fn serve(listener: TcpListener, desk: &Desk, close: watch::Sender<bool>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let service = service(desk);
    let open = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(told_to_end());
    loop {
        let turn = open.clone().acquire_owned();
        let (stream, from, permit) = tokio::select! {
            accepted = async { Ok::<_, io::Error>((turn.await.map_err(io::Error::other)?, listener.accept().await?)) } => match accepted {
                Ok((permit, (stream, from))) => (stream, from, permit),
                Err(error) => {
                    // As where the process has no more files; others will be closed.
                    (desk.log)(&format!("a connection was not taken: {error}"));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        let _ = stream.set_nodelay(true);
        let own =
            service.clone().map_request(move |mut request: Request<hyper::body::Incoming>| {
                request.extensions_mut().insert(ConnectInfo(from));
                request.map(Body::new)
            });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(own));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Whoever was there has gone; nobody is to be told.
            let _ = connection.await;
            drop(permit);
        });
    }
    if let Some(hands) = &desk.hands {
        hands.jobs.close();
    }
    let _ = close.send(true);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        let terminated = async {
            match terminate {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { _ = interrupted => {}, _ = terminated => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

/// All addresses, behind what holds for all of them.
fn service(desk: &Desk) -> axum::Router {
    let compressed = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/vnd.apache.parquet"))
        .and(NotForContentType::const_new("font/"));
    routes::router(desk)
        .layer(CompressionLayer::new().gzip(true).compress_when(compressed))
        .layer(CatchPanicLayer::custom(|_| Problem::inside("an answer panicked").into_response()))
        .layer(middleware::from_fn_with_state(desk.clone(), around))
}

/// Headers that every answer has. No script but our own runs, nobody may frame the page, and nothing is told to
/// other pages.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// What is done around every answer: is it for us, is it not too often, and what does the log have to know.
async fn around(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let is_api = request.uri().path().starts_with("/api/");
    let what = format!("{} {}", request.method(), request.uri().path());
    let often = match from.filter(|_| is_api) {
        Some(from) => {
            desk.rate.check(from).map_err(|seconds| Problem::too_many("too many requests", seconds))
        }
        None => Ok(()),
    };
    let mut response = match often.and_then(|()| desk.access.check_host(request.headers())) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(ForTheLog(line)) = response.extensions_mut().remove() {
        (desk.log)(&format!("{what}: {line}"));
    }
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allow = response.headers().get(header::ALLOW).cloned();
        response = Problem::method().into_response();
        response.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    }
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
