use super::*;
use ferrofax_basics::DeviceName;
use ferrofax_spool::{FaxEnd, FaxStatus, LineFigures, NewFax, SessionFacts, T38Packets};

#[test]
fn each_sum_is_a_counter_that_stays_when_faxes_go() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    let new = NewFax {
        device: DeviceName::new("2101", "a\"\\\nb"),
        started_at: UnixMs(1_000),
        ..NewFax::default()
    };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let t38 = T38Packets { heard: 900, missing: 7, late: 0 };
    let figures = LineFigures { snr_db: Some(33), t38, audio_lost_ms: 1_500, at: UnixMs(3_500) };
    let facts = SessionFacts { figures: Some(figures), ..SessionFacts::default() };
    spool.receiving().note_session(fax, &facts).unwrap();
    let end = FaxEnd {
        status: FaxStatus::Failed,
        phase: "B".into(),
        cause: "T1_EXPIRED".into(),
        event: "Nobody there.".into(),
        ended_at: UnixMs(3_500),
    };
    spool.receiving().finish_fax(fax, &end).unwrap();
    let lines = [
        "ferrofax_received_calls_total{device=\"2101@a\\\"\\\\\\nb\",status=\"failed\"} 1\n",
        "ferrofax_receive_failures_total{cause=\"T1_EXPIRED\"} 1\n",
        "# TYPE ferrofax_receiving_seconds counter\n# UNIT ferrofax_receiving_seconds seconds\n",
        "ferrofax_receiving_seconds_total 2.5\n",
        "ferrofax_sent_pages_total 0\n",
        "ferrofax_received_snr_calls_total{db=\"30\"} 1\n",
        "ferrofax_t38_packets_total{fate=\"missing\"} 7\n",
        "ferrofax_audio_lost_seconds_total 1.5\n",
        "# UNIT ferrofax_disk_free_bytes bytes\n",
    ];
    let before = text(&spool, UnixMs(10_000)).unwrap();
    let month = UnixMs(40 * 24 * 3_600_000);
    assert_eq!(spool.retention().cleanup(month, 30).unwrap().deleted, [fax]);
    drop(spool);
    let after = text(&Spool::open(folder.path()).unwrap(), month).unwrap();
    for line in lines {
        assert!(before.contains(line), "{line}{before}");
        assert!(after.contains(line), "{line}{after}");
    }
    assert!(after.ends_with("\n# EOF\n"));
}

#[test]
fn a_machine_is_ready_when_its_module_works_with_the_spool() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    assert!(healthz(&spool).is_well);
    let found = readyz(&spool);
    assert!(!found.is_well && found.lines[2].starts_with("WRONG: module: "), "{found:?}");
    let metrics = || text(&spool, UnixMs(1_000)).unwrap();
    assert!(metrics().contains("\nferrofax_ready{check=\"module\"} 0\n"), "{}", metrics());
    spool.receiving().begin_fax(&NewFax::default()).unwrap();
    assert!(readyz(&spool).is_well, "{:?}", readyz(&spool));
    assert!(metrics().contains("\nferrofax_ready{check=\"module\"} 1\n"), "{}", metrics());
}
