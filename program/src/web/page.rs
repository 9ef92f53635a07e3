//! What all pages have: a head, the way to the others, and who is there.

use super::House;
use super::assets::addresses;
use super::texts::Texts;
use super::visitor::Visitor;
use crate::desk::Role;
use crate::sessions::Token;

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Here {
    /// On none of the pages that others lead to.
    Nowhere,
    /// Received faxes.
    In,
    /// What is sent.
    Out,
    /// Address books.
    Book,
    /// What goes on.
    Now,
    /// Administration, and the log.
    Admin,
    /// One's own settings, and sessions.
    Own,
}

/// What stands around a page's content.
pub(super) struct Chrome<'a> {
    /// The words of the reader's language.
    pub(super) t: &'static Texts,
    /// The house's name for it.
    pub(super) house: &'a str,
    /// Who has logged in; empty: nobody.
    pub(super) user: &'a str,
    /// What forms bring with them.
    pub(super) secret: &'a str,
    /// What comes after this change the page does not show.
    pub(super) after: u64,
    here: Here,
    /// Who has logged in, may do this.
    role: Option<Role>,
}

impl<'a> Chrome<'a> {
    pub(super) fn new(house: &'a House, visitor: &'a Visitor, here: Here) -> Self {
        let session = visitor.session.as_ref();
        Self {
            t: visitor.texts,
            house: &house.settings.title,
            user: session.map_or("", |session| session.user.as_str()),
            secret: session.map_or("", |session| session.secret.as_str()),
            after: visitor.after,
            here,
            role: visitor.person.as_ref().map(|person| person.role),
        }
    }

    /// What a form has and no other, so that it is known when it comes twice.
    pub(super) fn once(&self) -> String {
        Token::fresh().text().to_owned()
    }

    /// The addresses of style, script and picture.
    pub(super) fn style(&self) -> &'static str {
        &addresses()[0]
    }

    pub(super) fn script(&self) -> &'static str {
        &addresses()[1]
    }

    pub(super) fn icon(&self) -> &'static str {
        &addresses()[2]
    }

    /// The pages that are there for this reader: each with its address and its name.
    pub(super) fn ways(&self) -> Vec<(Here, &'static str, &'static str)> {
        let t = self.t;
        let log = (Here::Admin, "/admin", t.log);
        // An auditor sees no fax.
        if self.role == Some(Role::Auditor) {
            return vec![log];
        }
        let mut ways = vec![
            (Here::In, "/in", t.received),
            (Here::Out, "/out", t.sent),
            (Here::Book, "/book", t.book),
            (Here::Now, "/now", t.now),
        ];
        if self.role == Some(Role::Administrator) {
            ways.push((Here::Admin, "/admin", t.administration));
        }
        ways
    }

    /// What a link says of itself that leads to where the reader is.
    pub(super) fn current(&self, there: &Here) -> &'static str {
        if self.here == *there { "page" } else { "false" }
    }
}
