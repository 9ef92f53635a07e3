//! Tests of the plans of calls: which page is next, and which part of a job a confirmation covers.

use super::*;
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{CallId, NewDocument, NewJob, PageState};
use ferrofax_spool::{Spool, jobs::LeaseLimits};

/// Makes leases of jobs that have these numbers of pages.
fn leases(pages: &[u32]) -> (tempfile::TempDir, Vec<JobLease>) {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    for (at, pages) in pages.iter().enumerate() {
        let path = folder.path().join(format!("{at}.tif"));
        let mut file = ferrofax_document::tiff::Appender::open(&path).unwrap();
        for _ in 0..*pages {
            let bitmap = ferrofax_ground::t4::Bitmap::white(1728, 100);
            let page = ferrofax_document::tiff::NewPage {
                bitmap: &bitmap,
                resolution: ferrofax_ground::t4::Resolution::Fine,
                quality: ferrofax_ground::t4::PageQuality::default(),
                date_time: "2026:11:20 09:00:00",
            };
            file.append(&page).unwrap();
        }
        let documents = vec![NewDocument { path, name: String::new() }];
        spool
            .submission()
            .submit(&NewJob { number: at.to_string(), documents, ..NewJob::default() }, UnixMs(0))
            .unwrap();
    }
    let leases = pages
        .iter()
        .map(|_| spool.queue().lease_job(UnixMs(0), &LeaseLimits::default()).unwrap().unwrap())
        .collect();
    (folder, leases)
}

fn at(document: u32, page: u32) -> PageRef {
    PageRef { document, page }
}

#[test]
fn pages_come_in_order_and_the_last_one_ends_the_job() {
    let (_folder, leases) = leases(&[2, 1]);
    let mut plan = Plan::new(leases[0].clone(), Join::Unasked);
    assert_eq!(plan.course.follows(), Some(NextPage::More));
    plan.course.give(&(0..100), true);
    assert_eq!((plan.course.follows(), plan.follows_all()), (None, None), "it is to be asked");
    plan.add(leases[1].clone());
    assert_eq!(plan.course.follows(), Some(NextPage::NewDocument));
    plan.course.give(&(0..100), true);
    assert_eq!(plan.course.next().unwrap().document, 1);
    plan.course.give(&(0..100), true);
    assert!(plan.course.next().is_none());
    let through = |index| {
        plan.confirmed(index)
            .map(|settled| (settled.job, settled.page, settled.job_is_through))
    };
    assert_eq!(through(0), Some((0, at(1, 1), false)));
    assert_eq!(through(1), Some((0, at(1, 2), true)));
    assert_eq!(through(2), Some((1, at(1, 1), true)));
    assert_eq!(through(3), None);
}

#[test]
fn a_page_in_parts_is_confirmed_by_rows_and_goes_on_where_it_broke() {
    let (_folder, leases) = leases(&[1]);
    let mut plan = Plan::new(leases[0].clone(), Join::Unasked);
    plan.course.give(&(0..60), false);
    assert_eq!(plan.course.next().unwrap().first_row, 60);
    let settled = plan.confirmed(0).unwrap();
    assert_eq!((settled.rows, settled.job_is_through), (Some(60), false));
    plan.course.give(&(60..100), true);
    assert_eq!(plan.confirmed(1).unwrap().rows, None);

    let mut later = leases[0].clone();
    later.job.pages[0].rows_confirmed = 60;
    later.call = CallId(9);
    assert_eq!(Plan::new(later, Join::Unasked).course.next().unwrap().first_row, 60);
}

#[test]
fn what_is_wanted_anew_is_next_again() {
    let (_folder, leases) = leases(&[3]);
    let mut plan = Plan::new(leases[0].clone(), Join::Unasked);
    plan.course.give(&(0..100), true);
    plan.course.give(&(0..40), false);
    plan.course.give(&(40..100), true);
    plan.course.take_back(1);
    let place = plan.course.next().unwrap();
    let page = plan.page_at(place).unwrap().1.at;
    assert_eq!((place.first_row, page, plan.course.count()), (0, at(1, 2), 1));
}

#[test]
fn what_was_confirmed_in_an_earlier_call_does_not_come_again() {
    let (_folder, leases) = leases(&[3]);
    let mut lease = leases[0].clone();
    lease.job.pages[0].state = PageState::Confirmed;
    let plan = Plan::new(lease, Join::Unasked);
    let place = plan.course.next().unwrap();
    assert_eq!(plan.page_at(place).unwrap().1.at, at(1, 2));
    assert_eq!(plan.jobs[0].confirmed, 1);
}

#[test]
fn a_job_that_is_dropped_gives_way_to_the_next() {
    let (_folder, leases) = leases(&[2, 1, 1]);
    let mut plan = Plan::new(leases[0].clone(), Join::Unasked);
    plan.course.give(&(0..100), true);
    plan.add(leases[1].clone());
    plan.drop_job(0);
    assert_eq!(plan.course.next().unwrap().document, 1);
    assert!(!plan.course.is_settled(0, 0) && plan.course.is_settled(0, 1));
    plan.drop_job(1);
    assert_eq!((plan.course.next(), plan.course.follows()), (None, None));
    plan.add(leases[2].clone());
    assert_eq!(plan.course.next().unwrap().document, 2, "one that joins later is next");
}
