//! The parts that all pages of the web interface share: head, navigation, and the user's name.

use super::House;
use super::assets::addresses;
use super::texts::Texts;
use super::visitor::Visitor;
use ferrofax_desk::Role;
use ferrofax_rights::sessions::Token;

/// The section of the web interface to which a web page belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Here {
    /// The web page belongs to no section, such as the login page.
    Nowhere,
    /// The web page belongs to the received faxes.
    In,
    /// The web page belongs to the jobs that are sent.
    Out,
    /// The web page belongs to the address books.
    Book,
    /// The web page belongs to the fax calls in progress.
    Now,
    /// The web page belongs to administration and the audit log.
    Admin,
    /// The web page belongs to the user's own settings and login sessions.
    Own,
}

/// The data for the parts that all pages of the web interface have around their content: head,
/// navigation, and the user's name.
pub(super) struct Chrome<'a> {
    /// The texts of the web interface in the reader's language.
    pub(super) t: &'static Texts,
    /// The title of the web interface, from the settings.
    pub(super) house: &'a str,
    /// The name of the user; empty if nobody is logged in.
    pub(super) user: &'a str,
    /// The CSRF token (the secret of the login session), which each form contains.
    pub(super) secret: &'a str,
    /// The number of the newest change of faxes and jobs that the web page shows. The page is
    /// updated only after later changes.
    pub(super) after: u64,
    /// The look that the user or this browser has chosen: `light` or `dark`; empty: the look of the
    /// user's system.
    pub(super) look: &'static str,
    /// The number of faxes that the user has not read, on the web pages that know it.
    pub(super) unread: Option<u32>,
    here: Here,
    /// The role of the user; `None` if nobody is logged in.
    role: Option<Role>,
    /// Whether the lists of faxes have short rows without pictures.
    pub(super) has_rows: bool,
    /// Whether the page of the system's health shows a fault, and the user may see this page.
    has_trouble: bool,
    /// The mail address of the administrator, for the foot of the page; empty if it is not known.
    pub(super) administrator: &'a str,
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
            look: visitor.look.unwrap_or_default(),
            unread: None,
            here,
            role: visitor.person.as_ref().map(|person| person.role),
            has_rows: visitor.has_rows,
            has_trouble: visitor.has_trouble,
            administrator: visitor.administrator.as_deref().unwrap_or_default(),
        }
    }

    /// The data for the head and navigation of a web page that is shown before anybody can log in.
    pub(super) fn without_login(t: &'static Texts, house: &'a str) -> Self {
        let (user, secret, administrator, here) = ("", "", "", Here::Nowhere);
        let (after, look, unread, role) = (0, "", None, None);
        let (has_rows, has_trouble) = (false, false);
        Self {
            t,
            house,
            user,
            secret,
            after,
            look,
            unread,
            here,
            role,
            has_rows,
            has_trouble,
            administrator,
        }
    }

    /// Sets the number of unread faxes, which the head and the navigation of the web page show.
    pub(super) fn with_unread(self, unread: u32) -> Self {
        Self { unread: Some(unread), ..self }
    }

    /// The beginning of the page's title: the number of unread faxes in parentheses, if there are
    /// any.
    pub(super) fn count(&self) -> String {
        match self.unread {
            None | Some(0) => String::new(),
            Some(unread) => format!("({unread}) "),
        }
    }

    /// Whether the navigation shows a number beside the name of the section `there`. It does so for
    /// the received faxes only.
    pub(super) fn has_count(&self, there: &Here) -> bool {
        *there == Here::In
    }

    /// The number of unread faxes, which the navigation shows beside the received faxes. Empty if
    /// there are none, or if the web page does not know the number.
    pub(super) fn head(&self) -> String {
        self.unread
            .filter(|unread| *unread > 0)
            .map(|it| it.to_string())
            .unwrap_or_default()
    }

    /// The looks that a user can choose: the value in the form, and the name.
    pub(super) fn looks(&self) -> [(&'static str, &'static str); 3] {
        let t = self.t;
        [("", t.look_system), ("light", t.look_light), ("dark", t.look_dark)]
    }

    /// Whether this user sees received faxes.
    pub(super) fn sees_faxes(&self) -> bool {
        self.role.is_some_and(|role| role != Role::Auditor)
    }

    /// The version of Ferrofax, for the foot of the page. Only logged-in users see it.
    pub(super) const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// A new unique value for a form. A second submission of the form is recognised by it.
    pub(super) fn once(&self) -> String {
        Token::fresh().text().to_owned()
    }

    /// The URL of the style sheet of the web interface.
    pub(super) fn style(&self) -> &'static str {
        &addresses()[0]
    }

    pub(super) fn script(&self) -> &'static str {
        &addresses()[1]
    }

    pub(super) fn icon(&self) -> &'static str {
        &addresses()[2]
    }

    /// The sections of the web interface that this user may see, each with its URL and its name in
    /// the navigation.
    pub(super) fn ways(&self) -> Vec<(Here, &'static str, &'static str)> {
        let t = self.t;
        let log = (Here::Admin, "/admin", t.log);
        // An auditor may not see faxes.
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

    /// Whether the navigation shows a red point at the section `there`. It does so for
    /// administration, if the health page shows a fault.
    pub(super) fn warns(&self, there: &Here) -> bool {
        *there == Here::Admin && self.has_trouble
    }

    /// The value of the attribute `aria-current` of the navigation's link to the section `there`:
    /// `page` if the open web page belongs to this section, `false` if not.
    pub(super) fn current(&self, there: &Here) -> &'static str {
        if self.here == *there { "page" } else { "false" }
    }
}
