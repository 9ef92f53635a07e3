//! The options of `ferrofax send` for clap, made from the table of options ([`Wish`]).

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use ferrofax_ground::t4::Resolution;
use ferrofax_spool::wish::{Fineness, Kind, WayIn, Wish, Without};

/// The options of `ferrofax send` that the command line gives, in the order of the table of
/// options.
#[derive(Clone, Debug, Default)]
pub(super) struct Wished(pub(super) Vec<(Wish, String)>);

/// All options in the table of options except the fax number, which is the first argument of the
/// command and has no name.
fn named() -> impl Iterator<Item = Wish> {
    Wish::at(WayIn::Program).filter(|wish| *wish != Wish::Number)
}

fn option(wish: Wish) -> Arg {
    let row = wish.row();
    let option = Arg::new(row.name)
        .long(row.name)
        .visible_aliases(row.also)
        .help(row.help)
        .value_name(row.kind.called())
        .required(row.without == Without::Refused && wish != Wish::Device);
    match row.kind {
        // Without a value, the only device of the PBX sends the fax.
        Kind::Device => option.env("FERROFAX_FROM"),
        Kind::Flag => option.action(ArgAction::SetTrue),
        Kind::Addresses => option.action(ArgAction::Append),
        // The help text already lists the values, so clap need not list them.
        Kind::Resolution => option.value_parser(fineness()).hide_possible_values(true),
        Kind::Word { .. } => option,
        // A value that begins with a minus is refused later, with a better message.
        _ => option.allow_hyphen_values(true),
    }
}

fn fineness() -> PossibleValuesParser {
    let value = |one: Fineness| PossibleValue::new(one.name()).help(one.help());
    PossibleValuesParser::new(Fineness::ALL.map(value))
}

/// The parser for the option that sets the resolution.
pub(super) fn resolutions() -> impl TypedValueParser<Value = Resolution> {
    fineness().try_map(|word| Fineness::read(&word).map(Resolution::from))
}

impl Args for Wished {
    fn augment_args(command: Command) -> Command {
        command.args(named().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Wished {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let said = |wish: Wish| -> Option<String> {
            match wish.row().kind {
                Kind::Flag => matches.get_flag(wish.name()).then(|| "yes".to_owned()),
                // Several values, such as addresses, are joined into one option.
                _ => {
                    let texts = matches.get_many::<String>(wish.name())?;
                    Some(texts.map(String::as_str).collect::<Vec<_>>().join(","))
                }
            }
        };
        Ok(Self(named().filter_map(|wish| Some((wish, said(wish)?))).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
