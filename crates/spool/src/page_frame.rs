//! The data that each page of the web interface shows around its content, in one read.

use super::SpoolError;
use crate::Logins;
use crate::database::Row;

/// The data that each page of the web interface shows around its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFrame {
    /// The language that the user has chosen; none if the user has chosen none.
    pub language: Option<String>,
    /// The look (light or dark) that the user has chosen; none if the user has chosen none.
    pub look: Option<String>,
    /// The mail address of the faxmaster (the administrator); none if the settings name none.
    pub faxmaster: Option<String>,
    /// Whether there is an alarm.
    pub has_alarm: bool,
}

const FRAME: &str = "
    SELECT (SELECT language FROM languages WHERE user = ?1 AND by = ?2) AS language,
           (SELECT look FROM looks WHERE user = ?1 AND by = ?2) AS look,
           (SELECT value FROM sending_settings WHERE name = 'faxmaster' OR name LIKE '%/faxmaster'
            ORDER BY name LIMIT 1) AS faxmaster,
           (SELECT count(*) FROM alarms) AS alarms";

impl Logins<'_> {
    /// The data around each page of the web interface for this user. `by` names the source of the
    /// user.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn page_frame(&self, user: &str, by: &str) -> Result<PageFrame, SpoolError> {
        let of_row = |row: &Row<'_>| {
            Ok(PageFrame {
                language: row.get("language")?,
                look: row.get("look")?,
                faxmaster: row.get("faxmaster")?,
                has_alarm: row.get::<_, i64>("alarms")? > 0,
            })
        };
        self.spool.read(|transaction| transaction.one(FRAME, [user, by], of_row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sending::SendingSettings;
    use crate::{Spool, Told};
    use ferrofax_basics::UnixMs;

    #[test]
    fn a_frame_has_what_the_user_has_chosen_and_what_all_users_see() {
        let (_folder, spool) = Spool::empty();
        let frame = |user: &str| spool.logins().page_frame(user, "ldap").unwrap();
        assert_eq!(frame("dora"), PageFrame::default());
        spool.logins().choose_language("dora", "ldap", Some("de")).unwrap();
        spool.logins().choose_look("dora", "ldap", Some("dark")).unwrap();
        spool.logins().choose_look("dora", "users", Some("light")).unwrap();
        for address in [None, Some("fax@example.com"), Some("it@example.com")] {
            spool.devices().publish_faxmaster(address).unwrap();
            assert_eq!(frame("emil").faxmaster.as_deref(), address);
        }
        // The settings for senders do not know it.
        assert_eq!(spool.devices().sending().unwrap(), SendingSettings::default());
        let told = Told { subject: "full", text: "The disk is full." };
        assert!(spool.monitoring().raise_alarm("disk", told, UnixMs(1)).unwrap());
        let all = PageFrame {
            language: Some("de".to_owned()),
            look: Some("dark".to_owned()),
            faxmaster: Some("it@example.com".to_owned()),
            has_alarm: true,
        };
        assert_eq!(frame("dora"), all);
        assert_eq!(frame("emil"), PageFrame { language: None, look: None, ..all });
    }
}
