//! Callers that are not fax machines: a silent one, a human voice, music, a tone, an echo. Each
//! call ends by T1 with its cause, no mail is sent, and the call leaves no resources behind.

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::spool::FaxStatus;

use crate::laboratory::{Asterisk, Laboratory, takes_its_time};
use crate::mailroom::Mailroom;
use crate::random::Random;
use crate::watching::{await_end, fax_from};

const RATE: f64 = 8000.0;
/// The longest call: T1 is 35 s from our first DIS. The answering tone and its pauses precede it,
/// and our DCN follows.
const LONGEST_SECONDS: u64 = 60;

#[test]
fn callers_that_are_no_fax_machines_are_given_up_after_t1() {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("no-fax-machine", Asterisk::V22);
    let (voice, music) = (sound("voice", &voice(20)), sound("music", &music(20)));
    let (voice, music) = (voice.to_str().expect("a name"), music.to_str().expect("a name"));
    let callers: [(&str, Vec<&str>); 5] = [
        ("4999300001", vec!["--do", "silence"]),
        ("4999300002", vec!["--do", "play", "--play", voice]),
        ("4999300003", vec!["--do", "play", "--play", music]),
        ("4999300004", vec!["--do", "tone"]),
        ("4999300005", vec!["--do", "echo"]),
    ];
    lab.call("call", &["--from", "4999300000", "--do", "silence", "--hangup-after", "2"]);
    let before = lab.held();
    // The long version takes more than ten minutes.
    for _ in 0..if takes_its_time() { 15 } else { 1 } {
        round(&lab, &callers);
    }
    let after = lab.await_no_more_than(&before);
    println!("{before:?}\n{after:?}");
    assert!(after.memory_kib < before.memory_kib + (24 << 10), "{before:?}\n{after:?}");
    assert_eq!(mailroom.letters(), []);
    assert_eq!(lab.log_line(&["ERROR["]), None);
}

fn round(lab: &Laboratory, callers: &[(&str, Vec<&str>)]) {
    let spool = lab.spool();
    let began = Instant::now();
    thread::scope(|scope| {
        for (number, options) in callers {
            scope.spawn(move || {
                let report = lab.call("call", &[&["--from", *number][..], options].concat());
                assert_eq!(report.said("connected"), "yes", "{number}: {report:?}");
            });
        }
    });
    assert!(
        began.elapsed() < Duration::from_secs(LONGEST_SECONDS),
        "it took {} s",
        began.elapsed().as_secs()
    );
    for (number, options) in callers {
        let fax = await_end(&spool, number, 20);
        println!(
            "{options:?}: {:?} {:?} in {:?}",
            fax.status, fax.outcome_cause, fax.outcome_phase
        );
        assert_eq!((fax.status, fax.pages.len()), (FaxStatus::Failed, 0), "{options:?}");
        let cause = fax.outcome_cause.as_deref().unwrap_or_default();
        // Sounds that resemble a frame count as a damaged frame.
        assert!(["T1_EXPIRED", "DAMAGED_COMMANDS"].contains(&cause), "{options:?}: {cause}");
        if options[1] == "silence" {
            assert_eq!(cause, "T1_EXPIRED");
        }
    }
}

/// A killed PBX of a caller sends nothing, not even RTP. A timeout of Ferrofax ends the call.
#[test]
fn a_line_that_falls_dead_is_given_up() {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("dead-line", Asterisk::V22);
    lab.console("ferrofax set debug on");
    let document = crate::watching::Document::new("dead-line", crate::pages::Content::Grey, 1, 300);
    let spool = lab.spool();
    let before = lab.held();
    thread::scope(|scope| {
        // The call ends with its PBX, and has no report.
        scope.spawn(|| {
            lab.call(
                "send",
                &["--tiff", document.file(), "--from", "4999300010", "--timeout", "30"],
            )
        });
        lab.await_log(&["> CFR"], 60);
        thread::sleep(Duration::from_secs(5));
        lab.kill9("world");
    });
    let fax = await_end(&spool, "4999300010", 90);
    assert_eq!(fax.status, FaxStatus::Incomplete, "{fax:?}");
    // SIP may detect the failure first.
    let cause = fax.outcome_cause.as_deref().unwrap_or_default();
    assert!(["NO_COMMAND_AFTER_PAGE", "HANGUP"].contains(&cause), "{fax:?}");
    assert!(!fax.pages[0].complete, "{fax:?}");
    let letter = mailroom.await_about("4999300010", 30);
    assert!(letter.subject.starts_with("[Incomplete]"), "{letter:?}");
    lab.await_no_more_than(&before);
    assert_eq!(fax_from(&spool, "4999300010").map(|fax| fax.pages.len()), Some(1));
}

/// Writes a sound of 8 kHz as WAV.
fn sound(name: &str, samples: &[f64]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.wav"));
    let bytes = samples.len() as u32 * 2;
    let mut file = Vec::from(*b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(*b"WAVEfmt ");
    // Length of this part, PCM, one channel, rate, bytes per second, bytes per frame, bits.
    file.extend([16, 0, 0, 0, 1, 0, 1, 0]);
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(*b"data");
    file.extend(bytes.to_le_bytes());
    for sample in samples {
        file.extend(((sample.clamp(-1.0, 1.0) * 20_000.0) as i16).to_le_bytes());
    }
    std::fs::write(&path, file).expect("a file");
    path
}

/// Returns sounds like a person who says "hello?": syllables with a gliding pitch and changing
/// formants, hisses, pauses.
fn voice(seconds: usize) -> Vec<f64> {
    let mut random = Random::new(1);
    let mut samples = Vec::new();
    while samples.len() < seconds * 8000 {
        let (length, pitch) = (1200 + random.below(1600) as usize, 90.0 + 90.0 * random.part());
        let formants = [
            300.0 + 500.0 * random.part(),
            900.0 + 1400.0 * random.part(),
            2200.0 + 700.0 * random.part(),
        ];
        let (hiss, glide) = (random.below(5) == 0, 0.8 + 0.4 * random.part());
        let mut phase = 0.0;
        for at in 0..length {
            let part = at as f64 / length as f64;
            phase += TAU * pitch * (1.0 + (glide - 1.0) * part) / RATE;
            let envelope = (TAU / 2.0 * part).sin();
            let sound = if hiss {
                0.2 * random.gauss()
            } else {
                (1..=30)
                    .map(|harmonic| {
                        let frequency = pitch * f64::from(harmonic);
                        let gain: f64 = formants
                            .iter()
                            .map(|formant| 1.0 / (1.0 + ((frequency - formant) / 120.0).powi(2)))
                            .sum();
                        gain * (phase * f64::from(harmonic)).sin()
                    })
                    .sum()
            };
            samples.push(0.3 * envelope * sound);
        }
        let pause = if random.below(6) == 0 { 4000 } else { 300 };
        samples.extend((0..pause).map(|_| 0.001 * random.gauss()));
    }
    samples
}

/// Returns chords with overtones and a drum, a new chord every half second.
fn music(seconds: usize) -> Vec<f64> {
    let mut random = Random::new(2);
    let mut samples = Vec::new();
    while samples.len() < seconds * 8000 {
        let root = 220.0 * (f64::from(random.below(24)) / 12.0).exp2();
        for at in 0..4000 {
            let time = f64::from(at) / RATE;
            let chord: f64 = [1.0, 1.26, 1.498, 4.0]
                .iter()
                .flat_map(|interval| {
                    (1..=4).map(move |overtone| (interval * f64::from(overtone), overtone))
                })
                .map(|(factor, overtone)| (TAU * root * factor * time).sin() / f64::from(overtone))
                .sum();
            let drum = random.gauss() * (-time * 60.0).exp();
            samples.push(0.12 * chord * (-time * 2.0).exp() + 0.3 * drum);
        }
    }
    samples
}
