//! The common parts of the lists of faxes and of jobs: days as filters, links to newer and older
//! pages, saved views, and the results of an action on several entries.

use serde::Deserialize;

use super::House;
use super::refusal::{Refusal, urlencoded};
use super::runs;
use super::texts::{Sentence, Texts};
use super::visitor::User;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_desk::{DeskError, ListOf, Outcomes, SavedView, Total};

/// The greatest number of newer pages that the URL of a page remembers, so that links lead back
/// through these pages.
const TRAIL: usize = 50;

/// The position of one web page in a list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Position {
    /// The page shows the entries whose numbers are below this one; `None`: it shows the first
    /// page.
    pub(super) below: Option<i64>,
    /// The values of `below` of the newer pages that the user has come through, separated by
    /// commas. The first page is not among them.
    #[serde(default)]
    pub(super) trail: String,
}

/// The name under which the user saves the filters of a list as a view.
#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    pub(super) name: String,
}

/// A link to a saved view above a list.
pub(super) struct ViewLink {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) address: String,
    /// Whether the list is filtered by this saved view now.
    pub(super) is_shown: bool,
}

/// The results of an action on several entries of a list.
pub(super) struct Changed {
    /// The sentence with the number of changed entries.
    pub(super) text: String,
    /// The sentence above the reasons why entries were not changed; empty if every entry was
    /// changed.
    pub(super) not_changed: String,
    /// The reasons why entries were not changed.
    pub(super) refused: Vec<Sentence>,
}

/// A function that writes the sentence about the number of entries for which an action was done.
pub(super) type Said = fn(&Texts, &usize) -> String;

impl Position {
    /// The parameters of the URL of the next older page, which begins below `next`.
    pub(super) fn older(&self, next: i64) -> Vec<(&'static str, String)> {
        let mut trail = self.trail();
        trail.extend(self.below);
        let first = trail.len().saturating_sub(TRAIL);
        place(Some(next), &trail[first..])
    }

    /// The URL parameters that lead to the page of the list that is shown now.
    pub(super) fn here(&self) -> Vec<(&'static str, String)> {
        let below = self.below.map(|below| below.to_string()).unwrap_or_default();
        vec![("below", below), ("trail", self.trail.clone())]
    }

    /// The parameters of the URL of the newer page before this one; `None` on the first page.
    pub(super) fn newer(&self) -> Option<Vec<(&'static str, String)>> {
        self.below?;
        let mut trail = self.trail();
        let below = trail.pop();
        Some(place(below, &trail))
    }

    fn trail(&self) -> Vec<i64> {
        let numbers = self.trail.split(',').filter_map(|number| number.parse().ok());
        numbers.take(TRAIL).collect()
    }
}

fn place(below: Option<i64>, trail: &[i64]) -> Vec<(&'static str, String)> {
    let trail: Vec<String> = trail.iter().map(ToString::to_string).collect();
    let below = below.map(|below| below.to_string()).unwrap_or_default();
    vec![("below", below), ("trail", trail.join(","))]
}

/// The sentence above a list: which of its entries the page shows, and how many there are. `rows` is
/// the number of entries on the page; the sentence is empty if there are none.
pub(super) fn part_of(total: Total, rows: usize, texts: &'static Texts) -> String {
    if rows == 0 {
        return String::new();
    }
    let Some(newer) = total.newer else {
        return texts.at_least_entries(&(total.count as usize).max(rows));
    };
    let (first, last) = (newer as usize + 1, newer as usize + rows);
    // The number is corrected upwards, because faxes may arrive after the total was read and before
    // the list is read.
    let count = (total.count as usize).max(last);
    if total.is_at_least {
        texts.part_of_at_least((first, last), count)
    } else if (first, last) == (1, count) {
        texts.entries(&count)
    } else {
        texts.part_of((first, last), count)
    }
}

/// Writes the parameters of a URL, without those that are empty.
pub(super) fn query(parameters: &[(&str, String)]) -> String {
    let said = parameters.iter().filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| format!("{name}={}", urlencoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The URL of a list with these parameters.
pub(super) fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The moment at which the day in a filter begins; `None` if the filter names no day.
pub(super) fn since(day: &str) -> Result<Option<UnixMs>, Refusal> {
    began(day, 0)
}

/// The moment at which the day in a filter ends; `None` if the filter names no day.
pub(super) fn until(day: &str) -> Result<Option<UnixMs>, Refusal> {
    began(day, 1)
}

/// The moments at which the day of a filter begins and ends; `None` if the filter names no day.
pub(super) fn day(day: &str) -> Result<(Option<UnixMs>, Option<UnixMs>), Refusal> {
    let wrong = |_: Refusal| Refusal::Form(format!("day={}", day.trim()));
    Ok((since(day).map_err(wrong)?, until(day).map_err(wrong)?))
}

/// The moment at which the day that is `later` days after `day` begins by the local clock. `None`
/// if `day` is empty; an error if it is not a day.
fn began(day: &str, later: i64) -> Result<Option<UnixMs>, Refusal> {
    let day = day.trim();
    if day.is_empty() {
        return Ok(None);
    }
    let began = || {
        let date = day.parse::<jiff::civil::Date>().ok()?;
        let date = date.checked_add(jiff::Span::new().days(later)).ok()?;
        Some(UnixMs::from(date.to_zoned(zone::system()).ok()?.timestamp()))
    };
    let unfit = || Refusal::Unfit(format!("'{day}' is not a day; write a day as 2026-03-01"));
    began().map(Some).ok_or_else(unfit)
}

/// The links to a user's saved views of a list. `query` has the filters that are applied to the
/// list now; the view with the same filters is marked as the present one.
pub(super) fn links(views: Vec<SavedView>, path: &str, query: &str) -> Vec<ViewLink> {
    let link = |view: SavedView| ViewLink {
        id: view.id,
        address: address(path, &view.query),
        is_shown: view.query == query,
        name: view.name,
    };
    views.into_iter().map(link).collect()
}

/// Saves the filters of a list for the user.
pub(super) async fn save_view(
    house: &House,
    user: User,
    list: ListOf,
    name: String,
    query: String,
) -> Result<(), Refusal> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.save_view(&person, list, (&name, &query), UnixMs::now()))
        .await
}

/// Removes a saved view of the user.
pub(super) async fn remove_view(house: &House, user: User, id: i64) -> Result<(), Refusal> {
    let person = user.person;
    house.at_desk(move |desk| desk.delete_view(&person, id)).await
}

/// The ids of the selected entries of a list, the greatest first: those whose boxes (`name`) are
/// ticked, those in the field `ids`, or all that the list has shown.
pub(super) fn selected(fields: &[(String, String)], name: &str) -> Vec<i64> {
    let mut ids = runs::read(field(fields, "ids"));
    if !field(fields, "all").is_empty() {
        ids.extend(runs::read(field(fields, "shown")));
    }
    let ticked = fields.iter().filter(|(known, _)| known == name);
    ids.extend(ticked.filter_map(|(_, value)| value.parse::<i64>().ok()));
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    ids.dedup();
    ids
}

/// The value of a field of a form; empty if the form lacks it.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// The values of the fields of a form with this name, such as those of its checkboxes.
pub(super) fn fields_named<'a>(
    fields: &'a [(String, String)],
    name: &str,
) -> impl Iterator<Item = &'a String> {
    fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value)
}

impl Changed {
    /// The message about the result of an action. `thing` is the word for an entry of the list.
    /// `said` writes the sentence about the entries for which the action was done. If no entry was
    /// selected, the message says so.
    pub(super) fn of<I: Copy + std::fmt::Display>(
        outcomes: Result<Outcomes<I>, DeskError>,
        thing: &str,
        said: Said,
        texts: &'static Texts,
    ) -> Self {
        let Outcomes { done, refused } = match outcomes {
            Ok(outcomes) => outcomes,
            Err(error) => {
                let refused = vec![texts.error(&error)];
                return Self { text: String::new(), not_changed: String::new(), refused };
            }
        };
        let text = match (done.len(), refused.len()) {
            (0, 0) => texts.none_selected.to_owned(),
            (0, _) => String::new(),
            (count, _) => said(texts, &count),
        };
        let not_changed = match refused.len() {
            0 => String::new(),
            count => texts.entries_refused(&count),
        };
        let why =
            |(id, error): &(I, DeskError)| texts.error(error).behind(&format!("{thing} {id}"));
        Self { text, not_changed, refused: refused.iter().map(why).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_to_newer_pages_is_the_way_that_led_to_older_ones() {
        let first = Position::default();
        assert_eq!(first.newer(), None);
        assert_eq!(query(&first.older(50)), "below=50");
        let second = Position { below: Some(50), trail: String::new() };
        assert_eq!(query(&second.newer().unwrap()), "");
        assert_eq!(query(&second.older(30)), "below=30&trail=50");
        let third = Position { below: Some(30), trail: "50".to_owned() };
        assert_eq!(query(&third.newer().unwrap()), "below=50");
        assert_eq!(query(&third.older(9)), "below=9&trail=50%2C30");
    }

    #[test]
    fn a_trail_of_others_is_never_long() {
        let long = vec!["7"; 10_000].join(",");
        let far = Position { below: Some(7), trail: format!("x,{long}") };
        assert_eq!(far.trail().len(), TRAIL);
        assert!(query(&far.older(3)).len() < 300);
    }

    #[test]
    fn the_part_of_a_list_is_said_with_its_total() {
        let texts = <&Texts>::default();
        let said = |newer, count, is_at_least, rows| {
            part_of(Total { count, is_at_least, newer }, rows, texts)
        };
        for (part, wanted) in [
            (said(Some(0), 0, false, 0), ""),
            (said(Some(0), 1, false, 1), "1 fax"),
            (said(Some(0), 50, false, 50), "50 faxes"),
            (said(Some(0), 51, false, 50), "1–50 of 51 faxes"),
            (said(Some(50), 51, false, 1), "51–51 of 51 faxes"),
            (said(Some(50), 5_000, true, 50), "51–100 of at least 5000 faxes"),
            (said(None, 5_000, true, 50), "at least 5000 faxes"),
            // A fax has arrived between the two readings.
            (said(Some(0), 50, false, 51), "51 faxes"),
            // More faxes are shown than were counted.
            (said(Some(0), 7, true, 50), "1–50 of at least 50 faxes"),
            (said(None, 7, true, 50), "at least 50 faxes"),
        ] {
            assert_eq!(part, wanted);
        }
    }

    #[test]
    fn a_day_lasts_from_its_beginning_to_the_next_one() {
        let (began, ended) = (since("2026-03-01").unwrap(), until("2026-03-01").unwrap());
        assert_eq!(ended.unwrap().0 - began.unwrap().0, 24 * 60 * 60 * 1000);
        assert_eq!((since(" ").ok(), until("").ok()), (Some(None), Some(None)));
        for wrong in ["x", "2026-02-30", "9999-12-31", "0"] {
            assert!(until(wrong).is_err(), "{wrong}");
        }
    }
}
