use std::path::Path;

use super::file::{FILE, KeptUser, LARGEST};
use super::groups::{KeptGroup, MOST_DEVICES, MOST_KEPT_GROUPS};
use super::*;
use crate::sessions::{Sessions, Token};
use crate::settings::{GroupSettings, UserSettings};
use crate::{Entered, Entrance, Person, Rights, Role};
use ferrofax_network::asker::{Client, Login, Voucher};
use ferrofax_spool::{NewApiKey, SessionLife};

fn rights(folder: &Path) -> Rights {
    Rights::new(&RightsSettings::default(), &Spool::open(folder).unwrap()).unwrap()
}

fn administrator() -> Person {
    Person {
        name: "chief".into(),
        by: Voucher::Settings,
        who: None,
        role: Role::Administrator,
        addresses: Vec::new(),
        system_users: Vec::new(),
        device: None,
        groups: Vec::new(),
        may_delete: false,
        entrance: Entrance::Page,
        client: None,
        request: None,
    }
}

fn client() -> Client {
    Client::at("192.0.2.7".parse().unwrap(), "https", true)
}

fn entry(name: &str, addresses: &str) -> Entry {
    let (name, addresses) = (name.to_owned(), addresses.to_owned());
    Entry { name, addresses, role: "user".into(), ..Entry::default() }
}

fn with_password(rights: &Rights, name: &str, password: &str) {
    let token = rights.new_user(&administrator(), &entry(name, "")).unwrap();
    rights.accept_invitation(&client(), &token, (password, password)).unwrap();
}

fn log_in(rights: &Rights, name: &str, password: &str) -> Result<String, &'static str> {
    let login = Login::Plain { user: name.into(), password: password.into() };
    rights.login(&client(), &login).map_err(|denied| denied.rule)
}

#[test]
fn all_parts_of_the_service_know_a_user_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (web, mail) = (rights(folder.path()), rights(folder.path()));
    assert_eq!(log_in(&mail, "dora", "dora's secret"), Err("login"));
    assert!(!has_password(folder.path()));
    with_password(&web, "dora", "dora's secret");
    assert!(has_password(folder.path()));
    assert_eq!(log_in(&mail, "dora", "dora's secret"), Ok("dora".to_owned()));
    let dora = mail.person("dora", Entrance::Page, None).unwrap().unwrap();
    assert!(dora.by == Voucher::Users && dora.who.is_some());
    web.end_user(&administrator(), "dora").unwrap();
    assert_eq!(log_in(&mail, "dora", "dora's secret"), Err("login"));
    with_password(&web, "dora", "another secret");
    let other = mail.person("dora", Entrance::Page, None).unwrap().unwrap();
    assert_ne!(other.who, dora.who, "it is another person");
}

#[test]
fn a_key_is_a_password_only_where_it_has_the_scopes_of_all_that_the_login_permits() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    with_password(&rights, "dora", "dora's secret");
    let key = |scopes: &str| {
        let token = format!("ffx_{}", scopes.replace([' ', ':'], "-"));
        let hash = Token::of(&token).hash();
        let ends_at = UnixMs(i64::MAX);
        let new = NewApiKey {
            token: &hash,
            user: "dora",
            by: "users",
            name: "n",
            scopes,
            is_test: false,
            ends_at,
        };
        rights.inner.spool.logins().make_api_key(&new, UnixMs(0)).unwrap();
        token
    };
    let may = |listener: &str, password: &str| {
        let client = Client::at("192.0.2.7".parse().unwrap(), listener, true);
        let login = Login::Plain { user: "dora".into(), password: password.into() };
        rights.login(&client, &login).is_ok()
    };
    let (sends, reads) = (key("jobs:write"), key("faxes:read"));
    let does_all = key("faxes:read faxes:write jobs:read jobs:write");
    for (listener, password, is_good) in [
        ("smtps 127.0.0.1:465", &sends, true),
        ("smtps 127.0.0.1:465", &reads, false),
        ("hylafax 127.0.0.1:4559", &sends, false),
        ("hylafax 127.0.0.1:4559", &does_all, true),
    ] {
        assert_eq!(may(listener, password), is_good, "{listener}: {password}");
    }
}

#[test]
fn a_link_expires_after_seven_days() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    let at = |now: i64| {
        let clock = Arc::new(move || UnixMs(now));
        Rights::with_clock(&RightsSettings::default(), None, &spool, clock).unwrap()
    };
    let week = 7 * 86_400_000;
    let token = at(1_000).new_user(&administrator(), &entry("dora", "")).unwrap();
    assert_eq!(at(1_000 + week - 1).invited_user(&token).as_deref(), Some("dora"));
    let late = at(1_000 + week);
    assert_eq!(late.invited_user(&token), None);
    let late = late.accept_invitation(&client(), &token, ("long enough", "long enough"));
    assert!(matches!(late, Err(PeopleError::NoInvitation)));
    let log = std::fs::read_to_string(folder.path().join("audit.log")).unwrap();
    let line = log.lines().last().unwrap();
    for words in [r#""asked":"accept-invitation""#, r#""user":"dora""#, r#""granted":false"#] {
        assert!(line.contains(words), "{line}");
    }
}

#[test]
fn an_address_is_one_users() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    let new =
        |name: &str, addresses: &str| rights.new_user(&administrator(), &entry(name, addresses));
    new("dora", "dora@example.com").unwrap();
    assert!(matches!(new("emil", "Dora@example.com"), Err(PeopleError::AddressTaken(_))));
    assert!(matches!(new("dora", ""), Err(PeopleError::NameTaken(_))));
    let other = Entry { device: "2101".into(), ..entry("emil", "") };
    let refused = rights.new_user(&administrator(), &other);
    assert!(matches!(refused, Err(PeopleError::Device(_))));
    let other = Entry { groups: vec!["sales".into()], ..entry("emil", "") };
    assert!(matches!(rights.new_user(&administrator(), &other), Err(PeopleError::Group(_))));
    let operator = Person { role: Role::Desk, ..administrator() };
    let refused = rights.new_user(&operator, &entry("emil", ""));
    assert!(matches!(refused, Err(PeopleError::Denied(_))));
}

#[test]
fn there_are_no_more_users_than_there_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    let user = |at: usize| KeptUser {
        name: format!("user{at}"),
        id: "x".into(),
        role: "user".into(),
        ..KeptUser::default()
    };
    let users = (0..MOST_USERS).map(user).collect();
    let kept = Kept { users, ..Kept::default() };
    file::write(&folder.path().join(FILE), &kept).unwrap();
    let refused = rights.new_user(&administrator(), &entry("emil", ""));
    assert!(matches!(refused, Err(PeopleError::Full)), "{refused:?}");
}

#[test]
fn there_are_no_more_groups_than_there_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    let group = |at: usize| KeptGroup { name: format!("group{at}"), ..KeptGroup::default() };
    let groups = (0..MOST_KEPT_GROUPS).map(group).collect();
    let kept = Kept { groups, ..Kept::default() };
    file::write(&folder.path().join(FILE), &kept).unwrap();
    let new = GroupEntry { name: "other".into(), ..GroupEntry::default() };
    let refused = rights.new_group(&administrator(), &new);
    assert!(matches!(refused, Err(PeopleError::ManyGroups)), "{refused:?}");
    let devices = (0..=MOST_DEVICES).map(|at| format!("{at}")).collect();
    let of_group = rights.group_entry("group0").unwrap();
    let refused = rights.change_group(&administrator(), &GroupEntry { devices, ..of_group });
    assert!(matches!(refused, Err(PeopleError::GroupDevices)), "{refused:?}");
}

#[test]
fn the_audit_log_names_all_who_get_into_a_group() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    let names: Vec<String> = (0..40).map(|at| format!("colleague-{at:02}")).collect();
    let user = |name: &String| KeptUser {
        name: name.clone(),
        id: "x".into(),
        role: "user".into(),
        ..KeptUser::default()
    };
    let kept = Kept { users: names.iter().map(user).collect(), ..Kept::default() };
    file::write(&folder.path().join(FILE), &kept).unwrap();
    // A repeated name does not push others out of the line.
    let mut members = vec![names[0].clone(); 50];
    members.extend(names.iter().cloned());
    let new = GroupEntry { name: "sales".into(), members, ..GroupEntry::default() };
    rights.new_group(&administrator(), &new).unwrap();
    let log = std::fs::read_to_string(folder.path().join("audit.log")).unwrap();
    let line = log.lines().find(|line| line.contains("new-group")).unwrap();
    assert!(names.iter().all(|name| line.contains(&format!("+{name}"))), "{line}");
    assert_eq!(line.matches("+colleague-00").count(), 1);
}

#[test]
fn a_directory_makes_nobody_a_member_of_a_group_of_the_file() {
    let group = |by| GroupSettings { name: "sales".into(), by, ..GroupSettings::default() };
    let user = |by| UserSettings { groups: vec!["sales".into()], by, ..UserSettings::default() };
    for by in [Voucher::Ldap, Voucher::OpenId] {
        assert!(!group(Voucher::Users).has(&user(by)));
        assert!(group(Voucher::Settings).has(&user(by)));
    }
    assert!(group(Voucher::Users).has(&user(Voucher::Users)));
}

#[test]
fn a_file_is_valid_or_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    assert_eq!(file::read(&path), Ok(Kept::default()));
    let user = "[[user]]\nname = \"dora\"\nid = \"x\"\nrole = \"user\"\n";
    for (text, why) in [
        ("[[user]", "line 1 is not valid"),
        ("[[user]]\nname = \"dora\"\n", "line 1 is not valid"),
        (&format!("{user}nonsense = 1\n"), "is not valid"),
        (&format!("{user}{user}"), "'dora': there are two of that name"),
        (&user.replace("dora", "Dora"), "'Dora': its name is not valid"),
        (&user.replace("\"user\"", "\"root\""), "'dora': its role is unknown"),
        (&format!("{user}password = \"plain\"\n"), "'dora': its password is not a hash"),
        ("[[group]]\nname = \"A\"\n", "'A': its name is not valid"),
        ("[[group]]\nname = \"a\"\n[[group]]\nname = \"a\"\n", "two of that name"),
        ("[[group]]\nname = \"a\"\ndevices = [\"\"]\n", "its devices are not valid"),
        (&format!("{user}addresses = [\"x\"]\n"), "'dora': one of its addresses is not valid"),
        (
            "[[second_factor]]\nuser = \"a\"\nby = \"users\"\nsecret = \"AA\"\nlast = 0\ncodes = []\n",
            "'a' is not valid",
        ),
        (&"#".repeat(LARGEST as usize + 1), "it is larger than 8 MB"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = file::read(&path).unwrap_err();
        assert!(said.contains(why), "{said}");
        assert!(!said.contains("plain"), "no text of the file is shown: {said}");
    }
    std::fs::write(&path, user).unwrap();
    assert_eq!(file::read(&path).unwrap().users.len(), 1);
}

#[test]
fn wrong_codes_of_a_user_count_from_all_addresses_together() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    with_password(&rights, "dora", "dora's secret");
    let person = rights.person("dora", Entrance::Page, None).unwrap().unwrap();
    let secret = rights.new_second_factor(&person).unwrap();
    let codes = vec![String::new(); 3];
    let (user, by) = ("dora".to_owned(), "users".to_owned());
    let factor = second::SecondFactor { user, by, secret, last: 0, codes };
    rights
        .inner
        .people
        .change(UnixMs(0), |kept| Ok(kept.factors.push(factor)))
        .unwrap();
    assert_eq!(log_in(&rights, "dora", "dora's secret"), Err("second-factor"));
    for at in 0..12 {
        let client = Client::at(format!("192.0.2.{at}").parse().unwrap(), "https", true);
        let tried = rights.takes_code(&client, ("dora", Voucher::Users), "abcdef");
        match tried.unwrap_err() {
            PeopleError::WrongCode if at < 10 => {}
            PeopleError::Denied(denied) if at >= 10 => assert_eq!(denied.rule, "too-many-logins"),
            other => panic!("{at}: {other:?}"),
        }
    }
}

#[test]
fn a_remembered_login_ends_with_a_new_password_or_a_second_factor() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    with_password(&rights, "dora", "dora's secret");
    let enter = |password: &str| {
        let login = Login::Plain { user: "dora".into(), password: password.into() };
        rights.login_with(&client(), &login).unwrap().1
    };
    let is_valid = |credential| rights.is_valid("dora", credential).unwrap();
    let first = enter("dora's secret");
    assert!(is_valid(&first));
    let set = |password: &str| {
        let hash = ferrofax_network::asker::password::hash(password).unwrap();
        let change = |kept: &mut Kept| {
            kept.user_mut("dora").unwrap().password = Some(hash);
            Ok(())
        };
        rights.inner.people.change(UnixMs(0), change).unwrap();
    };
    set("another secret");
    assert!(!is_valid(&first));
    let second = enter("another secret");
    assert!(is_valid(&second));
    let person = rights.person("dora", Entrance::Page, None).unwrap().unwrap();
    let secret = rights.new_second_factor(&person).unwrap();
    let (user, by) = ("dora".to_owned(), "users".to_owned());
    let factor = second::SecondFactor { user, by, secret, last: 0, codes: vec![String::new(); 3] };
    rights
        .inner
        .people
        .change(UnixMs(0), |kept| Ok(kept.factors.push(factor)))
        .unwrap();
    assert!(!is_valid(&second));
}

#[test]
fn a_login_under_way_does_not_survive_a_new_password_or_second_factor() {
    let folder = tempfile::tempdir().unwrap();
    let rights = rights(folder.path());
    let spool = Spool::open(folder.path()).unwrap();
    let life = SessionLife { idle_ms: 600_000, whole_ms: 3_600_000 };
    let (sessions, now) = (Sessions::new(&spool, life), UnixMs::now());
    with_password(&rights, "dora", "dora's secret");
    let enter = |password: &str| {
        let login = Login::Plain { user: "dora".into(), password: password.into() };
        rights.enter(&client(), &login).unwrap()
    };
    let begin = |login: &Entered| {
        let begun = rights.begin_session(&sessions, login, ("::1", "a browser"), now);
        begun.map(drop).map_err(|denied| denied.rule)
    };
    // The password is right, and is changed before the session begins.
    let late = enter("dora's secret");
    let token = rights.invite(&administrator(), "dora").unwrap();
    rights
        .accept_invitation(&client(), &token, ("another secret", "another secret"))
        .unwrap();
    assert_eq!(begin(&late), Err("login"));
    assert!(sessions.list(None, now).unwrap().is_empty());
    let late = enter("another secret");
    assert_eq!(begin(&late), Ok(()));
    // The same if the second factor is switched on.
    let person = rights.person("dora", Entrance::Page, None).unwrap().unwrap();
    let secret = rights.new_second_factor(&person).unwrap();
    let (user, by) = ("dora".to_owned(), "users".to_owned());
    let factor = second::SecondFactor { user, by, secret, last: 0, codes: vec![String::new(); 3] };
    let change = |kept: &mut Kept| Ok(kept.factors.push(factor));
    rights.inner.people.change(UnixMs(0), change).unwrap();
    assert_eq!(begin(&late), Err("login"));
    assert_eq!(sessions.list(None, now).unwrap().len(), 1);
    assert_eq!(begin(&enter("another secret")), Ok(()), "its code is checked before");
}
