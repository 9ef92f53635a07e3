//! IFP packets as the Recommendation's encoding lays them out, by hand, and spandsp's
//! `t38_core` beside ours: what it says is read here as what it means, and said again by
//! us it is the same, octet by octet.

use crate::t38::fax::some_pages;
use crate::t38::network::{self, Network, PacketTerminal};
use crate::t38::spandsp::SpT38;
use ferrofax::modem::Rate;
use ferrofax::t4::Resolution;
use ferrofax::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use ferrofax_kit::pages;

#[test]
fn packets_are_coded_as_written_down_by_hand() {
    let data = |kind, fields| Packet::Data(kind, fields);
    let training = |rate, short| Packet::Indicator(Indicator::Training { rate, short });
    // T.38 annex A, aligned PER: the packet, by version 0, by versions 1 to 3.
    let cases = [
        (Packet::Indicator(Indicator::NoSignal), "00", "00"),
        (Packet::Indicator(Indicator::Cng), "02", "02"),
        (Packet::Indicator(Indicator::Ced), "04", "04"),
        (Packet::Indicator(Indicator::V21Preamble), "06", "06"),
        (training(Rate::V27ter2400, false), "08", "08"),
        (training(Rate::V29At9600, false), "0e", "0e"),
        (training(Rate::V17At7200, true), "10", "10"),
        (training(Rate::V17At14400, false), "1e", "1e"),
        (Packet::Indicator(Indicator::Later(16)), "2000", "2000"),
        (
            data(DataKind::V21, vec![Field::new(FieldKind::HdlcData, vec![0xFF])]),
            "c001800000ff",
            "c001800000ff",
        ),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcSigEnd)]), "c00110", "c00108"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsOk)]), "c00120", "c00110"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsBad)]), "c00130", "c00118"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsOkSigEnd)]), "c00140", "c00120"),
        (data(DataKind::V21, vec![Field::mark(FieldKind::HdlcFcsBadSigEnd)]), "c00150", "c00128"),
        (
            data(
                DataKind::Image(Rate::V17At14400),
                vec![Field::new(FieldKind::NonEcmData, vec![0; 2])],
            ),
            "d001e000010000",
            "d001b000010000",
        ),
        (
            data(DataKind::Image(Rate::V27ter4800), vec![Field::mark(FieldKind::NonEcmSigEnd)]),
            "c40170",
            "c40138",
        ),
        (data(DataKind::Later(9), vec![]), "6000", "6000"),
    ];
    for (packet, original, corrected) in cases {
        for (encoding, expected) in
            [(Encoding::Original, original), (Encoding::Corrected, corrected)]
        {
            let octets = packet.encode(encoding);
            let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            assert_eq!(hex, expected, "{packet:?}");
            assert_eq!(Reader::new(encoding).read(&octets).as_ref(), Ok(&packet));
        }
    }
}

/// A terminal whose packets are kept.
struct Kept<T>(T, Vec<Vec<u8>>);

impl<T: PacketTerminal> PacketTerminal for Kept<T> {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        let on = self.0.tick(heard, said);
        self.1.extend_from_slice(said);
        on
    }
}

#[test]
fn every_packet_of_spandsps_core_is_read_and_said_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    pages::write_tiff(&from, &some_pages(1), Resolution::Standard);
    for (version, encoding) in
        [(0, Encoding::Original), (1, Encoding::Corrected), (3, Encoding::Corrected)]
    {
        for modems in ["v27ter", "v29", "v17"] {
            for ecm in ["--ecm", "--no-ecm"] {
                let version = version.to_string();
                let options = ["--version", &version, "--modems", modems, ecm];
                let mut caller = Kept(SpT38::sending(&from, &options), Vec::new());
                let mut answerer = Kept(SpT38::receiving(&to, &options), Vec::new());
                network::run(&mut caller, &mut answerer, Network::default(), 300);
                let mut kinds = std::collections::HashSet::new();
                for octets in caller.1.iter().chain(&answerer.1) {
                    // What was agreed, and what a peer that uses the other encoding would
                    // be found out by.
                    let mut reader = Reader::new(encoding);
                    let packet = reader.read(octets).expect("it is a packet");
                    assert_eq!(packet.encode(encoding), *octets, "{packet:?}");
                    assert_eq!(reader.changes(), 0, "{packet:?}");
                    kinds.insert(octets[0]);
                }
                assert!(kinds.len() >= 6, "{kinds:?}");
            }
        }
    }
}
