//! Jobs by the PBX's own words: the command line and AMI.

use ferrofax::ladder::{Rung, Way};
use ferrofax::service::ActionAnswer;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobState};

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax_kit::patience::wait_for;

fn say(bench: &Bench, words: &[&str]) -> String {
    bench.service.command(words).unwrap()
}

fn act(bench: &Bench, name: &str, fields: &[(&str, &str)]) -> ActionAnswer {
    let fields: Vec<_> = fields
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    bench.service.action(name, &fields)
}

#[test]
fn a_fax_is_sent_and_watched_from_the_command_line() {
    let bench = Bench::new("");
    let document = bench.document("one", &pages(1, 1));
    let file = document.to_str().unwrap();
    let said = say(
        &bench,
        &["send", "0991 123", file, "--from", "2101", "--tag", "Order 7", "--header", "no"],
    );
    assert!(said.starts_with("Job 1 is in the spool"), "{said}");
    bench.wait_for_end(JobId(1));
    bench.network.join();
    assert!(bench.network.received("0991123") == pages(1, 1));
    let jobs = say(&bench, &["show", "jobs"]);
    assert!(jobs.contains("done") && jobs.contains("Order 7") && jobs.contains("1/1"), "{jobs}");
    assert!(jobs.contains("0 jobs wait, 0 are in calls, 1 are done, 0 failed"), "{jobs}");
    let job = say(&bench, &["show", "job", "1"]);
    for words in
        ["Calling the number.", "A fax machine answered.", "Sent: 1 page.", "1 of 1 confirmed"]
    {
        assert!(job.contains(words), "{words}: {job}");
    }
    assert!(say(&bench, &["show", "job", "7"]).contains("no job 7"));
    assert!(say(&bench, &["show", "stats"]).contains("faxes sent"));
    // The call says goodbye when the job is done already.
    let over = |rungs: &[Rung]| rungs.last().is_some_and(|rung| rung.way == Way::Ended);
    let ladders = || bench.spool.recordings().ladders_of_job(JobId(1)).unwrap();
    let call =
        wait_for("the end of the ladder", || ladders().pop().filter(|call| over(&call.rungs)));
    assert_eq!(ladders().len(), 1);
    let told = |way, word| {
        call.rungs
            .iter()
            .any(|rung| rung.way == way && rung.step.to_string().starts_with(word))
    };
    for (way, word) in
        [(Way::Heard, "DIS"), (Way::Said, "DCS"), (Way::Heard, "CFR"), (Way::Heard, "MCF")]
    {
        assert!(told(way, word), "{word}: {:?}", call.rungs);
    }
}

#[test]
fn what_can_t_be_sent_is_refused_with_the_reason() {
    let bench = Bench::new("country_code = 49\nforbidden = +49900");
    let document = bench.document("one", &pages(1, 2));
    let good = document.to_str().unwrap();
    let folder = bench.folder.path();
    let file = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (pdf, empty) = (file("a.pdf", b"%PDF-1.7\n"), file("empty.tif", b""));
    let whole = std::fs::read(&document).unwrap();
    let damaged = file("damaged.tif", &whole[..whole.len() / 2]);
    for (words, says) in [
        (vec!["x123", good, "--from", "2101"], "'x' can't be dialled"),
        (vec!["0900 123", good, "--from", "2101"], "faxes to +49900… are blocked"),
        (vec!["0991", good, "--from", "2777"], "there is no fax device '2777'"),
        (vec!["0991", good], "no device is given"),
        (vec!["0991", "--from", "2101"], "no document is given"),
        (vec!["0991", &pdf, "--from", "2101"], "PDF and text are made into one by the program"),
        (vec!["0991", &empty, "--from", "2101"], "is empty"),
        (vec!["0991", &damaged, "--from", "2101"], "damaged.tif"),
        (vec!["0991", "one.tif", "--from", "2101"], "full path"),
        (vec!["0991", "/nowhere/one.tif", "--from", "2101"], "no such file"),
        (vec!["0991", good, "--from", "2101", "--at", "2020-01-01 10:00"], "in the past"),
        (vec!["0991", good, "--from", "2101", "--priority", "256"], "from 0 (first) to 255 (last)"),
        (vec!["0991", good, "--from", "2101", "--colour", "red"], "--colour is unknown"),
    ] {
        let said = say(&bench, &[vec!["send"], words].concat());
        assert!(said.starts_with("Not sent: ") && said.contains(says), "{said}");
    }
    assert_eq!(
        bench.spool.jobs().job_counts().unwrap(),
        ferrofax::spool::jobs::JobCounts::default()
    );
    let left = std::fs::read_dir(folder.join("spool/jobs")).unwrap().count();
    assert_eq!(left, 0, "nothing half taken");
}

#[test]
fn waiting_jobs_are_held_released_put_first_and_cancelled() {
    let bench = Bench::new("");
    let document = bench.document("one", &pages(1, 3));
    let file = document.to_str().unwrap();
    say(&bench, &["send", "0991", file, "--from", "2101", "--at", "+1h"]);
    assert_eq!(bench.job(JobId(1)).state, JobState::Pending);
    assert!(say(&bench, &["hold", "1"]).contains("Job 1 is suspended now"));
    assert!(say(&bench, &["release", "1"]).contains("Job 1 is pending now"));
    assert!(say(&bench, &["priority", "1", "7"]).contains("has priority 7 now"));
    assert!(say(&bench, &["priority", "1", "x"]).contains("'x' is not a priority"));
    assert!(say(&bench, &["cancel", "1"]).contains("Job 1 is failed now"));
    assert!(say(&bench, &["cancel", "1"]).contains("job 1 is already failed"));
    assert!(say(&bench, &["hold", "one"]).contains("'one' is not the number of a job"));
    assert!(say(&bench, &["retry", "1"]).contains("Job 1 is ready now"));
    assert_eq!(bench.wait_for_end(JobId(1)).state, JobState::Done);
    assert_eq!(bench.service.complete(&["show", "job"], 2), ["1"]);
    assert_eq!(bench.service.complete(&["cancel"], 1), [""; 0]);
    assert_eq!(bench.service.complete(&["send", "1", "/f", "--from"], 4), ["2101", "2102"]);
    assert_eq!(bench.service.complete(&["send", "1", "/f", "--pr"], 3), ["--priority"]);
}

#[test]
fn a_job_in_a_call_is_cancelled_in_it() {
    let bench = Bench::new("");
    let document = bench.document("one", &pages(1, 4));
    // While it rings ...
    bench.network.play("0991", &[Played::Rings(20_000)]);
    let id = bench.submit(&bench.draft("0991", &document));
    bench.wait(id, &[JobState::Active]);
    assert!(say(&bench, &["cancel", "1"]).contains("is in a call, which is being ended"));
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::Cancelled)));
    // ... and while it is being sent.
    let long = bench.document("long", &pages(40, 5));
    let id = bench.submit(&bench.draft("0992", &long));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while bench.job(id).pages_confirmed() == 0 && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(act(&bench, "FerrofaxCancel", &[("Job", "2")]).success);
    let job = bench.wait_for_end(id);
    assert_eq!(
        (job.state, job.failure),
        (JobState::Failed, Some(Failure::Cancelled)),
        "{}",
        job.text
    );
    let confirmed = job.pages_confirmed();
    bench.network.join();
    assert!((1..40).contains(&confirmed), "{confirmed}");
    // The page that was on its way may have come, but nobody waited for its MCF any more.
    let came = bench.network.received("0992").len();
    assert!((confirmed as usize..=confirmed as usize + 1).contains(&came), "{came} {confirmed}");
    assert_eq!(bench.network.calls()[1].variables["FAXERROR"], "CANCELLED");
}

#[test]
fn ami_does_and_tells_the_same() {
    let bench = Bench::new("");
    let document = bench.document("two", &pages(2, 6));
    let file = document.to_str().unwrap();
    let answer = act(
        &bench,
        "FerrofaxSend",
        &[
            ("Action", "FerrofaxSend"),
            ("Number", "0991"),
            ("Device", "2101"),
            ("File", file),
            ("Hold", "yes"),
            ("Header", "no"),
        ],
    );
    assert_eq!((answer.success, answer.message.as_str()), (true, "Job 1 is in the spool"));
    assert_eq!(answer.list, [[("Job".to_owned(), "1".to_owned())]]);
    let refused = act(
        &bench,
        "FerrofaxSend",
        &[("Number", "0991"), ("Device", "2101"), ("File", file), ("Colour", "red")],
    );
    assert!(
        !refused.success && refused.message.contains("'Colour' is unknown"),
        "{}",
        refused.message
    );
    let listed = act(&bench, "FerrofaxJobs", &[("State", "suspended"), ("Device", "2101")]).list;
    let has = |row: &[(String, String)], key: &str, value: &str| {
        row.contains(&(key.to_owned(), value.to_owned()))
    };
    assert!(
        listed.len() == 1
            && has(&listed[0], "Event", "FerrofaxJob")
            && has(&listed[0], "State", "suspended")
    );
    assert_eq!(act(&bench, "FerrofaxJobs", &[("State", "done")]).list.len(), 0);
    assert!(
        act(&bench, "FerrofaxJobs", &[("State", "sent")])
            .message
            .contains("'sent' is not a state")
    );
    assert!(act(&bench, "FerrofaxPriority", &[("Job", "1"), ("Priority", "0")]).success);
    assert!(act(&bench, "FerrofaxRelease", &[("Job", "1")]).success);
    assert_eq!(bench.wait_for_end(JobId(1)).state, JobState::Done);
    bench.network.join();
    let told = act(&bench, "FerrofaxJob", &[("Job", "1")]).list;
    assert!(
        has(&told[0], "PagesConfirmed", "2")
            && has(told.last().unwrap(), "Event", "FerrofaxJobChange")
    );
    assert!(
        !act(&bench, "FerrofaxJob", &[]).success
            && !act(&bench, "FerrofaxJob", &[("Job", "9")]).success
    );
}

#[test]
fn ami_has_a_document_fetched() {
    let bench = Bench::new("country_code = 49\nforbidden = +49900");
    let fetch = |number: &str, more: &[(&str, &str)]| {
        let fields = [&[("Number", number), ("Device", "2101"), ("Hold", "yes")], more].concat();
        act(&bench, "FerrofaxSend", &fields)
    };
    let wished = [("Sep", "4711"), ("Pwd", "90210")];
    let answer = fetch("0991", &wished);
    assert!(answer.success && !format!("{answer:?}").contains("90210"), "{}", answer.message);
    let job = bench.job(JobId(1));
    assert!(job.only_fetches() && job.pwd.as_deref() == Some("90210"));
    assert_eq!(job.fetch.unwrap().sep.as_deref(), Some("4711"));
    assert!(fetch("0991", &[("Fetch", "yes")]).success);
    let job = bench.job(JobId(2));
    assert!(job.only_fetches() && job.fetch.unwrap().sep.is_none());
    for (number, more, why) in [
        ("0991", &[][..], "no document"),
        ("0991", &[("Fetch", "perhaps")], "neither yes nor no"),
        ("0991", &[("Sep", "a")], "can't be sent"),
        ("0900 1", &[("Fetch", "yes")], "forbidden"),
    ] {
        let refused = fetch(number, more);
        assert!(!refused.success && refused.message.contains(why), "{}", refused.message);
    }
}

#[test]
fn a_job_without_a_number_gets_one_from_the_command_line_and_from_ami() {
    let bench = Bench::new("country_code = 49\nforbidden = +49900");
    let document = bench.document("one", &pages(1, 3));
    let waiting = || {
        let mut draft = bench.draft("", &document);
        draft.may_wait_for_number = true;
        bench.submit(&draft)
    };
    let (first, second) = (waiting(), waiting());
    assert_eq!(bench.service.complete(&["number"], 1), ["2", "1"]);
    assert!(say(&bench, &["release", "1"]).contains("job 1 waits for a number"));
    assert!(say(&bench, &["show", "job", "1"]).contains("`ferrofax number` gives it"));
    assert!(say(&bench, &["number", "1", "0900", "123"]).contains("are blocked"));
    assert!(say(&bench, &["number", "9", "0991"]).contains("there is no job 9"));
    let dear = act(&bench, "FerrofaxNumber", &[("Job", "2"), ("Number", "+12125550100")]);
    assert!(!dear.success && dear.message.contains("other countries"), "{}", dear.message);
    let none = act(&bench, "FerrofaxNumber", &[("Job", "2")]);
    assert!(!none.success && none.message.contains("no number is given"), "{}", none.message);
    assert!(say(&bench, &["number", "1", "0991", "1"]).contains("Job 1 is "));
    assert_eq!(bench.wait_for_end(first).state, JobState::Done);
    assert!(act(&bench, "FerrofaxNumber", &[("Job", "2"), ("Number", "0992")]).success);
    assert_eq!(bench.wait_for_end(second).state, JobState::Done);
    assert_eq!(bench.network.received("09911").len(), 1);
}
