//! What is said of recorded calls (`recorder/src/explain/findings`), in German: what went wrong
//! and what to change. Of sentences that begin alike the longer one stands first.

/// Each sentence with its translation.
pub(super) const VERDICTS: &[(&str, &str)] = &[
    // Nothing, or nothing that explains it.
    ("Nothing is wrong with this call.", "An diesem Anruf ist nichts falsch."),
    ("Nothing.", "Nichts."),
    (
        "The record ends in the middle of the call; up to there nothing is wrong.",
        "Die Aufzeichnung endet mitten im Anruf; bis dahin ist nichts falsch.",
    ),
    (
        "Nothing that was measured on the line says why.",
        "Nichts, was auf der Leitung gemessen wurde, sagt, warum.",
    ),
    (
        "Try again; if it fails again with this machine and no other, ask for its owner's help.",
        "Noch einmal versuchen; misslingt es wieder und nur bei diesem Gerät, um Hilfe bei dem bitten, dem es gehört.",
    ),
    (
        "The fax arrived, but parts of it, or trainings, had to be said again.",
        "Das Fax ist angekommen, aber Teile davon oder Einmessungen mussten wiederholt werden.",
    ),
    ("Nothing, if it stays with this call.", "Nichts, wenn es bei diesem Anruf bleibt."),
    // The sound.
    (
        "The line is noisy: the remote fax machine's signal is {} dB above the noise ({} dBm0).",
        "Die Leitung rauscht: das Signal der Gegenstelle liegt {} dB über dem Rauschen ({} dBm0).",
    ),
    (
        "The line is noisy: the remote fax machine's signal is {} dB above the noise.",
        "Die Leitung rauscht: das Signal der Gegenstelle liegt {} dB über dem Rauschen.",
    ),
    (
        "Have the line looked at, at either end; until then limit the rate to 9600 or less, with error correction.",
        "Die Leitung an beiden Enden prüfen lassen; bis dahin die Geschwindigkeit auf 9600 oder weniger begrenzen, mit Fehlerkorrektur.",
    ),
    (
        "The line clicks: {} clicks were heard in the remote fax machine's signal.",
        "Die Leitung knackt: {} Knackser waren im Signal der Gegenstelle zu hören.",
    ),
    (
        "Have the line and its connectors looked at; use error correction.",
        "Die Leitung und ihre Stecker prüfen lassen; mit Fehlerkorrektur faxen.",
    ),
    (
        "Our own signal comes back as an echo, {} ms later and {} dB weaker.",
        "Unser eigenes Signal kommt als Echo zurück, {} ms später und {} dB schwächer.",
    ),
    (
        "Ask the provider for T.38, or for a line whose echo cancellers obey the 2100 Hz tone; a gateway to analogue lines needs its impedance set right.",
        "Beim Anbieter nach T.38 fragen oder nach einer Leitung, deren Echosperren dem Ton von 2100 Hz gehorchen; bei einem Gateway zu analogen Leitungen muss die Impedanz richtig eingestellt sein.",
    ),
    (
        "The clocks of the two ends differ by {} parts in a million: the far side's is fast.",
        "Die Uhren der beiden Enden gehen um {} Millionstel auseinander: die der Gegenseite geht vor.",
    ),
    (
        "The clocks of the two ends differ by {} parts in a million: the far side's is slow.",
        "Die Uhren der beiden Enden gehen um {} Millionstel auseinander: die der Gegenseite geht nach.",
    ),
    (
        "Let the gateways take their clock from the telephone network, and not each from its own crystal.",
        "Die Gateways sollen ihren Takt aus dem Telefonnetz nehmen und nicht jedes von seinem eigenen Quarz.",
    ),
    (
        "The remote fax machine's signal is too soft: {} dBm0, and {} % of its peaks are cut off.",
        "Das Signal der Gegenstelle ist zu leise: {} dBm0, und {} % seiner Spitzen sind abgeschnitten.",
    ),
    (
        "The remote fax machine's signal is too soft: {} dBm0.",
        "Das Signal der Gegenstelle ist zu leise: {} dBm0.",
    ),
    (
        "The remote fax machine's signal is too loud: {} dBm0, and {} % of its peaks are cut off.",
        "Das Signal der Gegenstelle ist zu laut: {} dBm0, und {} % seiner Spitzen sind abgeschnitten.",
    ),
    (
        "The remote fax machine's signal is too loud: {} dBm0.",
        "Das Signal der Gegenstelle ist zu laut: {} dBm0.",
    ),
    (
        "Set the gains of the gateway or the line card right: a fax should arrive between -10 and -30 dBm0.",
        "Die Verstärkung des Gateways oder der Leitungskarte richtig einstellen: ein Fax soll mit -10 bis -30 dBm0 ankommen.",
    ),
    // The network.
    (
        "{} % of what was said to us was lost on the way ({} ms in {} pieces, {} of them filled with silence before they came to us).",
        "{} % von dem, was zu uns gesagt wurde, ging unterwegs verloren ({} ms in {} Stücken, davon {} mit Stille gefüllt, bevor sie zu uns kamen).",
    ),
    (
        "{} % of what was said to us was lost on the way ({} ms in {} pieces).",
        "{} % von dem, was zu uns gesagt wurde, ging unterwegs verloren ({} ms in {} Stücken).",
    ),
    (
        "Find where the packets are lost (a full uplink, a wireless link, no priority for voice); use T.38 with redundancy if the provider has it.",
        "Suchen, wo die Pakete verlorengehen (eine volle Anbindung, eine Funkstrecke, kein Vorrang für Sprache); T.38 mit Redundanz benutzen, wenn der Anbieter es hat.",
    ),
    (
        "{} packets of T.38 never came ({} %), {} came late and {} twice.",
        "{} Pakete von T.38 kamen nie an ({} %), {} kamen zu spät und {} zweimal.",
    ),
    (
        "Find where the packets are lost; let both ends send each packet again with the next ones (redundancy of UDPTL).",
        "Suchen, wo die Pakete verlorengehen; beide Enden sollen jedes Paket mit den nächsten noch einmal senden (Redundanz von UDPTL).",
    ),
    (
        "The network leaves out samples or puts some in: {} times within the remote fax machine's signal, about every {} s.",
        "Das Netz lässt Abtastwerte aus oder fügt welche ein: {} mal im Signal der Gegenstelle, etwa alle {} s.",
    ),
    (
        "The network leaves out samples or puts some in: {} times within the remote fax machine's signal.",
        "Das Netz lässt Abtastwerte aus oder fügt welche ein: {} mal im Signal der Gegenstelle.",
    ),
    (
        "Two clocks on the way differ: let all gateways and exchanges take theirs from the same source.",
        "Zwei Uhren unterwegs gehen verschieden: alle Gateways und Vermittlungen sollen ihren Takt aus derselben Quelle nehmen.",
    ),
    (
        "A jitter buffer changed its length in the call: a piece of sound came twice once ({} ms together).",
        "Ein Jitterpuffer hat während des Anrufs seine Länge geändert: einmal kam ein Stück Ton zweimal (zusammen {} ms).",
    ),
    (
        "A jitter buffer changed its length in the call: a piece of sound came twice {} times ({} ms together).",
        "Ein Jitterpuffer hat während des Anrufs seine Länge geändert: {} mal kam ein Stück Ton zweimal (zusammen {} ms).",
    ),
    (
        "Give calls with fax a jitter buffer of fixed length (100 ms or more) without concealment of losses, or use T.38.",
        "Anrufen mit Fax einen Jitterpuffer fester Länge geben (100 ms oder mehr), der Verluste nicht verdeckt, oder T.38 benutzen.",
    ),
    (
        "The call went over to T.38, and not one packet of it came.",
        "Der Anruf ging zu T.38 über, und kein einziges Paket davon kam an.",
    ),
    (
        "Let UDPTL through the firewall and the NAT (udptl.conf has its ports), or switch T.38 off for this trunk.",
        "UDPTL durch Firewall und NAT lassen (die Ports stehen in udptl.conf) oder T.38 für diese Leitung abschalten.",
    ),
    (
        "T.38 was asked for and refused; the call went on in audio.",
        "T.38 wurde verlangt und abgelehnt; der Anruf ging als Ton weiter.",
    ),
    (
        "If the provider says that it has T.38, ask why it refuses; else do not ask for it on this trunk.",
        "Sagt der Anbieter, dass er T.38 hat, dann fragen, warum er es ablehnt; sonst auf dieser Leitung nicht danach verlangen.",
    ),
    // The far machine.
    (
        "The remote fax machine finds our training good ({} CFR) and then refuses the pages ({} PPR, {} RTN).",
        "Die Gegenstelle findet unsere Einmessung gut ({} CFR) und weist dann die Seiten zurück ({} PPR, {} RTN).",
    ),
    (
        "The remote fax machine finds no training good, at no rate ({} FTT), on a line that is clean towards us.",
        "Die Gegenstelle findet keine Einmessung gut, bei keiner Geschwindigkeit ({} FTT), auf einer Leitung, die zu uns hin sauber ist.",
    ),
    (
        "The remote fax machine's training was good and its signal clean ({} dB), but {} of {} rows of its pages make no sense.",
        "Die Einmessung der Gegenstelle war gut und ihr Signal sauber ({} dB), aber {} von {} Zeilen ihrer Seiten ergeben keinen Sinn.",
    ),
    (
        "The remote fax machine says that it sent a page with error correction ({} PPS), and no frame of it was on a line that is clean ({} dB).",
        "Die Gegenstelle sagt, sie habe eine Seite mit Fehlerkorrektur gesandt ({} PPS), und auf einer sauberen Leitung ({} dB) war kein Rahmen davon zu hören.",
    ),
    (
        "The remote fax machine said {} times how it would send, and never trained in that way, on a line that is clean.",
        "Die Gegenstelle sagte {} mal, wie sie senden will, und maß sich nie so ein, auf einer sauberen Leitung.",
    ),
    (
        "Limit the rate for this number, or call it without error correction (with it, if it was without); if other machines take our faxes, this one needs service.",
        "Die Geschwindigkeit für diese Nummer begrenzen oder sie ohne Fehlerkorrektur anrufen (mit, wenn es ohne war); nehmen andere Geräte unsere Faxe an, braucht dieses den Kundendienst.",
    ),
    ("It was in phase {}.", "Es war in Phase {}."),
    (
        "See in the telephone system who ended the call and why; a person there may have hung up.",
        "In der Telefonanlage nachsehen, wer den Anruf beendet hat und warum; vielleicht hat dort ein Mensch aufgelegt.",
    ),
    (
        "The machine there gave up by itself: it may be out of paper or memory, or want a password or an identification.",
        "Das Gerät dort hat von selbst aufgegeben: vielleicht fehlt ihm Papier oder Speicher, oder es will ein Passwort oder eine Kennung.",
    ),
    (
        "A router that translates addresses (NAT), or a firewall, may close the way of UDP in the middle of a call: look at its limits of time, and at t38_udptl_nat of the trunk.",
        "Ein Router, der Adressen übersetzt (NAT), oder eine Firewall schließt vielleicht den Weg von UDP mitten im Anruf: ihre Zeitgrenzen ansehen, und t38_udptl_nat des Trunks.",
    ),
    (
        "Either the machine there does not hear us or we do not hear it: try again at a lower rate, and without T.38 if it was by T.38.",
        "Entweder hört das Gerät dort uns nicht oder wir hören es nicht: mit geringerer Geschwindigkeit noch einmal versuchen, und ohne T.38, wenn es mit T.38 war.",
    ),
    (
        "The machine there does not keep to T.30: try without error correction, and have its software brought up to date.",
        "Das Gerät dort hält sich nicht an T.30: ohne Fehlerkorrektur versuchen und seine Software auf den neuesten Stand bringen lassen.",
    ),
    (
        "The machine there asks for the same again and again, or says it: try without error correction, and at a lower rate.",
        "Das Gerät dort verlangt immer wieder dasselbe oder sagt es: ohne Fehlerkorrektur und mit geringerer Geschwindigkeit versuchen.",
    ),
    (
        "No fax machine was heard in {} s: only a tone that comes and goes was heard, as a busy line or the exchange gives it.",
        "In {} s war kein Faxgerät zu hören: nur ein Ton, der kommt und geht, wie ihn eine besetzte Leitung oder die Vermittlung gibt.",
    ),
    (
        "No fax machine was heard in {} s: only a tone of the exchange was heard.",
        "In {} s war kein Faxgerät zu hören: nur ein Ton der Vermittlung.",
    ),
    (
        "No fax machine was heard in {} s: the line was still.",
        "In {} s war kein Faxgerät zu hören: die Leitung war still.",
    ),
    (
        "No fax machine was heard in {} s: a fax machine's tone was heard and nothing after it.",
        "In {} s war kein Faxgerät zu hören: nur der Ton eines Faxgeräts und danach nichts.",
    ),
    (
        "No fax machine was heard in {} s: voices or music were heard.",
        "In {} s war kein Faxgerät zu hören: nur Stimmen oder Musik.",
    ),
    (
        "Check the number, and that a fax machine answers there at this hour.",
        "Die Nummer prüfen, und ob dort um diese Zeit ein Faxgerät abhebt.",
    ),
    (
        "Ask its owner what it wants there; a call with the same would be refused again.",
        "Den fragen, dem sie gehört, was sie dort will; ein Anruf mit denselben Angaben würde wieder abgelehnt.",
    ),
    (
        "Look in the ladder at what its DIS or DCS says, and at the rates and codings that are allowed here.",
        "Im Ablauf nachsehen, was sein DIS oder DCS sagt, und welche Geschwindigkeiten und Kodierungen hier erlaubt sind.",
    ),
    // Us.
    (
        "A page came and could not be stored here.",
        "Eine Seite kam und konnte hier nicht gespeichert werden.",
    ),
    (
        "Make room on the disk of the spool, and look in the log for why it was not written.",
        "Auf der Platte des Spools Platz schaffen und im Protokoll nachsehen, warum nicht geschrieben wurde.",
    ),
    (
        "Nothing, if that was meant; the log tells who ended it.",
        "Nichts, wenn das gewollt war; im Protokoll steht, wer ihn beendet hat.",
    ),
    (
        "Look in the log for why the next page was not ready: a slow disk, or a document that could not be read.",
        "Im Protokoll nachsehen, warum die nächste Seite nicht bereit war: eine langsame Platte, oder ein Dokument, das nicht zu lesen war.",
    ),
    (
        "Have the sender divide the document into shorter pages.",
        "Den Absender bitten, das Dokument in kürzere Seiten zu teilen.",
    ),
    (
        "Page {} arrived with error correction and could not be decoded after row {}.",
        "Seite {} kam mit Fehlerkorrektur an und ließ sich nach Zeile {} nicht weiter lesen.",
    ),
    (
        "Page {} arrived with error correction, and {} of its {} rows could not be decoded.",
        "Seite {} kam mit Fehlerkorrektur an, und {} ihrer {} Zeilen ließen sich nicht lesen.",
    ),
    (
        "What arrived is kept in the fax's document. Have the page sent again, without MMR and JBIG if it fails again.",
        "Was ankam, ist im Dokument des Fax aufbewahrt. Die Seite noch einmal senden lassen, ohne MMR und JBIG, wenn es wieder misslingt.",
    ),
    (
        "Raise the limit of the device if such faxes are wanted.",
        "Die Grenze des Geräts erhöhen, wenn solche Faxe gewünscht sind.",
    ),
    (
        "Report it, with the log and this record.",
        "Es melden, mit dem Protokoll und dieser Aufzeichnung.",
    ),
    // Records of which nothing can be said.
    (
        "this is no record of a call: it does not begin as one",
        "Das ist keine Aufzeichnung eines Anrufs: sie beginnt nicht wie eine.",
    ),
    (
        "this record of a call has version {}; this Ferrofax reads version {}",
        "Diese Aufzeichnung eines Anrufs hat Version {}; dieses Ferrofax liest Version {}.",
    ),
    (
        "this record of a call ends in its settings",
        "Diese Aufzeichnung eines Anrufs endet in ihren Einstellungen.",
    ),
    (
        "this record of a call is damaged at octet {}: {}",
        "Diese Aufzeichnung eines Anrufs ist am Oktett {} beschädigt: {}",
    ),
    ("the record of the call is damaged: {}", "Die Aufzeichnung des Anrufs ist beschädigt: {}"),
    (
        "the record of the call takes more memory than there is",
        "Die Aufzeichnung des Anrufs braucht mehr Speicher, als es gibt.",
    ),
    (
        "the record of the call could not be looked at within {} seconds; `ferrofax call` takes as long as it needs",
        "Die Aufzeichnung des Anrufs war in {} Sekunden nicht zu lesen; `ferrofax call` nimmt sich die Zeit, die es braucht.",
    ),
    (
        "other records are being looked at; try again in a minute",
        "Gerade werden andere Aufzeichnungen angesehen; versuchen Sie es in einer Minute noch einmal.",
    ),
];

#[cfg(test)]
mod tests {
    use super::VERDICTS;
    use std::fs;
    use std::path::Path;

    /// The sentences that stand in a source, each in the pieces around what is put into it.
    fn sentences(source: &str) -> Vec<Vec<String>> {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        let texts = code.split('"').skip(1).step_by(2);
        let whole = texts.filter(|text| text.ends_with('.') && text.contains(' '));
        let whole = whole.flat_map(|text| text.split_inclusive(". "));
        let pieces = |text: &str| {
            let pieces = text.split('{').flat_map(|piece| piece.rsplit('}').next());
            pieces
                .map(|piece| piece.trim().to_owned())
                .filter(|piece| !piece.is_empty())
                .collect()
        };
        whole.map(pieces).collect()
    }

    fn has_all(mut text: &str, pieces: &[String]) -> bool {
        pieces.iter().all(|piece| {
            let found = text.find(piece.as_str());
            found.inspect(|at| text = &text[at + piece.len()..]).is_some()
        })
    }

    #[test]
    fn each_finding_and_each_advice_has_its_translation() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../recorder/src/explain/findings");
        let mut count = 0;
        for file in fs::read_dir(folder).unwrap() {
            let source = fs::read_to_string(file.unwrap().path()).unwrap();
            for pieces in sentences(&source) {
                count += 1;
                let is_there = VERDICTS.iter().any(|(known, _)| has_all(known, &pieces));
                assert!(is_there, "{pieces:?} has no German");
            }
        }
        assert!(count > 40, "{count}");
    }
}
