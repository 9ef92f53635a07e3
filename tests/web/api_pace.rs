//! The limit of requests of a user's keys, which each answer names.

use crate::SETTINGS;
use crate::api_keys::{key, problem, program};
use crate::audited;
use crate::reader::Reader;
use crate::rig::Rig;

#[test]
fn each_answer_names_the_limit_and_requests_beyond_it_are_refused() {
    let rig = Rig::new(&SETTINGS.replace("[web]", "[web]\nrequests_per_minute = 5"));
    let keys = [key(&rig, "alice", "faxes:read"), key(&rig, "alice", "jobs:read")];
    let bob = key(&rig, "bob", "faxes:read");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let [mut first, mut second] = keys.map(|key| program(to, &key));
    let answer = first.get("/api/v1/me");
    assert_eq!(answer.header("ratelimit-policy"), Some("\"requests\";q=5;w=60"));
    let left = |answer: &crate::reader::Page| {
        let text = answer.header("ratelimit").unwrap();
        let left = text.strip_prefix("\"requests\";r=").unwrap().split(';').next().unwrap();
        left.parse::<u32>().unwrap()
    };
    assert_eq!(left(&answer), 4);
    // Another key of the same user has the same limit, and refused requests count.
    assert_eq!(left(&second.get("/api/v1/me")), 3);
    assert_eq!(left(&second.get("/api/v1/jobs/99")), 2);
    (0..2).for_each(|_| _ = first.get("/api/v1/faxes"));
    for who in [&mut first, &mut second] {
        let refused = who.get("/api/v1/me");
        assert_eq!(problem(&refused), (429, "rate-limited".to_owned()));
        let after: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&after) && left(&refused) == 0);
    }
    assert_eq!(audited(&rig, &["rate-limited", "alice", "\"granted\":false"]), 2);
    // Others are not concerned, nor are people in the web interface.
    assert_eq!(left(&program(to, &bob).get("/api/v1/me")), 4);
    let forbidden = program(to, &bob).get("/api/v1/jobs");
    assert_eq!((forbidden.status, left(&forbidden)), (403, 3));
    let mut browser = Reader::logged_in(to, "alice", "secret");
    let page = browser.get("/api/v1/me");
    assert_eq!((page.status, page.header("ratelimit")), (200, None));
    // A wrong key counts for nobody.
    let wrong = program(to, "ffx_wrong").get("/api/v1/me");
    assert_eq!((wrong.status, wrong.header("ratelimit")), (401, None));
}
