//! What must hold at the end of each call, whatever the line did.

use crate::two_machines::World;
use crate::two_machines::machine::{Fate, Kept};
use ferrofax::t30::outcome::{Cause, Status};

/// Which law is broken, and how; none if all hold.
pub(crate) fn broken(world: &World) -> Option<String> {
    let sender = &world.machines[0];
    let receiver = &world.machines[1];
    let whole = |kept: &&Kept| kept.complete && kept.stored;
    let arrived: Vec<Kept> = receiver.kept.iter().filter(whole).copied().collect();
    for (page, fate) in sender.fates.iter().enumerate() {
        let times = arrived.iter().filter(|kept| kept.page == Some(page)).count();
        // A page that has damaged rows and was confirmed is there as well.
        let is_there = times > 0 || arrived.iter().any(|kept| kept.page.is_none());
        if *fate == Fate::Confirmed && !is_there {
            return Some(format!("page {page} is confirmed and was not stored"));
        }
        // A receiver that could not store one page says DCN after each later one, and reports its
        // fax as incomplete.
        let has_room = receiver.ended.is_none_or(|(_, outcome)| outcome.cause != Cause::Storage);
        if times > 0 && has_room && matches!(fate, Fate::NotSent | Fate::Refused) {
            return Some(format!("page {page} is stored, and its sender will send it again"));
        }
        if times > 1 {
            return Some(format!("page {page} is stored {times} times"));
        }
    }
    if sender.fates.contains(&Fate::Said) {
        return Some("a page is neither confirmed nor reported as unknown".into());
    }
    let order: Vec<usize> = arrived.iter().filter_map(|kept| kept.page).collect();
    if !order.is_sorted() {
        return Some(format!("pages are stored in the order {order:?}"));
    }
    let (_, sent) = sender.ended?;
    let (_, received) = receiver.ended?;
    let confirmed = sender.fates.iter().filter(|fate| **fate == Fate::Confirmed).count();
    if sent.pages as usize != confirmed {
        return Some(format!(
            "the sender counts {} pages, and {confirmed} are confirmed",
            sent.pages
        ));
    }
    if sent.status == Status::Received && confirmed != sender.fates.len() {
        return Some(
            "the sender reports the whole fax as sent, but not all pages are confirmed".into(),
        );
    }
    // Some machines say DCN after the last page in place of the command for its end.
    let is_said = received.status == Status::Received && received.cause != Cause::DcnForEnd;
    if is_said && arrived.len() < sender.fates.len() {
        return Some(format!(
            "the receiver reports the whole fax, and has {} of {} pages",
            arrived.len(),
            sender.fates.len()
        ));
    }
    None
}
