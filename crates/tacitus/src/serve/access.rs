//! Who may do what: keys, logins, and what a request must show before it is answered.
//!
//! On the machine's own address nobody logs in: whoever uses the machine may read and correct. Elsewhere a secret
//! is asked for, and it makes a reader or an editor. Three things are checked of every request, logged in or
//! not, because a browser sends requests for pages that its user never meant to trust: the `Host` must be one of
//! ours (so that no other name can be made to lead here), a change must come from our own page (`Origin`), and
//! it must carry a word that only our page can know (`X-CSRF`).

use super::limits::Rate;
use super::pool::locked;
use super::problem::Problem;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Look.
    Reader,
    /// Look, correct and add.
    Editor,
}

impl Role {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Editor => "editor",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Role> {
        [Role::Reader, Role::Editor].into_iter().find(|role| role.as_str() == name)
    }
}

/// What a secret is compared with.
enum Lock {
    /// A password's Argon2 hash in the PHC form.
    Password(String),
    /// A token's SHA-256. Tokens are random and long, so nothing slower is needed.
    Token([u8; 32]),
}

/// The secrets that let people in; without any nobody has to log in.
#[derive(Default)]
pub struct Keys {
    keys: Vec<(Role, Lock)>,
}

/// A token must have so many letters: one that is shorter may be guessed.
const SHORTEST_TOKEN: usize = 20;

/// A password must have so many letters.
pub const SHORTEST_PASSWORD: usize = 10;

/// Each wrong password is compared with every hash, which is slow by design.
const MOST_KEYS: usize = 50;

impl Keys {
    /// Whether nobody has to log in.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Reads lines `role:hash`, as `tacitus serve password` prints them. Blank lines and those that begin with `#`
    /// say nothing.
    ///
    /// # Errors
    /// The number of the line that is wrong, and why.
    pub fn add_passwords(&mut self, text: &str) -> Result<(), String> {
        self.add(text, |hash| match PasswordHash::new(hash) {
            Ok(parsed) if parsed.algorithm.as_str().starts_with("argon2") => {
                Ok(Lock::Password(hash.to_owned()))
            }
            _ => Err("this is no Argon2 hash; `tacitus serve password` makes one".to_owned()),
        })
    }

    /// Reads lines `role:token`, as `tacitus serve token` prints them.
    ///
    /// # Errors
    /// The number of the line that is wrong, and why.
    pub fn add_tokens(&mut self, text: &str) -> Result<(), String> {
        self.add(text, |token| match token.len() {
            0..SHORTEST_TOKEN => Err(format!(
                "a token has at least {SHORTEST_TOKEN} letters; `tacitus serve token` makes one"
            )),
            _ => Ok(Lock::Token(Sha256::digest(token).into())),
        })
    }

    fn add(
        &mut self,
        text: &str,
        lock: impl Fn(&str) -> Result<Lock, String>,
    ) -> Result<(), String> {
        let lines = text.lines().map(str::trim).enumerate();
        for (n, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let at = |why: &str| format!("line {}: {why}", n + 1);
            let found = line
                .split_once(':')
                .and_then(|(role, rest)| Some((Role::parse(role.trim())?, rest)));
            let (role, secret) = found.ok_or_else(|| at("write reader:SECRET or editor:SECRET"))?;
            self.keys.push((role, lock(secret.trim()).map_err(|why| at(&why))?));
        }
        match self.keys.len() {
            0 => Err("there is no line `role:secret` in it".to_owned()),
            n if n > MOST_KEYS => Err(format!("there are more than {MOST_KEYS} lines")),
            _ => Ok(()),
        }
    }

    fn by_token(&self, secret: &str) -> Option<Role> {
        let own: [u8; 32] = Sha256::digest(secret).into();
        let mut found = None;
        for (role, lock) in &self.keys {
            if let Lock::Token(token) = lock
                && bool::from(token.ct_eq(&own))
            {
                found = found.max(Some(*role));
            }
        }
        found
    }

    fn by_password(&self, secret: &str) -> Option<Role> {
        let mut found = None;
        for (role, lock) in &self.keys {
            if let Lock::Password(hash) = lock
                && let Ok(hash) = PasswordHash::new(hash)
                && Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok()
            {
                found = found.max(Some(*role));
            }
        }
        found
    }

    fn has_passwords(&self) -> bool {
        self.keys.iter().any(|(_, lock)| matches!(lock, Lock::Password(_)))
    }
}

/// The Argon2 hash of a password, in the PHC form, with a salt of its own.
///
/// # Errors
/// Where the password is too short, or the machine has no random numbers.
pub fn hash_password(password: &str) -> Result<String, String> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(format!("a password has at least {SHORTEST_PASSWORD} letters"));
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

/// A word that nobody can guess: 32 random bytes in hexadecimal digits.
///
/// # Errors
/// Where the machine has no random numbers.
pub fn fresh_word() -> Result<String, String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What somebody who logged in carries about.
struct Login {
    role: Role,
    csrf: String,
    used: Instant,
}

/// A login that was not used for so long has ended.
const IDLE: Duration = Duration::from_secs(12 * 3600);

/// When there are more, the one that was used longest ago ends.
const MOST_LOGINS: usize = 1_000;

/// Passwords compared at the same time: each takes 19 MB.
const COMPARED_AT_ONCE: usize = 2;

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What they may do; nothing where they have not logged in.
    pub role: Option<Role>,
    /// The word that their changes must carry; a token in a header needs none, because no browser sends that by
    /// itself.
    pub csrf: Option<String>,
    bearer: bool,
}

/// What an address asks of its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it tells nothing of the store.
    Nobody,
    /// That they may look.
    Reader,
    /// That they may change.
    Editor,
}

/// Decides who may do what.
pub struct Access {
    keys: Keys,
    read_only: bool,
    /// Whether only this machine can reach the server.
    is_loopback: bool,
    /// The name and port under which a proxy shows the server.
    public: Option<Authority>,
    /// Name of the cookie. Cookies are shared by all ports of a machine, so it holds the port.
    cookie: String,
    /// Whether the cookie may only travel encrypted.
    secure: bool,
    /// Where nobody logs in, all pages carry this word.
    open_word: String,
    logins: Mutex<HashMap<[u8; 32], Login>>,
    tries: Rate,
    comparing: Semaphore,
}

impl Access {
    /// Rules for a server that is bound to `address`; `public` is its address behind a proxy.
    ///
    /// # Errors
    /// Where the machine has no random numbers, or `public` is no address.
    pub fn new(
        keys: Keys,
        read_only: bool,
        address: std::net::SocketAddr,
        public: Option<&str>,
    ) -> Result<Access, String> {
        let public = public.map(|url| {
            let uri: Option<Uri> = url.parse().ok();
            let known = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https"));
            uri.filter(known)
                .ok_or_else(|| format!("{url:?} is no address; write https://desk.example.org"))
        });
        let public = public.transpose()?;
        Ok(Access {
            keys,
            read_only,
            is_loopback: address.ip().is_loopback(),
            secure: public.as_ref().is_some_and(|uri| uri.scheme_str() == Some("https")),
            public: public.and_then(|uri| uri.authority().cloned()),
            cookie: format!("tacitus-{}", address.port()),
            open_word: fresh_word()?,
            logins: Mutex::default(),
            tries: Rate::new(Duration::from_secs(12), 5),
            comparing: Semaphore::new(COMPARED_AT_ONCE),
        })
    }

    /// Whether anybody has to log in.
    pub fn needs_login(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether nothing may be changed.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// A request must be meant for one of our names. A name that another has made to lead here is not one.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check_host(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let host = authority(headers.get(header::HOST));
        let fits = host.is_some_and(|host| {
            let name = host.host().trim_start_matches('[').trim_end_matches(']');
            let is_public = self.public.as_ref().is_some_and(|own| same(own.host(), host.host()));
            is_public
                || same(name, "localhost")
                // A number cannot be made to lead elsewhere; but who is asked for here by a number of another
                // machine was not meant.
                || name.parse().is_ok_and(|ip: IpAddr| !self.is_loopback || ip.is_loopback())
        });
        let message = "the server has another name; start it with --url to give it one more";
        fits.then_some(()).ok_or_else(|| Problem::forbidden("host", message))
    }

    /// What must be right before a request is answered. Gives who asks.
    ///
    /// # Errors
    /// What is not.
    pub fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        needs: Needs,
    ) -> Result<Caller, Problem> {
        let changes = !matches!(*method, Method::GET | Method::HEAD);
        self.check_origin(changes, headers)?;
        let caller = self.caller(headers);
        if needs == Needs::Nobody {
            return Ok(caller);
        }
        let Some(role) = caller.role else { return Err(Problem::login("log in first")) };
        if changes && !caller.bearer {
            let told = headers.get("x-csrf").map(|value| value.as_bytes()).unwrap_or_default();
            let own = caller.csrf.as_deref().unwrap_or_default();
            if own.is_empty() || !bool::from(told.ct_eq(own.as_bytes())) {
                let message = "the header X-CSRF must carry the word that /api/session.json gives";
                return Err(Problem::forbidden("csrf", message));
            }
        }
        if needs == Needs::Editor && self.read_only {
            return Err(Problem::forbidden(
                "read-only",
                "the server shows the store and changes nothing",
            ));
        }
        if needs == Needs::Editor && role < Role::Editor {
            return Err(Problem::forbidden("reader", "readers may look, and change nothing"));
        }
        Ok(caller)
    }

    /// Browsers say which page a request comes from; programs say nothing, and are let through to the other checks.
    fn check_origin(&self, changes: bool, headers: &HeaderMap) -> Result<(), Problem> {
        let refused = || Problem::forbidden("origin", "the request comes from another page");
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // Another page may lead to an address here, but not load from it.
        let leads = !changes && text("sec-fetch-mode") == Some("navigate");
        let ours = matches!(text("sec-fetch-site"), None | Some("same-origin" | "none"));
        if !ours && !leads {
            return Err(refused());
        }
        let Some(origin) = headers.get(header::ORIGIN).filter(|_| changes) else { return Ok(()) };
        let origin: Option<Uri> = origin.to_str().ok().and_then(|text| text.parse().ok());
        let own = [authority(headers.get(header::HOST)), self.public.clone()];
        let fits = origin.as_ref().and_then(Uri::authority).is_some_and(|origin| {
            own.iter().flatten().any(|own| same(own.as_str(), origin.as_str()))
        });
        fits.then_some(()).ok_or_else(refused)
    }

    fn caller(&self, headers: &HeaderMap) -> Caller {
        let effective = |role| if self.read_only { Role::Reader } else { role };
        if !self.needs_login() {
            let role = Some(effective(Role::Editor));
            return Caller { role, csrf: Some(self.open_word.clone()), bearer: false };
        }
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        if let Some(token) = bearer {
            let role = self.keys.by_token(token.trim()).map(effective);
            return Caller { role, csrf: None, bearer: true };
        }
        let mut logins = locked(&self.logins);
        let login = self.word_of_cookie(headers).and_then(|word| logins.get_mut(&digest(&word)));
        match login.filter(|login| login.used.elapsed() < IDLE) {
            Some(login) => {
                login.used = Instant::now();
                let (role, csrf) = (Some(effective(login.role)), Some(login.csrf.clone()));
                Caller { role, csrf, bearer: false }
            }
            None => Caller { role: None, csrf: None, bearer: false },
        }
    }

    fn word_of_cookie(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let mut cookies =
            cookies.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
        cookies.find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            (name == self.cookie).then(|| value.to_owned())
        })
    }

    /// Lets somebody in who knows a secret. Gives the line for `Set-Cookie`.
    ///
    /// # Errors
    /// Where nobody knows that secret, and where it was tried too often.
    pub async fn log_in(
        self: &std::sync::Arc<Self>,
        from: IpAddr,
        secret: String,
    ) -> Result<String, Problem> {
        if let Err(seconds) = self.tries.check(from) {
            return Err(Problem::too_many("too many tries to log in", seconds));
        }
        let mut role = self.keys.by_token(&secret);
        if role.is_none() && self.keys.has_passwords() {
            let _turn = self.comparing.acquire().await.map_err(Problem::inside)?;
            let access = self.clone();
            let compared = tokio::task::spawn_blocking(move || access.keys.by_password(&secret));
            role = compared.await.map_err(Problem::inside)?;
        }
        let Some(role) = role else { return Err(Problem::login("nobody has this secret")) };
        let word = fresh_word().map_err(Problem::inside)?;
        let login =
            Login { role, csrf: fresh_word().map_err(Problem::inside)?, used: Instant::now() };
        let mut logins = locked(&self.logins);
        logins.retain(|_, login| login.used.elapsed() < IDLE);
        if logins.len() >= MOST_LOGINS {
            let oldest = logins.iter().min_by_key(|(_, login)| login.used).map(|(key, _)| *key);
            oldest.and_then(|key| logins.remove(&key));
        }
        logins.insert(digest(&word), login);
        Ok(self.cookie_line(&word, IDLE.as_secs()))
    }

    /// Ends the login of a request. Gives the line for `Set-Cookie` that takes the cookie away.
    pub fn log_out(&self, headers: &HeaderMap) -> String {
        if let Some(word) = self.word_of_cookie(headers) {
            locked(&self.logins).remove(&digest(&word));
        }
        self.cookie_line("", 0)
    }

    fn cookie_line(&self, word: &str, seconds: u64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = &self.cookie;
        format!("{name}={word}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}")
    }
}

fn digest(word: &str) -> [u8; 32] {
    Sha256::digest(word).into()
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn authority(value: Option<&axum::http::HeaderValue>) -> Option<Authority> {
    value?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn access(keys: Keys, address: &str, public: Option<&str>) -> Access {
        Access::new(keys, false, address.parse().unwrap(), public).unwrap()
    }

    #[test]
    fn only_our_names_are_answered() {
        let check = |access: &Access, host: &str, fits: bool| {
            assert_eq!(access.check_host(&headers(&[("host", host)])).is_ok(), fits, "{host}");
        };
        let at_home = access(Keys::default(), "127.0.0.1:8117", None);
        for host in
            ["127.0.0.1:8117", "localhost:8117", "LOCALHOST", "[::1]:8117", "localhost:9000"]
        {
            check(&at_home, host, true);
        }
        for host in [
            "evil.example",
            "192.0.2.1:8117",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "",
        ] {
            check(&at_home, host, false);
        }
        assert!(at_home.check_host(&HeaderMap::new()).is_err());
        let shown = access(Keys::default(), "192.0.2.7:8117", Some("https://desk.example.org"));
        check(&shown, "desk.example.org", true);
        check(&shown, "192.0.2.7:8117", true);
        check(&shown, "evil.example", false);
    }

    #[test]
    fn changes_come_from_our_own_page() {
        let access = access(Keys::default(), "127.0.0.1:8117", None);
        let word = access.open_word.clone();
        let check = |pairs: &[(&'static str, &str)], code: Option<&str>| {
            let mut headers = headers(pairs);
            headers.insert("host", "localhost:8117".parse().unwrap());
            let found = access.check(&Method::POST, &headers, Needs::Editor);
            let found = found.err().map(|problem| format!("{problem:?}"));
            match code {
                None => assert!(found.is_none(), "{pairs:?}: {found:?}"),
                Some(code) => {
                    assert!(found.unwrap_or_default().contains(&format!("{code:?}")), "{pairs:?}")
                }
            }
        };
        check(&[("x-csrf", &word)], None);
        check(&[("x-csrf", &word), ("origin", "http://localhost:8117")], None);
        check(&[], Some("csrf"));
        check(&[("x-csrf", "")], Some("csrf"));
        check(&[("x-csrf", &word[1..])], Some("csrf"));
        check(&[("x-csrf", &word), ("origin", "http://evil.example")], Some("origin"));
        check(&[("x-csrf", &word), ("origin", "http://localhost:9000")], Some("origin"));
        check(&[("x-csrf", &word), ("origin", "null")], Some("origin"));
        check(&[("x-csrf", &word), ("sec-fetch-site", "cross-site")], Some("origin"));
        check(
            &[("x-csrf", &word), ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate")],
            Some("origin"),
        );
    }

    #[test]
    fn keys_are_read_line_by_line() {
        let mut keys = Keys::default();
        let hash = hash_password("correct horse battery").unwrap();
        keys.add_passwords(&format!("# ours\n\nreader:{hash}\n")).unwrap();
        keys.add_tokens("editor: 0123456789abcdef0123456789abcdef\n").unwrap();
        assert_eq!(keys.by_password("correct horse battery"), Some(Role::Reader));
        assert_eq!(keys.by_password("correct horse"), None);
        assert_eq!(keys.by_token("0123456789abcdef0123456789abcdef"), Some(Role::Editor));
        assert_eq!(keys.by_token(""), None);
        let wrong = |text: &str| Keys::default().add_tokens(text).unwrap_err();
        assert_eq!(
            wrong("\nroot:0123456789abcdef0123456789abcdef"),
            "line 2: write reader:SECRET or editor:SECRET"
        );
        assert!(wrong("editor:short").contains("at least 20 letters"));
        assert!(wrong("# nothing").contains("no line"));
        assert!(
            Keys::default().add_passwords("editor:secret").unwrap_err().contains("no Argon2 hash")
        );
        assert!(hash_password("short").is_err());
    }
}
