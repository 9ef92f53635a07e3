//! What becomes of each mail of `fixtures/`: its job for each receiver, page for page, or
//! why there is none.
//!
//! `fixtures/jobs.txt` says for each mail:
//!
//! ```text
//! == FILE
//! refused ADDRESS: REPLY                                what the client is told at RCPT, or at the end of the mail
//! NUMBER: N pages: DOCUMENTS [for NAME] [sub SUB] [tag TAG] [priority N] [reports WHEN] to ADDRESS [without LEFT OUT]
//! NUMBER not sent (FAILURE): REASON                     told by mail
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ferrofax::UnixMs;
use ferrofax::delivery::report::option::{LEFT_OUT, MAIL_RECIPIENT, RECIPIENT};
use ferrofax::delivery::{MailSettings, deliver_due};
use ferrofax::document::tiff;
use ferrofax::mail::intake::{Intake, IntakeSettings, Kept};
use ferrofax::mail::{MailPolicy, SessionPolicy};
use ferrofax::network::asker::{Client, Envelope, Recipient};
use ferrofax::program::settings::Settings;
use ferrofax::spool::LetterId;
use ferrofax::spool::jobs::{Job, NewJob};
use image::{ImageFormat, Rgb, RgbImage};

use super::desk::Taking;
use super::rig::{OPEN, PATIENCE, Rig, Talk};

/// Who sends them all.
const ANNA: &str = "anna@example.com";

/// No programs of the machine's, so that it is the same everywhere.
const CONVERT: &str = "\n[convert]\noffice = \"\"\nghostscript = \"\"\n";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/fixtures")
}

/// Numbers of all countries, which are closed by default.
const EVERYWHERE: &str = "[limits]\npriority = true\nallowed = [\"+1\", \"+2\", \"+3\", \"+4\", \"+5\", \"+6\", \"+7\", \"+8\", \"+9\"]\n";

fn open_with(mail: &str) -> String {
    let open = OPEN
        .replace("[mail]\n", &format!("[mail]\n{mail}\n"))
        .replace("[limits]\n", EVERYWHERE);
    open + CONVERT
}

/// Puts mails in as the door does.
pub(crate) struct Door {
    mail_policy: MailPolicy,
    intake: Intake,
    pub(crate) client: Client,
    pub(crate) now: UnixMs,
}

impl Door {
    pub(crate) fn new(rig: &Rig) -> Self {
        let settings = Settings::read(&rig.settings()).unwrap();
        let settings = settings.with_child(Some(env!("CARGO_BIN_EXE_ferrofax").as_ref()));
        let rights = settings.rights_for_mail(&rig.spool).unwrap();
        let intake =
            Intake::open(&rig.spool.folder().join("mail"), IntakeSettings::default()).unwrap();
        let client = Client::at("127.0.0.1".parse().unwrap(), "smtp", false);
        Self {
            mail_policy: settings.mail_policy(&rights).unwrap(),
            intake,
            client,
            now: UnixMs::now(),
        }
    }

    /// The mail's id, and what the client was told.
    pub(crate) fn put(
        &self,
        sender: &str,
        addresses: &[&str],
        mail: &[u8],
    ) -> (Option<String>, Vec<String>) {
        let mut told = Vec::new();
        if let Err(reply) = self.mail_policy.sender(&self.client, sender, None) {
            return (None, vec![format!("refused {sender}: {reply}")]);
        }
        let mut recipients: Vec<Recipient> = Vec::new();
        for address in addresses {
            match self.mail_policy.recipient(&self.client, sender, address, &recipients) {
                Ok(recipient) => recipients.push(recipient),
                Err(reply) => told.push(format!("refused {address}: {reply}")),
            }
        }
        if recipients.is_empty() {
            return (None, told);
        }
        let envelope = Envelope {
            client: self.client.clone(),
            sender: sender.into(),
            envelope_id: None,
            return_full: None,
            utf8: false,
            recipients,
            received_at: self.now,
        };
        if let Err(reply) = self.mail_policy.message(&envelope, mail) {
            told.push(format!("refused the mail: {reply}"));
            return (None, told);
        }
        match self.intake.put(&envelope, mail).unwrap() {
            Kept::New(id) => (Some(id), told),
            Kept::Known(id) => panic!("{id} came before"),
        }
    }
}

/// The receivers of each mail, by `expected.txt`.
fn receivers() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(fixtures().join("expected.txt")).unwrap();
    let blocks = text.split("== ").skip(1).map(|block| {
        let mut lines = block.lines();
        let name = lines.next().unwrap().to_owned();
        let rcpt = lines.filter_map(|line| line.strip_prefix("rcpt ")?.split(" > ").next());
        (name, rcpt.map(str::to_owned).collect())
    });
    blocks.collect()
}

/// The table's blocks as lines.
fn expected() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(fixtures().join("jobs.txt")).unwrap_or_default();
    let blocks = text.split("== ").skip(1).map(|block| {
        let mut lines = block.lines().map(str::to_owned).filter(|line| !line.is_empty());
        (lines.next().unwrap(), lines.collect())
    });
    blocks.collect()
}

fn told(job: &Job) -> String {
    let documents: Vec<&str> =
        job.documents.iter().map(|document| document.name.as_str()).collect();
    let option = |name: &str, word: &str| {
        job.options
            .get(name)
            .map(|value| format!(" {word} {value}"))
            .unwrap_or_default()
    };
    let pages = if job.pages.len() == 1 {
        "1 page".to_owned()
    } else {
        format!("{} pages", job.pages.len())
    };
    let said = |word: &str, value: &str| {
        if value.is_empty() { String::new() } else { format!(" {word} {value}") }
    };
    format!(
        "{}: {pages}: {}{}{}{}{}{} to {}{}",
        job.number,
        documents.join(" + "),
        option(RECIPIENT, "for"),
        said("sub", job.sub.as_deref().unwrap_or_default()),
        said("tag", &job.tag),
        if job.priority == NewJob::PRIORITY {
            String::new()
        } else {
            format!(" priority {}", job.priority)
        },
        if job.notify_when.name() == "each" {
            String::new()
        } else {
            format!(" reports {}", job.notify_when.name())
        },
        job.notify.join(","),
        option(LEFT_OUT, "without"),
    )
}

#[test]
fn each_mail_of_the_table_makes_its_jobs_or_is_refused_with_a_reason() {
    let rig = Rig::new(&open_with("subject_keywords = true\nreport_domains = [\"example.com\"]"));
    let door = Door::new(&rig);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (name, receivers) in receivers() {
        let mail = fs::read(fixtures().join(format!("{name}.eml"))).unwrap();
        let addresses: Vec<&str> = if receivers.is_empty() {
            // A mail that comes back to the sender of faxes, and must not become a fax.
            vec!["009912700619@fax.example.com"]
        } else {
            receivers.iter().map(String::as_str).collect()
        };
        let (id, told) = door.put(ANNA, &addresses, &mail);
        ids.extend(id.map(|id| (id, name.clone())));
        found.insert(name, told);
    }
    let serving = rig.serve();
    rig.wait_until_handled(Duration::from_secs(300));
    drop(serving);
    let mut jobs = rig.jobs();
    jobs.sort_by_key(|job| {
        job.options["mark"].rsplit(':').next().unwrap().parse::<usize>().unwrap()
    });
    for job in &jobs {
        let mark: Vec<&str> = job.options["mark"].split(':').collect();
        found.get_mut(&ids[mark[1]]).unwrap().push(told(job));
        assert!(job.options.contains_key(MAIL_RECIPIENT));
        assert_eq!(
            (job.device.to_string().as_str(), job.created_by.name()),
            ("2101@fax-devices", "mail")
        );
    }
    for letter in (1..).map_while(|id| rig.spool.outbox().letter(LetterId(id)).unwrap()) {
        let mark: Vec<&str> = letter.new.mark.split(':').collect();
        let reason = letter
            .new
            .text
            .lines()
            .find_map(|line| line.strip_prefix("Reason:"))
            .unwrap()
            .trim();
        for one in &letter.new.recipients {
            let line = format!("{} not sent ({}): {reason}", one.address, one.failure);
            found.get_mut(&ids[mark[1]]).unwrap().push(line);
        }
    }
    let expected = expected();
    let mut wrong = String::new();
    for (name, lines) in &found {
        if expected.get(name) != Some(lines) {
            wrong += &format!("== {name}\n{}\n\n", lines.join("\n"));
        }
    }
    assert!(wrong.is_empty(), "these become something else:\n{wrong}");
    assert!(jobs.len() >= 40, "{}", jobs.len());
    assert_eq!(expected.len(), found.len());
}

#[test]
fn a_priority_before_the_usual_one_is_a_right_in_a_mail_too() {
    for (right, priority) in [("priority = true", 20), ("priority = false", NewJob::PRIORITY)] {
        let settings = open_with("subject_keywords = true").replace("priority = true", right);
        let rig = Rig::new(&settings);
        let mail = fs::read(fixtures().join("subject_keywords.eml")).unwrap();
        let (id, told) = Door::new(&rig).put(ANNA, &["009912700619@fax.example.com"], &mail);
        assert!(id.is_some() && told.is_empty(), "{told:?}");
        let serving = rig.serve();
        rig.wait_until_handled(Duration::from_secs(120));
        drop(serving);
        assert_eq!(rig.jobs()[0].priority, priority);
        let audit = fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
        assert_eq!(audit.contains(r#""rule":"priority""#), priority != 20, "{audit}");
    }
}

const TWO: &str = "From: Anna <anna@example.com>\r\nReply-To: desk@example.net\r\nTo: =?utf-8?q?J=C3=BCrgen?= <j@0990.fax>\r\n\
    Message-ID: <two@example.com>\r\nSubject: Offer 17\r\n\r\nHello.\r\n";

/// One mail, several receivers, each with a job and, where it is wanted, a cover of its own.
#[test]
fn several_receivers_get_the_same_pages_and_each_its_own_cover() {
    for (cover, pages) in [("", 1), ("\n[cover]\nenabled = true\n", 2)] {
        let rig = Rig::new(&(open_with("report_domains = [\"example.net\"]") + cover));
        let door = Door::new(&rig);
        let (id, told) =
            door.put(ANNA, &["j@0990.fax", "eva.meier@0991.fax", "J@0990.FAX"], TWO.as_bytes());
        assert!(id.is_some() && told.is_empty(), "{told:?}");
        let serving = rig.serve();
        rig.wait_until_handled(Duration::from_secs(120));
        drop(serving);
        let mut jobs = rig.jobs();
        jobs.sort_by_key(|job| job.number.clone());
        let told: Vec<_> = jobs
            .iter()
            .map(|job| {
                (
                    job.number.as_str(),
                    job.options[RECIPIENT].as_str(),
                    job.pages.len(),
                    job.notify.join(","),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("0990", "Jürgen", pages, "desk@example.net".to_owned()),
                ("0991", "eva meier", pages, "desk@example.net".to_owned())
            ]
        );
        let last = |job: &Job| fs::read(&job.documents.last().unwrap().path).unwrap();
        assert!(last(&jobs[0]) == last(&jobs[1]), "one conversion");
        if pages == 2 {
            let first = |job: &Job| fs::read(&job.documents[0].path).unwrap();
            assert!(first(&jobs[0]) != first(&jobs[1]), "the names are on the covers");
        }
    }
}

#[test]
fn the_preview_shows_what_is_sent_page_for_page() {
    let rig = Rig::new(&open_with(""));
    let door = Door::new(&rig);
    let name = "apple_mail_mixed_inside.eml";
    let file = fixtures().join(name);
    door.put(ANNA, &["kollegen@009912700619.fax"], &fs::read(&file).unwrap())
        .0
        .unwrap();
    let serving = rig.serve();
    rig.wait_until_handled(Duration::from_secs(120));
    drop(serving);
    let jobs = rig.jobs();
    let out = rig.folder.path().join("out.tif");
    let run = rig.command().arg("convert").arg(&file).arg("-o").arg(&out).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let bitmaps = |path: &Path| {
        tiff::read(path)
            .unwrap()
            .iter()
            .map(|page| (page.bitmap().unwrap(), page.resolution))
            .collect::<Vec<_>>()
    };
    let (shown, sent) = (bitmaps(&out), bitmaps(&jobs[0].documents[0].path));
    assert!(shown.len() >= 4 && shown == sent, "{} pages shown, {} sent", shown.len(), sent.len());
}

/// The word counts for the whole mail in its head and its subject, and for one recipient in an
/// address.
#[test]
fn colours_are_wished_for_in_a_mail_or_an_address() {
    let picture = RgbImage::from_fn(600, 400, |x, y| Rgb([x as u8, 90, y as u8]));
    let mut photo = Cursor::new(Vec::new());
    picture.write_to(&mut photo, ImageFormat::Jpeg).unwrap();
    let photo = BASE64_STANDARD.encode(photo.into_inner());
    let photo: Vec<&str> =
        photo.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
    let mail = |id: u32, head: &str, subject: &str| {
        format!(
            "From: anna@example.com\r\nMessage-ID: <{id}@example.com>\r\n{head}Subject: {subject}\r\n\
             MIME-Version: 1.0\r\nContent-Type: image/jpeg; name=photo.jpg\r\n\
             Content-Disposition: attachment; filename=photo.jpg\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            photo.join("\r\n")
        )
    };
    let rig = Rig::new(&open_with(""));
    let door = Door::new(&rig);
    let with_word = ["0991/colour=yes@fax.example.com", "0992@fax.example.com"];
    door.put(ANNA, &with_word, mail(1, "", "Photo").as_bytes()).0.unwrap();
    let in_head = mail(2, "X-Fax-Colour: yes\r\n", "Photo");
    door.put(ANNA, &["0993@fax.example.com"], in_head.as_bytes()).0.unwrap();
    let in_subject = mail(3, "", "[fax colour=yes] Photo");
    door.put(ANNA, &["0994@fax.example.com"], in_subject.as_bytes()).0.unwrap();
    let serving = rig.serve();
    rig.wait_until_handled(Duration::from_secs(120));
    drop(serving);
    let mut found: Vec<_> = rig
        .jobs()
        .iter()
        .map(|job| {
            let pages: Vec<_> =
                job.documents.iter().flat_map(|one| tiff::read(&one.path).unwrap()).collect();
            let coloured = pages.iter().filter(|page| page.colour().is_some()).count();
            (job.number.clone(), job.wishes_colours(), coloured)
        })
        .collect();
    found.sort();
    let wanted = [("0991", true, 1), ("0992", false, 0), ("0993", true, 1), ("0994", true, 1)];
    assert_eq!(found, wanted.map(|(number, wishes, pages)| (number.to_owned(), wishes, pages)));
}

#[test]
fn what_cannot_be_faxed_refuses_the_mail_where_the_settings_say_so() {
    let mail = "From: anna@example.com\r\nMessage-ID: <x@example.com>\r\nSubject: Tool\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
        Content-Type: application/x-msdownload; name=tool.exe\r\nContent-Disposition: attachment; filename=tool.exe\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAAEAAAA//8AALgAAAA=\r\n--b--\r\n";
    for (policy, jobs) in [("ignore", 1), ("reject", 0)] {
        let rig = Rig::new(&open_with(&format!("unknown_part = \"{policy}\"")));
        Door::new(&rig).put(ANNA, &["0990@fax.example.com"], mail.as_bytes()).0.unwrap();
        let serving = rig.serve();
        rig.wait_until_handled(Duration::from_secs(120));
        drop(serving);
        assert_eq!(rig.jobs().len(), jobs, "{policy}");
        match rig.jobs().first() {
            Some(job) => assert!(
                job.options[LEFT_OUT].starts_with("tool.exe ("),
                "{}",
                job.options[LEFT_OUT]
            ),
            None => {
                let letter = rig.spool.outbox().letter(LetterId(1)).unwrap().unwrap().new;
                assert!(letter.text.contains("tool.exe ("), "{}", letter.text);
                assert_eq!(letter.recipients[0].failure.dsn_final(), "5.6.1");
            }
        }
    }
}

/// What people read of it, not only what is kept with the job.
#[test]
fn what_was_left_out_stands_in_the_report() {
    let rig = Rig::new(&open_with(""));
    let icon = encoded(&[
        0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 9, 0,
        0, 0, 9,
    ]);
    let mail = format!(
        "From: anna@example.com\r\nMessage-ID: <x@example.com>\r\nSubject: Tool\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
         Content-Type: application/octet-stream; name=plan.svg\r\nContent-Disposition: attachment; filename=plan.svg\r\n\r\n\
         <?xml version=\"1.0\"?>\r\n<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>\r\n--b\r\n\
         Content-Type: image/png; name=icon.png\r\nContent-Disposition: attachment; filename=icon.png\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{icon}\r\n--b--\r\n"
    );
    Door::new(&rig).put(ANNA, &["0990@fax.example.com"], mail.as_bytes()).0.unwrap();
    let serving = rig.serve();
    let job = rig.wait_for_jobs(1)[0].id;
    rig.wait_until_handled(PATIENCE);
    drop(serving);
    rig.spool.jobs().cancel_job(job, "anna", UnixMs(1)).unwrap();
    let relay = Taking::default();
    let settings =
        MailSettings { domain: Some("pbx.example.com".into()), ..MailSettings::default() };
    assert_eq!(deliver_due(&rig.spool, &settings, &relay, UnixMs(2)).delivered, 1);
    let report = relay.text();
    let line = "Left out:     icon.png (it is a small picture, such as a logo or an icon), plan.svg (it is an SVG drawing; it can be faxed as PDF or PNG)";
    assert!(report.contains(line), "{report}");
    assert!(report.contains("Documents:    the mail's text"), "{report}");
}

/// All octets as quoted-printable.
fn encoded(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("={byte:02X}")).collect()
}

/// A workbook with a password: what the sender meant to send as a whole is not sent by half.
#[test]
fn a_locked_office_document_is_called_that_and_treated_as_other_locked_ones() {
    let mut file = vec![0_u8; 2_048];
    file[..4].copy_from_slice(b"\xD0\xCF\x11\xE0");
    (file[30], file[48]) = (9, 1);
    for (index, byte) in "EncryptedPackage".bytes().enumerate() {
        file[1_024 + 128 + 2 * index] = byte;
    }
    let mail = format!(
        "From: anna@example.com\r\nMessage-ID: <x@example.com>\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
         Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name=prices.xlsx\r\n\
         Content-Disposition: attachment; filename=prices.xlsx\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
        file.chunks(20).map(|line| encoded(line) + "=\r\n").collect::<String>()
    );
    assert_refused_or_left_out(&mail, "prices.xlsx", "it is encrypted and needs a password");
}

/// By `damaged_part`: the mail is refused, or faxed without this part; either way it is told why.
fn assert_refused_or_left_out(mail: &str, part: &str, why: &str) {
    for (policy, jobs) in [("refuse", 0), ("leave-out", 1)] {
        let rig = Rig::new(&open_with(&format!(
            "damaged_part = \"{policy}\"\nunknown_part = \"reject\""
        )));
        Door::new(&rig).put(ANNA, &["0990@fax.example.com"], mail.as_bytes()).0.unwrap();
        let serving = rig.serve();
        rig.wait_until_handled(PATIENCE);
        drop(serving);
        let told = match rig.jobs().first() {
            Some(job) => job.options[LEFT_OUT].clone(),
            None => rig.spool.outbox().letter(LetterId(1)).unwrap().unwrap().new.text,
        };
        assert_eq!(rig.jobs().len(), jobs, "{policy}");
        assert!(told.contains(part) && told.contains(why), "{told}");
    }
}

#[test]
fn a_damaged_winmail_dat_refuses_the_mail_or_is_named() {
    let mail = "From: anna@example.com\r\nMessage-ID: <x@example.com>\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
        Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        eJ8+IgEAAQyAAgAKAAAAdGV4dA==\r\n--b--\r\n";
    assert_refused_or_left_out(mail, "winmail.dat", "it could not be read: it is damaged");
}

#[test]
fn spam_that_is_ignored_makes_neither_a_fax_nor_an_answer() {
    let rig = Rig::new(&open_with("spam = \"ignore\""));
    let door = Door::new(&rig);
    let spam = TWO
        .replace("two@example.com", "spam@example.com")
        .replace("Subject:", "X-Spam-Flag: YES\r\nSubject:");
    let (id, told) = door.put(ANNA, &["0990@fax.example.com"], spam.as_bytes());
    assert!(id.is_some() && told.is_empty(), "it is taken: {told:?}");
    let serving = rig.serve();
    rig.wait_until_handled(PATIENCE);
    assert_eq!((rig.jobs().len(), rig.spool.outbox().letter(LetterId(1)).unwrap()), (0, None));
    door.put(ANNA, &["0990@fax.example.com"], TWO.as_bytes()).0.unwrap();
    rig.wait_until_handled(PATIENCE);
    drop(serving);
    assert_eq!(rig.jobs().len(), 1, "another one is faxed");
}

/// Exports of mail programs, and some scanners: behind the line that the server puts
/// before it, an empty one would end the header.
#[test]
fn a_mail_that_begins_with_an_empty_line_is_faxed() {
    let (rig, serving) = Rig::served(&open_with(""));
    let mail = format!("\n\n{}", TWO.replace("=?utf-8?q?J=C3=BCrgen?=", "J"));
    let said = Talk::to(serving.addresses[0])
        .unwrap()
        .send(ANNA, &["0990@fax.example.com"], &mail)
        .unwrap();
    assert!(said.starts_with("250"), "{said}");
    assert_eq!(rig.wait_for_jobs(1)[0].tag, "Offer 17");
    let (code, said) =
        rig.pipe(&["--sender", ANNA, "0991@fax.example.com"], &mail.replace("two@", "three@"));
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(rig.wait_for_jobs(2).iter().filter(|job| job.tag == "Offer 17").count(), 2);
}

#[test]
fn a_damaged_part_refuses_the_mail_or_is_left_out_where_the_settings_say_so() {
    // A PDF of which the second half is missing.
    let mail = "From: anna@example.com\r\nMessage-ID: <x@example.com>\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
        Content-Type: application/pdf; name=offer.pdf\r\nContent-Disposition: attachment; filename=offer.pdf\r\n\r\n\
        %PDF-1.4\r\n1 0 obj\r\n<</Type/Catalog/Pages 2 0 R>>\r\nendobj\r\n2 0 obj\r\n<</Type/Pa\r\n--b--\r\n";
    // What nothing here reads is another thing.
    for (policy, jobs) in [("refuse", 0), ("leave-out", 1)] {
        let settings = format!("damaged_part = \"{policy}\"\nunknown_part = \"reject\"");
        let rig = Rig::new(&open_with(&settings));
        Door::new(&rig).put(ANNA, &["0990@fax.example.com"], mail.as_bytes()).0.unwrap();
        let serving = rig.serve();
        rig.wait_until_handled(Duration::from_secs(120));
        drop(serving);
        assert_eq!(rig.jobs().len(), jobs, "{policy}");
        let file = rig.folder.path().join("mail.eml");
        fs::write(&file, mail).unwrap();
        let shown = rig
            .command()
            .arg("convert")
            .arg(&file)
            .args(["-o", "look.pdf"])
            .output()
            .unwrap();
        let said = String::from_utf8(if jobs == 0 { shown.stderr } else { shown.stdout }).unwrap();
        assert!(shown.status.success() == (jobs > 0) && said.contains("offer.pdf"), "{said}");
        match rig.jobs().first() {
            Some(job) => assert!(
                job.options[LEFT_OUT].starts_with("offer.pdf (it"),
                "{}",
                job.options[LEFT_OUT]
            ),
            None => {
                let letter = rig.spool.outbox().letter(LetterId(1)).unwrap().unwrap().new;
                assert!(letter.text.contains("offer.pdf: it"), "{}", letter.text);
            }
        }
    }
}

/// A disk in trouble costs nobody a fax.
#[test]
fn a_mail_that_the_spool_cannot_take_now_waits_and_makes_one_job_later() {
    let rig = Rig::new(&open_with(""));
    let door = Door::new(&rig);
    let serving = rig.serve();
    let folder = rig.spool.folder().join("jobs");
    fs::remove_dir(&folder).unwrap();
    fs::write(&folder, "not a folder").unwrap();
    let (id, _) = door.put(ANNA, &["0990@fax.example.com"], TWO.as_bytes());
    let id = id.unwrap();
    let begun = std::time::Instant::now();
    while door.intake.entry(&id).unwrap().tries == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is not put off: {}", serving.said());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(rig.jobs(), []);
    assert!(door.intake.entry(&id).unwrap().why.is_some_and(|why| why.contains("jobs")));
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    rig.wait_until_handled(Duration::from_secs(120));
    drop(serving);
    assert_eq!(rig.jobs().len(), 1);
}

/// Paused, nothing is taken in and nothing is lost.
#[test]
fn the_queue_is_listed_paused_and_emptied_by_its_words() {
    let rig = Rig::new(&open_with(""));
    let run = |words: &[&str]| {
        let out = rig.command().arg("mail-queue").args(words).output().unwrap();
        (
            out.status.code(),
            String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap(),
        )
    };
    assert_eq!(run(&[]), (Some(0), "no mails wait\n".to_owned()));
    let door = Door::new(&rig);
    let id = door.put(ANNA, &["0990@fax.example.com"], TWO.as_bytes()).0.unwrap();
    assert_eq!(run(&["pause"]).0, Some(0));
    assert!(
        rig.pipe(&["--sender", ANNA, "0991@fax.example.com"], "From: a@b\n\nx\n").0 == Some(75)
    );
    let (_, list) = run(&[]);
    assert!(list.starts_with("PAUSED") && list.contains(&id) && list.contains(ANNA), "{list}");
    let (_, shown) = run(&["show", &id]);
    assert!(
        shown.contains("subject   Offer 17\n")
            && shown.contains("for       0990@fax.example.com\n"),
        "{shown}"
    );
    let value: serde_json::Value = serde_json::from_str(&run(&["--json"]).1).unwrap();
    assert_eq!(
        (value["paused"].as_bool(), value["mails"][0]["sender"].as_str()),
        (Some(true), Some(ANNA))
    );
    assert_eq!(run(&["resume"]).0, Some(0));
    let (code, said) = run(&["delete", &id]);
    assert!(code == Some(0) && said.contains("nobody is notified"), "{said}");
    assert_eq!(run(&["show", &id]).0, Some(2));
    assert_eq!(
        run(&["--json"]).1,
        "{\"mails\":[],\"parts\":0,\"paused\":false,\"set_aside\":[]}\n"
    );
}

#[test]
fn a_report_that_came_back_is_shown_with_its_job_and_goes_to_the_faxmaster() {
    let rig = Rig::new(&open_with("bounces = \"back@fax.example.com\""));
    let door = Door::new(&rig);
    door.put(ANNA, &["0990@fax.example.com"], TWO.as_bytes()).0.unwrap();
    let serving = rig.serve();
    let job = rig.wait_for_jobs(1)[0].id;
    rig.spool.jobs().cancel_job(job, "anna", door.now).unwrap();
    let report = rig.spool.outbox().reports_of(job).unwrap().remove(0);
    assert_eq!(report.mailbox, ANNA);
    rig.spool.outbox().delivered(report.id, door.now, "250 ok").unwrap();
    let back = format!(
        "Message-ID: <b@mx>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {ANNA}\r\n\
         Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 mailbox full\r\n\r\n--b\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--b--\r\n",
        report.message_id
    );
    let (id, told) = door.put("", &["back@fax.example.com"], back.as_bytes());
    assert!(id.is_some(), "{told:?}");
    rig.wait_until_handled(Duration::from_secs(60));
    drop(serving);
    let out = rig.command().args(["jobs", &job.to_string()]).output().unwrap();
    let shown = String::from_utf8(out.stdout).unwrap();
    let line = format!("to {ANNA} rejected: came back: 5.2.2 smtp; 552 mailbox full");
    assert!(shown.contains(&line), "{shown}");
    let reports = rig.spool.outbox().reports_of(job).unwrap();
    assert_eq!((reports.len(), reports[1].mailbox.as_str()), (2, ""), "the faxmaster is told");
}
