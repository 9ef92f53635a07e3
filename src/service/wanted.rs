//! What the dialplan wants otherwise for one fax: `Set(FERROFAX(item)=value)` before `FaxDevice`, or on the way out before `Dial`.
//!
//! What is wrong is told in the log, and the fax goes on without it: a route with a slip in it is better than no fax.

use super::device::FaxOptions;
use super::host::CallInfo;
use super::settings::set_fax_option;
use crate::call::OriginateConfig;
use crate::modem::Rate;

/// The items of `FERROFAX()` that can be set for any fax, by the names of `ferrofax.conf`.
const OPTIONS: [&str; 5] = ["ecm", "maxrate", "modems", "codings", "localstationid"];

/// T.30 §5.3.6.2: SUB and PWD carry twenty characters.
const MOST_ADDRESS: usize = 20;

/// The dialplan's wishes for one fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    options: FaxOptions,
    sub: Option<String>,
    pwd: Option<String>,
}

impl Wanted {
    /// Reads what came with a call.
    pub(super) fn of(info: &CallInfo) -> Self {
        let mut wanted = Self::default();
        for (item, text) in &info.wanted {
            if let Err(error) = wanted.set(&item.to_ascii_lowercase(), text.trim()) {
                log::warn!("{}: FERROFAX({item}) = {text}: {error}", info.channel);
            }
        }
        wanted
    }

    fn set(&mut self, item: &str, text: &str) -> Result<(), String> {
        match item {
            "sub" => self.sub = Some(address(text)?),
            "pwd" => self.pwd = Some(address(text)?),
            _ if OPTIONS.contains(&item) => set_fax_option(&mut self.options, item, text).map(drop)?,
            _ => return Err(format!("this can't be set; {}, sub and pwd can", OPTIONS.join(", "))),
        }
        Ok(())
    }

    /// A device's options with these wishes before them.
    pub(super) fn over(&self, options: &FaxOptions) -> FaxOptions {
        self.options.over(options)
    }

    /// Changes the terms of a fax that is sent. Rates are only ever taken away: what a device may not use stays so.
    pub(super) fn apply(&self, terms: &mut OriginateConfig) {
        let mut keep = |wanted: &dyn Fn(&Rate) -> bool| {
            if terms.rates.iter().any(wanted) {
                terms.rates.retain(wanted);
            }
        };
        if let Some(modems) = &self.options.modems {
            keep(&|rate| modems.contains(rate));
        }
        if let Some(most) = self.options.max_rate_bps {
            keep(&|rate| rate.bps() <= most);
        }
        terms.ecm = self.options.ecm.unwrap_or(terms.ecm);
        if let Some(codings) = &self.options.codings {
            terms.codings.clone_from(codings);
        }
        if let Some(ident) = &self.options.ident {
            terms.ident.clone_from(ident);
        }
        terms.sub = self.sub.clone().or(terms.sub.take());
        terms.pwd = self.pwd.clone().or(terms.pwd.take());
    }
}

/// SUB and PWD: what T.30's frames can carry.
fn address(text: &str) -> Result<String, String> {
    match text.chars().find(|c| !matches!(c, '0'..='9' | '*' | '#' | '+' | ' ')) {
        Some(found) => Err(format!("'{found}' can't be sent; digits, *, # and blanks can")),
        None if text.len() > MOST_ADDRESS => Err(format!("it is longer than {MOST_ADDRESS} characters")),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(items: &[(&str, &str)]) -> Wanted {
        let wanted = items.iter().map(|(item, text)| ((*item).to_owned(), (*text).to_owned())).collect();
        Wanted::of(&CallInfo { wanted, ..CallInfo::default() })
    }

    #[test]
    fn a_route_may_slow_a_fax_down_and_no_more() {
        let mut terms = OriginateConfig::default();
        wanted(&[("MaxRate", "9600"), ("ecm", "no"), ("sub", "12"), ("modems", "v29")]).apply(&mut terms);
        assert!(terms.rates.iter().all(|rate| rate.bps() <= 9600) && terms.rates.contains(&Rate::V29At9600));
        assert!(!terms.rates.contains(&Rate::V17At9600));
        assert_eq!((terms.ecm, terms.sub.as_deref()), (false, Some("12")));
        let slow = OriginateConfig { rates: vec![Rate::V27ter2400], ..OriginateConfig::default() };
        let mut terms = slow.clone();
        wanted(&[("maxrate", "14400"), ("modems", "v17")]).apply(&mut terms);
        assert_eq!(terms.rates, slow.rates);
    }

    #[test]
    fn what_is_wrong_is_left_out() {
        assert_eq!(wanted(&[("ecm", "perhaps"), ("color", "red"), ("sub", "a\r\nb")]), Wanted::default());
        let below = FaxOptions { ecm: Some(true), max_rate_bps: Some(7200), ..FaxOptions::default() };
        let options = wanted(&[("ecm", "no")]).over(&below);
        assert_eq!((options.ecm, options.max_rate_bps), (Some(false), Some(7200)));
    }
}
