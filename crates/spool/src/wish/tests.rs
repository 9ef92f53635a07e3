//! Tests that the table of wishes is consistent, and that its documentation is true.

use super::*;
use crate::sending::{JobDefaults, option};
use crate::value::ValueError;
use ferrofax_ground::t4::Resolution;

const ALL_WAYS: [WayIn; 6] =
    [WayIn::Program, WayIn::Console, WayIn::Ami, WayIn::JobFile, WayIn::Mail, WayIn::Address];

#[test]
fn the_rows_stand_in_the_order_of_the_wishes() {
    for (index, row) in table::TABLE.iter().enumerate() {
        assert_eq!(row.wish as usize, index, "{}", row.name);
        assert!(!row.help.is_empty() && !row.ways_in.is_empty(), "{}", row.name);
    }
    assert_eq!(Wish::all().last(), Some(Wish::Cover), "the last one has its row");
}

#[test]
fn a_word_means_one_thing_at_each_way_in() {
    for way_in in ALL_WAYS {
        for wish in Wish::at(way_in) {
            let Row { name, also, .. } = wish.row();
            for word in std::iter::once(name).chain(*also) {
                assert_eq!(Wish::find(way_in, word), Some(wish), "{word}");
                let shouted = word.to_ascii_uppercase().replace('-', "_");
                assert_eq!(Wish::find(way_in, &shouted), Some(wish), "{shouted}");
            }
        }
        assert_eq!(Wish::find(way_in, "paper"), None);
    }
    let vres = [WayIn::Mail, WayIn::Program].map(|way_in| Wish::find(way_in, "VRes"));
    assert_eq!(vres, [Some(Wish::Resolution), None], "HylaFAX's words are of mails");
}

#[test]
fn what_holds_without_a_wish_is_an_option_that_there_is() {
    for row in table::TABLE {
        let known = |name: &str| {
            name == option::HEADER || !matches!(JobDefaults::default().set(name, ""), Ok(false))
        };
        if let Without::Setting(name) = row.without {
            assert!(known(name), "{}: {name}", row.name);
        }
        if let Kind::Count { limit } = row.kind {
            assert!(known(limit), "{}: {limit}", row.name);
        }
    }
}

#[test]
fn resolutions_are_read_as_people_and_hylafax_write_them() {
    for (text, resolution) in [
        ("standard", Resolution::Standard),
        ("98", Resolution::Standard),
        ("Fine", Resolution::Fine),
        ("SUPERFINE", Resolution::Superfine),
        ("392", Resolution::Superfine),
    ] {
        let wishes = Wishes::default().with(Wish::Resolution, text);
        assert_eq!(finest(&wishes), Ok(Some(resolution)), "{text}");
    }
    assert_eq!(finest(&Wishes::default()), Ok(None));
    let error = finest(&Wishes::default().with(Wish::Resolution, "best")).unwrap_err();
    assert_eq!(error.to_string(), "resolution: 'best' is not one of standard, fine and superfine");
    for fineness in Fineness::ALL {
        assert_eq!(Fineness::of(fineness.into()), fineness);
    }
}

#[test]
fn what_is_said_first_stays_where_it_is_added_and_goes_where_it_is_set() {
    let mut wishes = Wishes::default().with(Wish::Tag, "a");
    wishes.add(Wish::Tag, "b");
    wishes.add(Wish::Priority, "300");
    assert_eq!(wishes.get(Wish::Tag), Some("a"));
    wishes.set(Wish::Tag, "b");
    assert_eq!(wishes.iter().collect::<Vec<_>>(), [(Wish::Priority, "300"), (Wish::Tag, "b")]);
    let error = wishes.read(Wish::Priority, value::priority).unwrap_err();
    assert_eq!(error.error, ValueError::NotAPriority("300".into()));
    wishes.remove(Wish::Priority);
    assert_eq!(wishes.read(Wish::Priority, value::priority), Ok(None));
}
