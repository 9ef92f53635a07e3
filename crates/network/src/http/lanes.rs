//! Lanes: one queue for each kind of work of an HTTP server. A lane limits how many worker threads
//! its kind of work may occupy, and how many requests may wait for it. So a slow conversion, or an
//! LDAP directory that does not answer, does not block requests for other things. A thread that is
//! not one of the workers checks the server's health.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use ferrofax_basics::lock::lock;

/// The kind of work that a request needs. Each kind has its own lane: a queue with limits of its
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<'a> {
    /// Work that reads the spool, or makes small changes to it.
    Usual,
    /// Work for this IP address that waits for another server: an LDAP directory, or an OpenID
    /// provider. Three such requests from one address are worked on at a time.
    Outside(&'a str),
    /// Work that checks or stores a password from this IP address. This takes long, because it
    /// computes a hash that needs much memory. The passwords from one address are handled one by
    /// one.
    Password(&'a str),
    /// Work that converts documents for this user. For each user one document is converted at a
    /// time.
    Conversion(&'a str),
    /// Work that makes a whole document for this user, such as the PDF of a fax. A large document
    /// needs much memory. For each user two documents are made at a time.
    Document(&'a str),
    /// Work on a draft (a fax that is not submitted yet) of this user. It may have to wait while a
    /// document of this user is converted, because the draft is locked then.
    Draft(&'a str),
}

/// The reason why the work for an HTTP request was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// Too many requests wait for work of this kind, or the request has waited for too long.
    Crowded,
    /// The code that does the work panicked, because of a bug.
    Panicked,
}

/// The queues (lanes) of an HTTP server, one for each kind of work, each with its limits. Cloning
/// this value is cheap.
#[derive(Clone)]
pub struct Lanes(Arc<All>);

struct All {
    usual: Lane,
    outside: Lane,
    passwords: Lane,
    conversions: Lane,
    documents: Lane,
    drafts: Lane,
    health: Arc<Semaphore>,
}

/// The queue (lane) for one kind of work, with its limits on the requests that are worked on, or
/// that wait.
struct Lane {
    at_work: Arc<Semaphore>,
    /// Permits for the requests that are being worked on or that wait. Their number is the maximum
    /// number of such requests in this queue.
    inside: Arc<Semaphore>,
    /// The limits for one user: the maximum number of requests being worked on, and the maximum
    /// number of requests being worked on or waiting.
    of_user: (usize, usize),
    users: Mutex<HashMap<String, Weak<User>>>,
    patience: Duration,
}

/// One user's permits for one kind of work. They limit how many of the user's requests may be
/// worked on, and how many may wait.
struct User {
    at_work: Arc<Semaphore>,
    inside: Arc<Semaphore>,
}

/// The permits that a request holds until its work is done: permits of the queue, and permits of
/// the user who sent the request.
struct Turn {
    _user: Option<(Arc<User>, OwnedSemaphorePermit, OwnedSemaphorePermit)>,
    _lane: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

/// The maximum number of health checks at the same time.
const HEALTH: usize = 2;

impl Default for Lanes {
    fn default() -> Self {
        Self(Arc::new(All {
            usual: Lane::new((16, 200), (16, 200), 20),
            outside: Lane::new((4, 20), (3, 15), 30),
            passwords: Lane::new((2, 100), (1, 30), 20),
            conversions: Lane::new((4, 60), (1, 8), 120),
            documents: Lane::new((4, 200), (2, 100), 120),
            drafts: Lane::new((4, 200), (2, 100), 30),
            health: Arc::new(Semaphore::new(HEALTH)),
        }))
    }
}

impl Lanes {
    /// Runs a function on a worker thread, in the queue (lane) for its kind of work. The function
    /// may block.
    pub async fn run<T: Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let (lane, user) = match kind {
            Work::Usual => (&self.0.usual, None),
            Work::Outside(address) => (&self.0.outside, Some(address)),
            Work::Password(address) => (&self.0.passwords, Some(address)),
            Work::Conversion(user) => (&self.0.conversions, Some(user)),
            Work::Document(user) => (&self.0.documents, Some(user)),
            Work::Draft(user) => (&self.0.drafts, Some(user)),
        };
        let turn = lane.turn(user).await?;
        let done = spawn_blocking(move || {
            // The thread holds the permits. If the HTTP client disconnects, the work continues and
            // keeps them.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| NotDone::Panicked)
    }

    /// Checks the server's health, on a thread of its own.
    pub async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let turn = Arc::clone(&self.0.health).acquire_owned().await;
        let turn = turn.map_err(|_| NotDone::Crowded)?;
        let (done, found) = oneshot::channel();
        let begun = thread::Builder::new().name("health".to_owned()).spawn(move || {
            let _turn = turn;
            let looked = look();
            drop(done.send(looked));
        });
        begun.map_err(|_| NotDone::Crowded)?;
        found.await.map_err(|_| NotDone::Panicked)
    }
}

impl Lane {
    /// Creates the queue (lane) for one kind of work. `at_work` is the maximum number of requests
    /// being worked on, and `inside` the maximum number being worked on or waiting. `of_user` has
    /// the same two limits for one user. `patience` is the longest wait of a request, in seconds.
    fn new((at_work, inside): (usize, usize), of_user: (usize, usize), patience: u64) -> Self {
        Self {
            at_work: Arc::new(Semaphore::new(at_work)),
            inside: Arc::new(Semaphore::new(inside)),
            of_user,
            users: Mutex::default(),
            patience: Duration::from_secs(patience),
        }
    }

    async fn turn(&self, user: Option<&str>) -> Result<Turn, NotDone> {
        let user = user.map(|name| self.user(name));
        let of_user = match &user {
            Some(user) => Some(room(&user.inside)?),
            None => None,
        };
        let inside = room(&self.inside)?;
        // A request waits for a permit of its user first, so that meanwhile it takes no permit from
        // other users.
        let turns = async {
            let own = match &user {
                Some(user) => Arc::clone(&user.at_work).acquire_owned().await.ok(),
                None => None,
            };
            Some((own, Arc::clone(&self.at_work).acquire_owned().await.ok()?))
        };
        let turns = timeout(self.patience, turns).await.ok().flatten();
        let (own, at_work) = turns.ok_or(NotDone::Crowded)?;
        let user = user.zip(of_user).zip(own).map(|((user, room), own)| (user, room, own));
        Ok(Turn { _user: user, _lane: (inside, at_work) })
    }

    fn user(&self, name: &str) -> Arc<User> {
        let mut users = lock(&self.users);
        if let Some(user) = users.get(name).and_then(Weak::upgrade) {
            return user;
        }
        users.retain(|_, user| user.strong_count() > 0);
        let (at_work, inside) = self.of_user;
        let (at_work, inside) = (Semaphore::new(at_work), Semaphore::new(inside));
        let user = Arc::new(User { at_work: Arc::new(at_work), inside: Arc::new(inside) });
        users.insert(name.to_owned(), Arc::downgrade(&user));
        user
    }
}

/// Takes a permit for one more request in the queue for a kind of work (a lane). Fails at once if
/// too many requests are being worked on or wait there.
fn room(inside: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, NotDone> {
    Arc::clone(inside).try_acquire_owned().map_err(|_| NotDone::Crowded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Sender, channel};
    use tokio::runtime::Builder;
    use tokio::task::{JoinHandle, yield_now};

    fn run(work: impl Future<Output = ()>) {
        Builder::new_current_thread().enable_time().build().unwrap().block_on(work);
    }

    /// Starts work that continues until the returned value is dropped.
    fn endless(
        lanes: &Lanes,
        kind: Work<'static>,
    ) -> (Sender<()>, JoinHandle<Result<(), NotDone>>) {
        let (end, ended) = channel::<()>();
        let lanes = lanes.clone();
        let work = move || assert!(ended.recv().is_err());
        (end, tokio::spawn(async move { lanes.run(kind, work).await }))
    }

    #[test]
    fn work_of_one_kind_holds_up_no_other_kind() {
        run(async {
            let lanes = Lanes::default();
            let from = |nth: usize| if nth < 15 { "a" } else { "b" };
            let held: Vec<_> =
                (0..20).map(|nth| endless(&lanes, Work::Outside(from(nth)))).collect();
            for _ in 0..100 {
                yield_now().await;
            }
            assert_eq!(lanes.run(Work::Outside("c"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Usual, || 1).await, Ok(1));
            assert_eq!(lanes.run(Work::Conversion("alice"), || 1).await, Ok(1));
            assert_eq!(lanes.look(|| 1).await, Ok(1));
            // The addresses take turns, so all work may end before one of it is awaited.
            let (ends, all): (Vec<_>, Vec<_>) = held.into_iter().unzip();
            drop(ends);
            for work in all {
                assert_eq!(work.await.unwrap(), Ok(()));
            }
            assert_eq!(lanes.run(Work::Outside("a"), || 1).await, Ok(1));
        });
    }

    #[test]
    fn one_address_leaves_others_room_to_wait_for_other_servers() {
        run(async {
            let lanes = Lanes::default();
            let held: Vec<_> = (0..15).map(|_| endless(&lanes, Work::Outside("a"))).collect();
            for _ in 0..100 {
                yield_now().await;
            }
            assert_eq!(lanes.run(Work::Outside("a"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Outside("b"), || 1).await, Ok(1));
            for (end, work) in held {
                drop(end);
                assert_eq!(work.await.unwrap(), Ok(()));
            }
        });
    }

    #[test]
    fn one_user_converts_one_document_at_a_time_and_others_go_on() {
        run(async {
            let lanes = Lanes::default();
            let held: Vec<_> = (0..8).map(|_| endless(&lanes, Work::Conversion("alice"))).collect();
            for _ in 0..100 {
                yield_now().await;
            }
            let lane = &lanes.0.conversions;
            assert_eq!(lane.at_work.available_permits(), 3, "seven of eight wait");
            assert_eq!(lanes.run(Work::Conversion("alice"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Conversion("bob"), || 1).await, Ok(1));
            assert_eq!(lanes.run(Work::Draft("alice"), || 1).await, Ok(1));
            for (end, work) in held {
                drop(end);
                assert_eq!(work.await.unwrap(), Ok(()));
            }
            assert_eq!(lanes.run(Work::Conversion("bob"), || 1).await, Ok(1));
            assert_eq!(lock(&lane.users).len(), 1, "who does nothing is forgotten");
        });
    }

    #[test]
    fn passwords_from_many_addresses_hold_up_only_passwords_and_each_address_has_its_share() {
        run(async {
            let lanes = Lanes::default();
            let mut held: Vec<_> = (0..30).map(|_| endless(&lanes, Work::Password("a"))).collect();
            for _ in 0..100 {
                yield_now().await;
            }
            let lane = &lanes.0.passwords;
            assert_eq!(lane.at_work.available_permits(), 1, "29 of 30 wait");
            assert_eq!(lanes.run(Work::Password("a"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Password("b"), || 1).await, Ok(1));
            for (other, count) in [("b", 30), ("c", 30), ("d", 10)] {
                held.extend((0..count).map(|_| endless(&lanes, Work::Password(other))));
            }
            for _ in 0..300 {
                yield_now().await;
            }
            assert_eq!(lanes.run(Work::Password("e"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Usual, || 1).await, Ok(1));
            // The addresses take turns, so all checks may end before one of them is awaited.
            let (ends, all): (Vec<_>, Vec<_>) = held.into_iter().unzip();
            drop(ends);
            for work in all {
                assert_eq!(work.await.unwrap(), Ok(()));
            }
            assert_eq!(lanes.run(Work::Password("e"), || 1).await, Ok(1));
        });
    }

    #[test]
    fn one_user_gets_two_documents_at_a_time_and_others_go_on() {
        run(async {
            let lanes = Lanes::default();
            let held: Vec<_> = (0..100).map(|_| endless(&lanes, Work::Document("alice"))).collect();
            for _ in 0..300 {
                yield_now().await;
            }
            let lane = &lanes.0.documents;
            assert_eq!(lane.at_work.available_permits(), 2, "98 of 100 wait");
            assert_eq!(lanes.run(Work::Document("alice"), || 1).await, Err(NotDone::Crowded));
            assert_eq!(lanes.run(Work::Document("bob"), || 1).await, Ok(1));
            assert_eq!(lanes.run(Work::Usual, || 1).await, Ok(1));
            assert_eq!(lanes.run(Work::Conversion("alice"), || 1).await, Ok(1));
            for (end, work) in held {
                drop(end);
                assert_eq!(work.await.unwrap(), Ok(()));
            }
        });
    }

    #[test]
    fn a_bug_gives_its_turn_back() {
        run(async {
            let lanes = Lanes::default();
            for _ in 0..10 {
                let done = lanes.run(Work::Conversion("alice"), || panic!("a bug")).await;
                assert_eq!(done, Err::<(), _>(NotDone::Panicked));
            }
            let all = Arc::clone(&lanes.0.health);
            assert_eq!(lanes.look(|| panic!("a bug")).await, Err::<(), _>(NotDone::Panicked));
            assert_eq!(all.available_permits(), HEALTH);
        });
    }
}
