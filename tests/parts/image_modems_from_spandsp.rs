//! What spandsp sends by its image modems, our receivers hear bit for bit: the training
//! check and every ECM frame.

use ferrofax::hdlc::{Deframer, DeframerEvent};
use ferrofax::modem::image::ImageReceiver;
use ferrofax::modem::{LineQuality, Rate, RxEvent};
use ferrofax::t4::Resolution;
use ferrofax_kit::line_model::{Law, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::{Peer, SpFax};
use ferrofax_kit::wire::{Block, Terminal, Wire};

/// Passes on all that a terminal hears, and listens by an image modem.
struct Tapped {
    peer: Peer,
    receiver: ImageReceiver,
    deframer: Deframer,
    /// Of the present signal: bits, and ones among them.
    bits: usize,
    ones: usize,
    training_check: Option<(usize, usize)>,
    trained: Vec<LineQuality>,
    failed: usize,
    frames: Vec<String>,
    damaged: usize,
}

impl Tapped {
    fn new(peer: Peer, rate: Rate) -> Self {
        Self {
            peer,
            receiver: ImageReceiver::new(rate),
            deframer: Deframer::new(),
            bits: 0,
            ones: 0,
            training_check: None,
            trained: Vec::new(),
            failed: 0,
            frames: Vec::new(),
            damaged: 0,
        }
    }
}

impl Terminal for Tapped {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        let Self {
            receiver,
            deframer,
            bits,
            ones,
            training_check,
            trained,
            failed,
            frames,
            damaged,
            ..
        } = self;
        receiver.receiver().push(heard, &mut |event| match event {
            RxEvent::CarrierUp => {}
            RxEvent::Trained(quality) => {
                trained.push(quality);
                deframer.reset();
                (*bits, *ones) = (0, 0);
            }
            RxEvent::TrainingFailed => *failed += 1,
            RxEvent::Bits(some) | RxEvent::LostBits(some) => {
                *bits += some.count as usize;
                *ones += some.bits.count_ones() as usize;
                deframer.push_bits(some.bits, some.count, |found| match found {
                    DeframerEvent::Frame(frame) => {
                        frames.push(
                            frame
                                .iter()
                                .take(40)
                                .map(|byte| format!("{byte:02X}"))
                                .collect::<Vec<_>>()
                                .join(" "),
                        );
                    }
                    DeframerEvent::DamagedFrame(_) => *damaged += 1,
                    _ => {}
                });
            }
            RxEvent::CarrierDown(_) => {
                if *bits > 0 {
                    training_check.get_or_insert((*bits, *ones));
                }
                (*bits, *ones) = (0, 0);
            }
        });
        self.peer.block(heard, said)
    }
}

#[test]
fn every_frame_is_heard_whole_on_usual_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (sent, received) = (folder.path().join("sent.tif"), folder.path().join("received.tif"));
    let page = pages::page(Content::Grey, 1728, 60, 1);
    pages::write_tiff(&sent, &[page], Resolution::Standard);
    let lines = [
        LineSettings::a_law(),
        LineSettings { law: Some(Law::Mu), noise_dbm0: Some(-48.0), ..LineSettings::default() },
        LineSettings {
            law: Some(Law::A),
            gain_db: -20.0,
            skew_ppm: 30.0,
            offset_hz: 3.0,
            ..LineSettings::default()
        },
    ];
    for rate in Rate::ALL {
        for (number, line) in lines.iter().enumerate() {
            let modems = match rate {
                Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
                Rate::V29At7200 | Rate::V29At9600 => "v29",
                _ => "v17",
            };
            let mut caller = SpFax::sending(&sent)
                .modems(modems)
                .max_rate(rate.bps())
                .codings("mh")
                .arg("--trace")
                .start();
            let mut answerer = Tapped::new(SpFax::receiving(&received).start(), rate);
            Wire::with_lines(line.clone(), LineSettings::a_law()).run(&mut caller, &mut answerer);
            let Tapped { training_check, trained, failed, frames, damaged, peer, .. } = answerer;
            let (caller, answerer) = (caller.finish(), peer.finish());
            println!(
                "{rate}, line {number}: {} / {}, {trained:?}, failed {failed}",
                caller.text, answerer.text
            );
            let said: Vec<String> = caller
                .log
                .lines()
                .filter_map(|line| line.strip_prefix("> ")?.split_once(' '))
                .filter(|(name, _)| matches!(*name, "FCD" | "RCP"))
                .map(|(_, bytes)| bytes.to_owned())
                .collect();
            assert!(said.len() > 20, "{rate}, line {number}: {}", caller.log);
            let missing = said.iter().filter(|frame| !frames.contains(frame)).count();
            println!(
                "   {} frames said, {missing} not heard, {damaged} damaged; check {training_check:?}",
                said.len()
            );
            assert_eq!((missing, damaged), (0, 0), "{rate}, line {number}: of {}", said.len());
            assert_eq!((trained.len(), failed), (2, 0), "{rate}, line {number}: trainings");
            let (bits, ones) = training_check.expect("a training check was sent");
            // 1.5 s of zeros, then the turn-off and some ones where the carrier goes.
            let bps = rate.bps() as usize;
            assert!(
                bits > bps * 145 / 100 && ones < bps / 15,
                "{rate}, line {number}: {bits}, {ones}"
            );
        }
    }
}
