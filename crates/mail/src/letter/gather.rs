//! Collects the parts of a mail that become pages. How a multipart is read depends on its kind. How
//! a leaf (a part that contains no other parts) is read depends on its content.
//!
//! - `alternative`: one of the forms, the richest that has content. Files that some programs put
//!   there wrongly are kept as well.
//! - `related`: the root first, then the parts to which it refers.
//! - `signed`: the content without the signature.
//! - `encrypted`: the content is not read.
//! - all others (`mixed`, `report`, `parallel`, unknown ones): each part in order (RFC 2046
//!   §5.1.3).
//!
//! The parts of attached mails are collected in the same way, at the position where the mail is
//! attached. Above the pages of an attached mail, some lines show its sender, date and subject.

use super::entity::{Budget, Children, Entity};
use super::leaf::{self, Leaf, Sort};
use super::{Content, Head, LeftOut, Mailbox, Place, Why, picture, smime, tnef};
use ferrofax_network::asker::header;

/// Collects those parts of a mail that contain no other parts (leaves), in the order of the fax's
/// pages.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    pub(super) leaves: Vec<Leaf>,
    pub(super) left_out: Vec<LeftOut>,
    budget: Budget,
    /// The number of attached mails, one inside the other, that enclose the present part.
    mails: usize,
    /// The number of S/MIME containers, one inside the other, that enclose the present part.
    seals: usize,
    /// The subject or file name of the attached mail whose parts are being collected; empty for the
    /// outermost mail.
    mail_name: String,
    /// Whether the text of the mail is not faxed, only its attachments. In that case a picture that
    /// the HTML text refers to becomes a page of its own, unless it is small.
    pictures_alone: bool,
}

/// The deepest nesting of mails inside mails, and of S/MIME containers inside each other, that is
/// read.
const MOST_MAILS: usize = 5;

/// The rank of one alternative form of a mail's text. Of several forms in a
/// `multipart/alternative`, the form with the highest rank is faxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Nothing,
    Files,
    OtherText,
    Plain,
    Html,
}

impl Gatherer {
    pub(super) fn new(pictures_alone: bool, max_parts: usize) -> Self {
        Self { pictures_alone, budget: Budget::of(max_parts), ..Self::default() }
    }

    /// Whether the mail has more parts than the limit, so that some were not read.
    pub(super) fn has_too_many(&self) -> bool {
        self.budget.spent
    }

    /// Collects the parts of the mail itself, or of a mail that is attached to it.
    pub(super) fn mail(&mut self, bytes: &[u8]) {
        let first = self.leaves.len();
        let entity = Entity::cut(header::begun(bytes), &mut self.budget);
        self.take(&entity);
        self.settle(first);
    }

    fn take(&mut self, entity: &Entity<'_>) {
        match &entity.children {
            Children::None => self.leaf(entity),
            Children::TooDeep => self.leave(entity, Why::TooDeep),
            Children::Damaged => self.leave(entity, Why::Damaged),
            Children::Some(children) => match entity.media_type.as_str() {
                "multipart/alternative" => self.alternative(children),
                "multipart/related" => self.related(entity, children),
                "multipart/encrypted" => self.leave(entity, Why::Encrypted),
                _ => children.iter().for_each(|child| self.take(child)),
            },
        }
    }

    fn related(&mut self, entity: &Entity<'_>, children: &[Entity<'_>]) {
        let start = entity
            .parameter("start")
            .map(|id| id.trim().trim_start_matches('<').trim_end_matches('>'));
        let named =
            start.and_then(|id| children.iter().position(|child| child.content_id() == Some(id)));
        let root = named.unwrap_or(0);
        let others = children
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != root)
            .map(|(_, child)| child);
        for child in children.get(root).into_iter().chain(others) {
            self.take(child);
        }
    }

    fn alternative(&mut self, children: &[Entity<'_>]) {
        let mut ways: Vec<(Rank, Vec<Leaf>)> = Vec::new();
        for child in children {
            let first = self.leaves.len();
            self.take(child);
            let leaves = self.leaves.split_off(first);
            ways.push((rank(&leaves), leaves));
        }
        let best = ways.iter().map(|(rank, _)| *rank).max().unwrap_or(Rank::Nothing);
        // RFC 2046 §5.1.4: the last form is the best. A form counts as HTML if one of its leaves is
        // an HTML text, as in Word's web pages.
        let chosen = ways.iter().rposition(|(rank, _)| *rank == best).unwrap_or(0);
        let has_files =
            ways.get(chosen).is_some_and(|(_, leaves)| leaves.iter().any(Leaf::is_document));
        for (index, (rank, leaves)) in ways.into_iter().enumerate() {
            if index == chosen {
                self.leaves.extend(leaves);
            } else if rank <= Rank::Files || !has_files {
                // These leaves are not another form of the text, but documents that were put in the
                // wrong place.
                self.leaves.extend(leaves.into_iter().filter(Leaf::is_document));
            }
        }
    }

    fn leaf(&mut self, entity: &Entity<'_>) {
        let name = entity.name().map(|name| leaf::name(&name)).unwrap_or_default();
        match Sort::of(&entity.media_type, &name) {
            Sort::LeftOut(why) => self.leave(entity, why),
            Sort::Nothing => {}
            Sort::Mail => self.forwarded(&entity.bytes(), &name),
            Sort::Tnef => self.tnef(&entity.bytes(), &name, 0),
            Sort::Smime => self.sealed(entity),
            Sort::Text | Sort::Html | Sort::File => {
                let leaf = Leaf::of(entity, name);
                self.keep(leaf);
            }
        }
    }

    /// Collects the parts of the signed content of an S/MIME container. Encrypted content is left
    /// out.
    fn sealed(&mut self, entity: &Entity<'_>) {
        let content = smime::content(&entity.bytes());
        match content {
            Some(_) if self.seals >= MOST_MAILS => self.leave(entity, Why::TooDeep),
            Some(content) => {
                self.seals += 1;
                let inner = Entity::cut(&content, &mut self.budget);
                self.take(&inner);
                self.seals -= 1;
            }
            None => self.leave(entity, Why::Encrypted),
        }
    }

    fn keep(&mut self, mut leaf: Leaf) {
        leaf.place =
            if self.mails == 0 && leaf.is_own { Place::Message } else { Place::Attachment };
        if self.mails > 0 && leaf.is_own && leaf.name.is_empty() {
            leaf.name.clone_from(&self.mail_name);
        }
        let is_text_wanted = !self.pictures_alone || self.mails > 0 || !leaf.is_own;
        if !leaf.is_blank() {
            self.leaves.push(leaf);
        } else if leaf.has_drawing() && is_text_wanted {
            self.left_out.push(LeftOut { name: leaf.called(), why: Why::Drawing });
        } else if !leaf.is_own {
            self.left_out.push(LeftOut { name: leaf.called(), why: Why::Empty });
        }
    }

    fn leave(&mut self, entity: &Entity<'_>, why: Why) {
        let name = entity.name().map(|name| leaf::name(&name)).filter(|name| !name.is_empty());
        self.left_out
            .push(LeftOut { name: name.unwrap_or_else(|| entity.media_type.clone()), why });
    }

    /// Collects the parts of an attached mail.
    fn forwarded(&mut self, bytes: &[u8], name: &str) {
        // The sender of an attached mail is not known. Any text that is not empty will do, since an
        // empty sender would mean a delivery report.
        let head = Head::read(bytes, "unknown").unwrap_or_default();
        let subject =
            if head.subject.is_empty() { "a mail".to_owned() } else { head.subject.clone() };
        let called = if name.is_empty() { subject } else { name.to_owned() };
        if self.mails >= MOST_MAILS {
            return self.left_out.push(LeftOut { name: called, why: Why::TooDeep });
        }
        let outer = std::mem::replace(&mut self.mail_name, called);
        self.mails += 1;
        let first = self.leaves.len();
        self.mail(bytes);
        self.introduce(first, &head);
        self.mails -= 1;
        self.mail_name = outer;
    }

    /// Adds lines above a forwarded mail that show its sender, date and subject.
    fn introduce(&mut self, first: usize, head: &Head) {
        let people = |mailboxes: &[Mailbox]| {
            mailboxes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let lines = [
            ("From", head.from.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("Date", head.date_written.clone()),
            ("To", people(&head.to)),
            ("Subject", head.subject.clone()),
        ];
        let lines: Vec<(&str, String)> =
            lines.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        // The lines are put into the forwarded mail's own text. If there is none, they are put
        // before it as a text of their own.
        let own = self.leaves.iter_mut().skip(first).find(|leaf| leaf.is_own);
        match own.map(|leaf| &mut leaf.content) {
            Some(Content::Html { html, .. }) => {
                let line = |(key, value): &(&str, String)| {
                    format!("<b>{key}:</b> {}<br>", leaf::escaped(value))
                };
                let block: String = lines.iter().map(line).collect();
                html.insert_str(0, &format!("<p>{block}</p><hr>"));
            }
            Some(Content::Text(text)) => text.insert_str(0, &format!("{}\n", plain_lines(&lines))),
            _ => {
                let leaf = Leaf::text(self.mail_name.clone(), plain_lines(&lines));
                self.leaves.insert(first.min(self.leaves.len()), leaf);
            }
        }
    }

    fn tnef(&mut self, bytes: &[u8], name: &str, depth: usize) {
        let called = if name.is_empty() { "winmail.dat" } else { name };
        let Some(read) = tnef::read(bytes) else {
            return self.left_out.push(LeftOut { name: called.to_owned(), why: Why::Damaged });
        };
        // The text in winmail.dat is used only if the mail has no other text.
        if let Some(body) = read.body {
            let mut leaf = Leaf::own(match body {
                tnef::Body::Text(text) => Content::Text(text),
                tnef::Body::Html(html) => Content::Html { html, pictures: Vec::new() },
            });
            leaf.is_fallback = true;
            self.keep(leaf);
        }
        if read.is_cut {
            self.left_out.push(LeftOut { name: called.to_owned(), why: Why::Damaged });
        }
        // The attachments in winmail.dat are treated like parts of the mail.
        for file in read.files {
            if !self.budget.take_one() {
                return;
            }
            let name = leaf::name(&file.name);
            if file.is_message {
                self.tnef_message(&file.bytes, &name, depth);
                continue;
            }
            let media_type =
                file.media_type.unwrap_or_else(|| leaf::media_type_of(&name).to_owned());
            match Sort::of(&media_type, &name) {
                Sort::LeftOut(why) => self.left_out.push(LeftOut { name, why }),
                Sort::Mail => self.forwarded(&file.bytes, &name),
                _ => self.keep(Leaf::file(name, media_type, file.bytes, file.id, file.is_hidden)),
            }
        }
    }

    /// Collects the parts of a mail that Outlook attached in its own format (winmail.dat).
    fn tnef_message(&mut self, bytes: &[u8], name: &str, depth: usize) {
        if depth >= MOST_MAILS || self.mails >= MOST_MAILS {
            return self.left_out.push(LeftOut { name: name.to_owned(), why: Why::TooDeep });
        }
        let outer = std::mem::replace(&mut self.mail_name, name.to_owned());
        self.mails += 1;
        let first = self.leaves.len();
        self.tnef(bytes, name, depth + 1);
        self.settle(first);
        self.mails -= 1;
        self.mail_name = outer;
    }

    /// Decides about the collected parts, now that the whole mail is known. Removes a text that
    /// exists in another form as well, and pictures that belong to an HTML text or to the layout.
    fn settle(&mut self, first: usize) {
        let mut leaves = self.leaves.split_off(first.min(self.leaves.len()));
        if leaves.iter().any(|leaf| leaf.is_own && !leaf.is_fallback) {
            leaves.retain(|leaf| !leaf.is_fallback);
        }
        let leaves = self.with_their_pictures(leaves);
        let (drawings, leaves): (Vec<Leaf>, Vec<Leaf>) =
            leaves.into_iter().partition(Leaf::shows_only_drawings);
        let named = |leaf: &Leaf| LeftOut { name: leaf.called(), why: Why::Drawing };
        self.left_out.extend(drawings.iter().map(named));
        // If a mail consists only of small pictures, these pictures are its content, also if they
        // are shown inside its empty text, such as a sketch or a handwritten note.
        let are_all_small = leaves.iter().all(|leaf| leaf.too_small().is_some());
        for leaf in leaves {
            match leaf.too_small() {
                Some(_) if are_all_small && leaf.can_be_seen() => self.leaves.push(leaf),
                Some(why) => self.left_out.push(LeftOut { name: leaf.called(), why }),
                None => self.leaves.push(leaf),
            }
        }
    }

    /// Assigns the mail's pictures to the HTML texts that refer to them.
    fn with_their_pictures(&self, leaves: Vec<Leaf>) -> Vec<Leaf> {
        let named_in = |leaf: &Leaf| match &leaf.content {
            Content::Html { html, .. } => Some(picture::Named::of(html)),
            _ => None,
        };
        let named: Vec<Option<picture::Named>> = leaves.iter().map(named_in).collect();
        let is_for_pages = self.pictures_alone && self.mails == 0;
        let owner_of = |leaf: &Leaf| {
            let may_be = leaf.is_picture_of_html() && (!is_for_pages || leaf.too_small().is_some());
            let names_it = |named: &Option<picture::Named>| {
                named
                    .as_ref()
                    .is_some_and(|named| named.has(leaf.id.as_deref(), leaf.location.as_deref()))
            };
            named.iter().position(|named| may_be && names_it(named))
        };
        // For each leaf that is a picture, the index of the HTML text that shows it, if there is
        // one. Such a picture is moved from the list into its HTML text.
        let owners: Vec<Option<usize>> = leaves.iter().map(owner_of).collect();
        let (mut kept, mut pictures) = (Vec::new(), Vec::new());
        for (index, (leaf, owner)) in leaves.into_iter().zip(owners).enumerate() {
            match owner {
                Some(owner) => pictures.extend(leaf.into_picture().map(|picture| (owner, picture))),
                None => kept.push((index, leaf)),
            }
        }
        for (owner, picture) in pictures {
            let found = kept.iter_mut().find(|(index, _)| *index == owner);
            if let Some(Content::Html { pictures, .. }) = found.map(|(_, leaf)| &mut leaf.content) {
                pictures.push(picture);
            }
        }
        kept.into_iter().map(|(_, leaf)| leaf).collect()
    }
}

fn rank(leaves: &[Leaf]) -> Rank {
    let of = |leaf: &Leaf| match &leaf.content {
        Content::Html { .. } if leaf.is_own => Rank::Html,
        Content::Text(_) if leaf.is_own && leaf.media_type == "text/plain" => Rank::Plain,
        Content::Text(_) if leaf.is_own => Rank::OtherText,
        _ => Rank::Files,
    };
    leaves.iter().map(of).max().unwrap_or(Rank::Nothing)
}

fn plain_lines(lines: &[(&str, String)]) -> String {
    lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect()
}
