//! The web interface: received faxes, jobs, and administration.
//!
//! All essential functions work without scripts, with forms and links. A request passes `guard`
//! (TLS, origin, session) and is handled by the function of the requested web page. That function
//! asks the spool on a thread that may block. The texts come from `texts`, in the reader's
//! language; the layout comes from `crates/web/templates/web` and `assets`.
//!
//! Read in this order: `settings`, `origin` (the client of a request), `guard`, `visitor` (the
//! session), `page` (the parts of all pages), `refusal` (error pages), `login`, the pages. Then
//! come `half` and `second_step` (the second step of a login), `invitation` (a new user chooses a
//! password), `links` (faxes for people without a login), `events` (changes while a page is open)
//! and `figures` (monitoring). `bare` is the web interface before there is a spool.
//!
//! This crate also has the API for programs ([`api`]), with `sandbox` (jobs by test keys) and
//! [`mcp`] (the server of the Model Context Protocol, a client of the API). The web interface and
//! the API share [`live`] (the stream of changes), [`webhooks`], `pictures` (fax pages as
//! pictures), `fax_file` and `archive` (one fax or several in a file) and [`examiner`] (explanations and files made
//! from call recordings).

mod accepted;
mod admin;
mod agents;
pub mod anything;
pub mod api;
mod archive;
mod assets;
mod back;
mod bare;
mod book;
mod challenges;
mod cookies;
mod events;
pub mod examiner;
mod fax_file;
mod figures;
mod findings;
mod guard;
mod half;
mod help;
mod invitation;
mod kept;
mod links;
mod lists;
pub mod live;
mod login;
pub mod mcp;
mod now;
mod once;
mod openid;
mod origin;
mod own;
mod own_keys;
mod own_login;
mod own_webhooks;
mod page;
mod passkeys;
mod pictures;
mod posted;
mod received;
mod refusal;
pub mod repeating;
mod runs;
mod sandbox;
mod second_step;
mod sent;
mod settings;
mod texts;
mod upload;
mod visitor;
pub mod webhooks;
mod words;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};

pub use bare::BareWeb;
pub use settings::{KEYS, WebSettings};

use crate::api::Keys;
use crate::examiner::Examining;
use crate::live::Live;
use crate::pictures::Pictures;
use crate::sandbox::{Sandbox, SandboxError};
use crate::webhooks::{OwnWebhooks, WebhookSettings};
use challenges::Challenges;
use ferrofax_basics::UnixMs;
use ferrofax_convert::Converter;
use ferrofax_desk::{Desk, DeskError, Entrance, Person, delete_expired_drafts};
use ferrofax_mail::fax_links::FaxLinks;
use ferrofax_network::asker::Client;
use ferrofax_network::http::{Answering, HttpError, HttpServer, Lanes, NotDone, Work};
use ferrofax_network::listening::Sockets;
use ferrofax_node::Place;
use ferrofax_proof::ProofSettings;
use ferrofax_rights::openid::{BACK, Provider};
use ferrofax_rights::sessions::{Found, Sessions};
use ferrofax_rights::{NewPasskey, PasskeyLogin, Rights};
use ferrofax_spool::{PageFrame, Spool, WebSession};
use half::HalfLogins;
use kept::KeptWords;
use once::FormResults;
use refusal::Refusal;

/// The running web interface. It is served until this value is dropped.
#[derive(Debug)]
pub struct Web {
    server: HttpServer,
}

/// The state that the functions of all web pages share. Cloning it takes little time.
#[derive(Clone)]
struct House {
    inner: Arc<Inner>,
}

struct Inner {
    settings: WebSettings,
    spool: Spool,
    sessions: Sessions,
    /// The stream of changes of faxes and jobs, for web pages that update themselves.
    live: Live,
    rights: Rights,
    desk: Desk,
    pictures: Arc<Pictures>,
    /// Makes files from call recordings for the administration pages, such as an explanation of a
    /// failed fax call or a drawing of its frames.
    examining: Examining,
    keys: Keys,
    /// The links to received faxes that mails contain in place of faxes.
    links: FaxLinks,
    /// The names of the printers on which users are allowed to print received faxes.
    printers: Vec<String>,
    /// The OpenID provider for logins, if the settings name one.
    provider: Option<Provider>,
    /// The webhooks of users.
    webhooks: OwnWebhooks,
    /// Submitted forms that are kept while their users log in at the OpenID provider.
    words: KeptWords,
    /// The API keys that were just created.
    new_keys: FormResults,
    /// The secrets of webhooks that were just created.
    new_webhooks: FormResults,
    /// The tokens of the links for users that were just created.
    new_users: FormResults,
    /// The contacts that were just created.
    new_contacts: FormResults,
    /// Logins that wait for the code of a second factor.
    halves: HalfLogins,
    /// The challenges for adding passkeys, each found by its login session. `askings` has the
    /// challenges for logins with passkeys, each found by its browser.
    makings: Challenges<NewPasskey>,
    askings: Challenges<PasskeyLogin>,
    /// The worker threads that the web interface and the API share.
    lanes: Lanes,
    /// A spool connection for the health checks alone, so that they do not wait for other requests.
    watched: Spool,
}

/// The greatest size of a login form in bytes. A login form may contain another form, and the
/// encoding of each byte of that form may take three bytes.
const LOGIN: usize = 1 << 20;

/// The greatest size of a form at a link, with a code or a new password, in bytes.
const LINK: usize = 4 << 10;

/// The maximum number of bytes of the cache that contains pictures of fax pages.
const PICTURES: usize = 64 << 20;

/// The parts of the Ferrofax service that the web interface needs, in addition to its settings.
#[derive(Clone)]
pub struct Furniture {
    /// A spool connection only for the web interface, so that its long lists do not delay the other
    /// parts of the service.
    pub spool: Spool,
    /// Decides on the permissions of users.
    pub rights: Rights,
    /// Converts the documents of new faxes to pages.
    pub converter: Converter,
    /// The links to received faxes that mails contain in place of faxes.
    pub links: FaxLinks,
    /// The names of the printers on which users are allowed to print received faxes.
    pub printers: Vec<String>,
    /// The stream of changes of faxes and jobs, for web pages that update themselves.
    pub live: Live,
    /// The settings of webhooks: the IP addresses to which webhooks are allowed to send requests,
    /// and limits.
    pub webhooks: WebhookSettings,
    /// The shared database of this PBX node, if it has one.
    pub store: Option<Place>,
    /// The settings of proofs of sending.
    pub proof: ProofSettings,
}

/// A user of the web interface who is logged in, with the login session.
struct LoggedIn {
    found: Found,
    person: Person,
    /// Whether the user must switch on the second factor before anything else.
    must_set_up: bool,
    /// The data around the content of the web page. Of pages that do not show them, it has only the
    /// language.
    frame: PageFrame,
}

impl Web {
    /// Begins to serve the web interface.
    pub fn start(
        settings: &WebSettings,
        furniture: Furniture,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let Furniture { spool, rights, converter, links, printers, live, webhooks, store, proof } =
            furniture;
        let sessions = Sessions::new(&spool, settings.session_life());
        let settings = settings.clone();
        let http = settings.http.clone();
        let examining = Examining::new(&converter);
        let desk = Desk::new(&spool, &rights, converter, printers.clone());
        let desk = desk.taking(settings.max_upload).sharing(store).proving(proof);
        let watched = spool.beside().unwrap_or_else(|_| spool.clone());
        let webhooks = OwnWebhooks::new(&spool, &rights, &webhooks);
        let (pictures, keys) = (Arc::new(Pictures::new(PICTURES)), Keys::new(&spool));
        let provider = Provider::of(rights.openid());
        let inner = Inner {
            settings,
            spool,
            sessions,
            live,
            rights,
            desk,
            pictures,
            examining,
            keys,
            links,
            printers,
            provider,
            webhooks,
            words: KeptWords::default(),
            new_keys: FormResults::default(),
            new_webhooks: FormResults::default(),
            new_users: FormResults::default(),
            new_contacts: FormResults::default(),
            halves: HalfLogins::default(),
            makings: Challenges::default(),
            askings: Challenges::default(),
            lanes: Lanes::default(),
            watched,
        };
        let house = House { inner: Arc::new(inner) };
        let api = house.api();
        let there = house.clone();
        let unread = Arc::new(move |client: &Client, why: &str| guard::unread(&there, client, why));
        let known = house.clone();
        // All requests may come through one of our proxies, also those of logged-in users. So the
        // address of a proxy counts as that of a known HTTP client.
        let knows = Arc::new(move |address: IpAddr| {
            known.rights.is_named_place(address) || known.settings.is_proxy(address)
        });
        let answering = Answering::Routes { router: routes(house, api), unread, knows };
        Ok(Self { server: HttpServer::start(&http, ["web", "http", "https"], answering, sockets)? })
    }

    /// The HTTP server of the web interface.
    pub fn server(&self) -> &HttpServer {
        &self.server
    }
}

fn routes(house: House, api: Router) -> Router {
    Router::new()
        .merge(logins().layer(DefaultBodyLimit::max(LOGIN)))
        .route(openid::WORDS, get(openid::go_on))
        .route(BACK, get(openid::end))
        .route("/logout", post(login::log_out))
        .route("/", get(own::home))
        .route("/own", get(own::page))
        .route("/own/language", post(own::choose_language))
        .route("/own/lists", post(own::choose_lists))
        .route("/own/look", post(own::choose_look))
        .route("/own/keys", post(own_keys::make))
        .route("/own/keys/{id}/end", post(own_keys::end))
        .route("/own/sessions/{id}/end", post(own::end_session))
        .route("/own/start", post(own::choose_start))
        .route("/own/reports", post(own::choose_reports))
        .route("/own/unclaimed", post(own::choose_unclaimed))
        .merge(own_webhooks::routes())
        .merge(own_login::routes())
        .merge(passkeys::routes())
        .merge(invitation::routes().layer(DefaultBodyLimit::max(LINK)))
        .merge(links::routes().layer(DefaultBodyLimit::max(LINK)))
        .merge(received::routes())
        .merge(sent::routes(house.settings.max_upload))
        .merge(book::routes())
        .merge(admin::routes())
        .route("/now", get(now::page))
        .route(help::PATH, get(help::page))
        .route("/events", get(events::stream))
        .route("/metrics", get(figures::metrics))
        .route("/assets/{name}", get(assets::asset))
        .nest_service(api::ROOT, api)
        .route("/api", any(refusal::no_such_address))
        .route("/api/", any(refusal::no_such_address))
        .route("/api/{*rest}", any(refusal::no_such_address))
        .fallback(refusal::nothing_there)
        .layer(from_fn_with_state(house.clone(), guard::guard))
        .layer(from_fn(api::give_request_id))
        .merge(figures::health())
        .with_state(house)
}

fn logins() -> Router<House> {
    Router::new()
        .route("/login", get(login::form).post(login::log_in))
        .route("/login/code", post(second_step::check))
        .merge(passkeys::logins())
        .route("/login/openid", get(openid::begin).post(openid::begin_with_words))
}

impl House {
    /// The URLs of the API, with the functions that handle them. The API shares the state of the
    /// web interface.
    fn api(&self) -> Router {
        let there = self.clone();
        let is_there = Sandbox::is_there(&self.spool);
        api::routes(self.furniture(), Arc::new(move || there.sandbox()), is_there)
    }

    /// The parts of the service that the API uses for test keys. They give no access to the faxes
    /// and jobs of the spool.
    fn sandbox(&self) -> Result<api::Furniture, SandboxError> {
        let delete_expired = |spool: &Spool, now| {
            delete_expired_drafts(spool, now);
            api::Waiting::new(spool).delete_expired(now).map(drop)
        };
        let webhooks = self.webhooks.settings();
        let sandbox = Sandbox::open(&self.spool, &self.rights, webhooks, delete_expired)?;
        let spool = sandbox.spool().clone();
        Ok(api::Furniture {
            desk: self.desk.in_sandbox(&spool, sandbox.rights()),
            keys: self.keys.of_tests(),
            live: Live::of_tests(&spool, self.settings.most_live())?,
            pictures: Arc::new(Pictures::new(PICTURES / 8)),
            printers: Vec::new(),
            webhooks: OwnWebhooks::new(&spool, sandbox.rights(), self.webhooks.settings()),
            spool,
            sandbox: Some(sandbox),
            ..self.furniture()
        })
    }

    fn furniture(&self) -> api::Furniture {
        api::Furniture {
            spool: self.spool.clone(),
            rights: self.rights.clone(),
            desk: self.desk.clone(),
            keys: self.keys.clone(),
            live: self.live.clone(),
            pictures: Arc::clone(&self.pictures),
            examining: self.examining.clone(),
            printers: self.printers.clone(),
            most: self.settings.max_upload,
            webhooks: self.webhooks.clone(),
            session_life: self.settings.session_life(),
            requests_per_minute: self.settings.requests_per_minute,
            sandbox: None,
            lanes: self.lanes.clone(),
        }
    }

    /// Runs a function on a worker thread, where it may block.
    async fn at_work<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.working(Work::Usual, work).await
    }

    /// Runs a function on a worker thread, where it may block. Before that, the function waits in
    /// the queue for work of the kind `kind`.
    async fn working<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal> {
        match self.lanes.run(kind, work).await {
            Ok(done) => done.map_err(Into::into),
            Err(NotDone::Crowded) => Err(Refusal::Crowded),
            Err(NotDone::Panicked) => Err(Refusal::Ours),
        }
    }

    /// On a worker thread, runs a function that uses the [`Desk`] to carry out an action of a user.
    async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.working_at_desk(Work::Usual, work).await
    }

    /// On a worker thread, runs a function that uses the [`Desk`] to carry out an action of a user.
    /// Before that, the function waits in the queue for work of the kind `kind`.
    async fn working_at_desk<T: Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let there = self.clone();
        self.working(kind, move || work(&there.desk)).await
    }

    /// Finds the user to whom a session token belongs. `None` if the user no longer exists. It is
    /// `None`, too, if the user's name now belongs to an account of another source (such as an
    /// OpenID provider) than at the login.
    fn who(&self, token: &str, is_used: bool, from: IpAddr) -> Result<Option<LoggedIn>, Refusal> {
        let found = self.sessions.of(token, is_used, UnixMs::now())?;
        let Some(found) = found else { return Ok(None) };
        let Some(person) = self.person_of(&found.session, Some(from))? else { return Ok(None) };
        // The answers to requests for pictures, and to those that a page makes by itself, need only
        // the language.
        let frame = if is_used {
            self.desk.page_frame(&person)?
        } else {
            PageFrame { language: self.desk.language(&person)?, ..PageFrame::default() }
        };
        let must_set_up = self.rights.must_set_up(&person);
        Ok(Some(LoggedIn { found, person, must_set_up, frame }))
    }

    /// Finds the user to whom a login session belongs, with the user's rights.
    fn person_of(
        &self,
        session: &WebSession,
        from: Option<IpAddr>,
    ) -> Result<Option<Person>, Refusal> {
        let person = self.rights.person(&session.user, Entrance::Page, from);
        let person = person.map_err(DeskError::from)?;
        Ok(person.filter(|person| person.by.name() == session.by))
    }
}

impl std::ops::Deref for House {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
