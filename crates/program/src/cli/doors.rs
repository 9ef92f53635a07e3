//! The parts of `ferrofax serve` to which clients connect. Each has sockets, which stay open
//! when the settings are reloaded.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::End;
use super::serve::{Way, repeating};
use crate::settings::Settings;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_listeners::hylafax::{self, HylafaxServer};
use ferrofax_listeners::printer::{Announced, Lane, PlainServer, PrintJobs, Printer};
use ferrofax_mail::desk::Desk;
use ferrofax_mail::fax_links::FaxLinks;
use ferrofax_mail::intake::Intake;
use ferrofax_mail::mailbox::{Mailbox, Post};
use ferrofax_mail::server::{Host, Server};
use ferrofax_network::http::HttpServer;
use ferrofax_network::listening::Sockets;
use ferrofax_rights::Rights;
use ferrofax_spool::Spool;
use ferrofax_web::live::Live;
use ferrofax_web::{Furniture, Web};

/// The sockets and print jobs, which the service keeps when the settings are reloaded.
#[derive(Default)]
pub(super) struct Held {
    pub(super) sockets: Sockets,
    print_jobs: Mutex<Option<PrintJobs>>,
}

/// The network printer: its server, and the threads that turn print jobs into faxes.
pub(super) struct PrinterWay {
    printer: Arc<Printer>,
    server: HttpServer,
    plain: PlainServer,
    announced: Option<Announced>,
    threads: Vec<JoinHandle<()>>,
}

impl PrinterWay {
    pub(super) fn start(
        spool: &Spool,
        settings: &Settings,
        clock: &Clock,
        (held, stop): (&Held, &Arc<AtomicBool>),
    ) -> Result<Self, End> {
        let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
        let (converter, fields) = (settings.converter(), &settings.fields);
        let jobs = held.print_jobs(spool)?;
        let printer = Printer::new(&settings.printer, spool, rights, converter, fields, jobs);
        let printer = Arc::new(printer);
        let server = printer.serve(&held.sockets).map_err(End::failed)?;
        let plain = printer.serve_plainly(&held.sockets).map_err(End::failed)?;
        let announced = printer.announce();
        let begin = |name, lane| {
            let (printer, clock) = (Arc::clone(&printer), clock.clone());
            let turn = move |stopped: &dyn Fn() -> bool| printer.turn(lane, &clock.look(), stopped);
            repeating(name, turn, stop)
        };
        let threads = vec![begin("printer", Lane::Short)?, begin("printer, long", Lane::Long)?];
        Ok(Self { printer, server, plain, announced, threads })
    }
}

impl Held {
    /// Closes the folder of print jobs after the network printer was switched off in the settings.
    /// Another process can then open the folder.
    pub(super) fn leave_print_jobs(&self) {
        *lock(&self.print_jobs) = None;
    }

    /// Returns the print jobs of this spool. The first call of this function opens the folder of
    /// print jobs. Its later calls return the same print jobs, even after the settings were
    /// reloaded.
    fn print_jobs(&self, spool: &Spool) -> Result<PrintJobs, End> {
        let mut held = lock(&self.print_jobs);
        let jobs = match held.take() {
            Some(jobs) => jobs,
            None => PrintJobs::open(spool).map_err(End::failed)?,
        };
        Ok(held.insert(jobs).clone())
    }
}

impl Way for PrinterWay {
    fn settle(&mut self) {
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }

    fn close(&mut self) {
        if let Some(announced) = self.announced.take() {
            announced.withdraw();
        }
        self.printer.stop_waiting();
        self.server.close();
        self.plain.close();
    }

    fn is_over(&self) -> bool {
        self.server.is_empty() && self.plain.is_empty()
    }

    fn wait(mut self: Box<Self>) {
        self.close();
        let Self { server, plain, threads, .. } = *self;
        drop((server, plain));
        threads.into_iter().for_each(|thread| drop(thread.join()));
    }
}

/// Starts the server to which HylaFAX clients connect.
pub(super) fn hylafax_way(
    spool: &Spool,
    settings: &Settings,
    held: &Held,
) -> Result<HylafaxServer, End> {
    let spool = spool.beside().map_err(End::failed)?;
    let rights = Rights::new(&settings.rights, &spool).map_err(End::failed)?;
    let furniture = hylafax::Furniture { spool, rights, converter: settings.converter() };
    HylafaxServer::start(&settings.hylafax, furniture, &held.sockets).map_err(End::failed)
}

impl Way for HylafaxServer {
    fn settle(&mut self) {}

    fn close(&mut self) {
        Self::close(self);
    }

    fn is_over(&self) -> bool {
        self.is_empty()
    }

    fn wait(self: Box<Self>) {
        drop(self);
    }
}

/// The running web interface and API.
pub(super) struct WebWay {
    web: Web,
}

impl WebWay {
    pub(super) fn start(spool: &Spool, settings: &Settings, held: &Held) -> Result<Self, End> {
        let spool = spool.beside().map_err(End::failed)?;
        let rights = Rights::new(&settings.rights, &spool).map_err(End::failed)?;
        let printers = settings.print.printers.iter().map(|printer| printer.name.clone());
        let (converter, printers) = (settings.converter(), printers.collect());
        let live = Live::start(&spool, settings.web.most_live()).map_err(End::failed)?;
        let webhooks = settings.webhooks.clone();
        let links = FaxLinks::new(&spool, &rights, &settings.fax_links);
        let (store, proof) = (settings.node.place(), settings.proof.clone());
        let furniture =
            Furniture { spool, rights, converter, links, printers, live, webhooks, store, proof };
        let web = Web::start(&settings.web, furniture, &held.sockets).map_err(End::failed)?;
        Ok(Self { web })
    }
}

impl Way for WebWay {
    fn settle(&mut self) {}

    fn close(&mut self) {
        self.web.server().close();
    }

    fn is_over(&self) -> bool {
        self.web.server().is_empty()
    }

    fn wait(self: Box<Self>) {
        drop(self.web);
    }
}

/// The parts for faxing mails: the mail server, the folder of accepted mails, and the threads that
/// turn these mails into faxes.
pub(super) struct MailWay {
    /// The mail server; none if mails come only from a mailbox.
    server: Option<Server>,
    intake: Arc<Intake>,
    workers: Vec<JoinHandle<()>>,
}

impl MailWay {
    pub(super) fn start(
        spool: &Spool,
        settings: &Settings,
        clock: &Clock,
        (held, stop): (&Held, &Arc<AtomicBool>),
    ) -> Result<Self, End> {
        let mail = &settings.mail;
        let intake =
            Intake::open(&spool.folder().join("mail"), mail.intake.clone()).map_err(End::failed)?;
        let intake = Arc::new(intake);
        intake.go_by(&clock.look());
        // Claim the mails before any client is accepted, since another service may be handling
        // them.
        intake.take_desk().map_err(End::failed)?;
        let rights = settings.rights_for_mail(spool).map_err(End::failed)?;
        let policy = Arc::new(settings.mail_policy(&rights).map_err(of_forms)?);
        let desk = Desk::new(spool, &intake, &policy, &mail.desk, &settings.converter());
        let desk = Arc::new(desk);
        let post = settings.mailbox.is_on().then(|| {
            Post::new(&settings.mailbox, &policy, &intake, &desk, mail.server.max_recipients)
        });
        let host = Host::new(policy, Arc::clone(&intake), mail.server.max_message);
        let start = || Server::start(&mail.server, host, &held.sockets).map_err(End::failed);
        let server = if mail.enabled { Some(start()?) } else { None };
        let mut workers = desk.start(clock, stop).map_err(End::failed)?;
        if let Some(post) = post {
            let mailbox = Mailbox::new(spool, post, mail.server.max_message, clock);
            let turn = move |stopped: &dyn Fn() -> bool| mailbox.turn(stopped);
            workers.push(repeating("mailbox", turn, stop)?);
        }
        Ok(Self { server, intake, workers })
    }
}

impl Way for MailWay {
    fn settle(&mut self) {
        self.intake.wake();
        self.workers.drain(..).for_each(|worker| drop(worker.join()));
        self.intake.leave_desk();
    }

    fn close(&mut self) {
        self.server.iter_mut().for_each(Server::close);
    }

    fn is_over(&self) -> bool {
        self.server.as_ref().is_none_or(Server::is_empty)
    }

    fn wait(self: Box<Self>) {
        let Self { server, intake, workers } = *self;
        server.into_iter().for_each(Server::stop);
        intake.wake();
        workers.into_iter().for_each(|worker| drop(worker.join()));
    }
}

/// Joins several errors in the settings into one error, with a line for each. They are errors in
/// the regular expressions that find the fax number in a mail address.
fn of_forms(errors: Vec<impl std::fmt::Display>) -> End {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    End::refused(lines.join("\n"))
}
