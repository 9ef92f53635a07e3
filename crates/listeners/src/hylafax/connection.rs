//! Serves one HylaFAX client until it disconnects: passes the client's command lines to the
//! session, and sends the answers. A session that is silent for too long or sends too much is
//! closed.

use std::io;
use std::net::{IpAddr, TcpStream};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::control::{Control, STEP};
use super::house::Shared;
use super::reply::Reply;
use super::session::Session;
use ferrofax_network::asker::Client;
use ferrofax_network::listening::{Line, Place};

/// The delay before a HylaFAX client gets the answer to a wrong password. It slows down guessing.
const PENALTY: Duration = Duration::from_secs(1);

/// The time after which the server disconnects a HylaFAX client that has not logged in.
const STRANGER: Duration = Duration::from_secs(60);

/// The longest session of a user, from the login.
const LONGEST: Duration = Duration::from_secs(12 * 3_600);

/// Serves a HylaFAX client until it disconnects.
pub(super) fn serve(
    shared: &Arc<Shared>,
    place: &Place,
    socket: TcpStream,
    peer: IpAddr,
    name: &str,
) {
    let served = Control::new(socket).and_then(|control| run(shared, place, control, peer, name));
    if let Err(error) = served {
        // A HylaFAX client may disconnect at any time.
        log::debug!("a session by {name} broke: {error}");
    }
}

fn run(
    shared: &Arc<Shared>,
    place: &Place,
    mut control: Control,
    peer: IpAddr,
    name: &str,
) -> io::Result<()> {
    let client = Client::at(peer, name, false);
    let mut session = Session::new(&shared.house, client, Arc::clone(&shared.stop));
    let talked = talk(shared, place, &mut control, &mut session);
    // Jobs that were suspended for a change are released, even if the HylaFAX client has
    // disconnected in the middle of the change.
    session.let_go_on();
    talked?;
    control.close();
    Ok(())
}

fn talk(
    shared: &Shared,
    place: &Place,
    control: &mut Control,
    session: &mut Session<'_>,
) -> io::Result<()> {
    control.send(&session.greeting())?;
    let (begun, mut quiet) = (Instant::now(), Instant::now());
    loop {
        if let Some(reply) = reason_to_end(shared, session, control, begun, quiet) {
            control.send(&reply)?;
            return Ok(());
        }
        let Some(line) = control.line()? else { continue };
        let reply = match line {
            Line::Whole(line) => session.take(&line, control),
            Line::TooLong => session.too_long(),
        };
        quiet = Instant::now();
        if session.take_penalty() {
            pause(shared, PENALTY);
        }
        if session.is_known() {
            place.is_known_now();
        }
        control.send(&reply)?;
        if reply.is_last {
            return Ok(());
        }
    }
}

fn reason_to_end(
    shared: &Shared,
    session: &Session<'_>,
    control: &Control,
    begun: Instant,
    quiet: Instant,
) -> Option<Reply> {
    if shared.is_stopping() {
        return Some(Reply::new(421, "This server ends; please come again."));
    }
    if control.is_endless() {
        return Some(Reply::new(421, "A line that does not end is no command. Goodbye."));
    }
    if has_no_time_left(session.is_known(), begun.elapsed()) {
        let text = format!("Timeout ({} seconds): nobody has logged in.", STRANGER.as_secs());
        return Some(Reply::new(421, text));
    }
    if let Some(reply) = session.since_login().and_then(end_of_session) {
        return Some(reply);
    }
    let idle = session.idle;
    let text = format!("Timeout ({} seconds): closing control connection.", idle.as_secs());
    (quiet.elapsed() >= idle).then(|| Reply::new(421, text))
}

/// Whether the time has passed within which a HylaFAX client must log in. `is_known`: the client
/// has logged in.
fn has_no_time_left(is_known: bool, since_greeting: Duration) -> bool {
    !is_known && since_greeting >= STRANGER
}

/// The answer that ends a session which has reached its longest length; `None` before. `since_login`
/// is the time since its login.
pub(super) fn end_of_session(since_login: Duration) -> Option<Reply> {
    let hours = LONGEST.as_secs() / 3_600;
    let ends = || Reply::new(421, format!("Sessions last {hours} hours; log in again.")).last();
    (since_login >= LONGEST).then(ends)
}

fn pause(shared: &Shared, length: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < length && !shared.is_stopping() {
        sleep(STEP.min(length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_twelve_hours_after_its_login_whatever_the_client_says() {
        let hours = |hours: u64| Duration::from_secs(hours * 3_600);
        assert!(end_of_session(hours(12) - Duration::from_secs(1)).is_none());
        let reply = end_of_session(hours(12)).unwrap();
        assert!(reply.is_last && reply.text == "Sessions last 12 hours; log in again.");
    }

    #[test]
    fn a_stranger_has_a_minute_to_log_in_whatever_it_says_meanwhile() {
        for (is_known, seconds, ends) in [(false, 59, false), (false, 60, true), (true, 600, false)]
        {
            let since_greeting = Duration::from_secs(seconds);
            assert_eq!(has_no_time_left(is_known, since_greeting), ends, "{is_known} {seconds}");
        }
    }
}
