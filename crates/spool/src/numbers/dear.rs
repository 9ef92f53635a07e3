//! Premium-rate and other special numbers (in the code: *dear*), which cost more than a usual call.
//! They are blocked for everybody whose settings do not allow them. The lists come from the
//! numbering plans of the countries. Numbers in doubt are blocked.

use super::NumberRules;

/// The special numbers of a country.
struct Plan {
    country: &'static str,
    /// The beginnings after the country code: premium rate, shared cost, personal numbers, mass
    /// calls, and call-by-call carriers.
    national: &'static [&'static str],
    /// The beginnings as they are dialled, without any prefix: directory enquiries, emergency
    /// numbers, services.
    services: &'static [&'static str],
}

/// Satellites, international networks, premium rate and similar numbers (ITU-T E.164). They are
/// also blocked for users who may call all countries.
const EVERYWHERE: [&str; 8] = ["+808", "+870", "+878", "+881", "+882", "+883", "+888", "+979"];

/// Emergency numbers that many networks know, in any country.
const EMERGENCIES: [&str; 4] = ["110", "112", "911", "999"];

/// The beginnings that are blocked if the settings name no country, so that no plan is known. In
/// most plans, special numbers begin with these, national prefix included.
const ANYWHERE: [&str; 9] = ["0900", "0901", "0906", "0909", "0190", "0137", "0180", "118", "1900"];

/// The plan for countries that have no plan below.
const MOST_PLANS: Plan = Plan { country: "", national: &["90"], services: &["118"] };

const PLANS: [Plan; 24] = [
    // 010 other carriers, 012, 0137 and 0138 mass calls, 018 shared cost, 019 online services,
    // 0900; 110, 112, 115, 116, 118.
    Plan {
        country: "49",
        national: &["10", "11", "12", "137", "138", "18", "19", "900"],
        services: &["11", "010"],
    },
    Plan {
        country: "43",
        national: &["10", "118", "810", "820", "821", "828", "900", "901", "930", "931", "939"],
        services: &["118", "12", "13", "14"],
    },
    Plan { country: "41", national: &["84", "90", "18"], services: &["11", "14", "16", "18"] },
    Plan { country: "423", national: &["84", "90"], services: &["11", "14", "18"] },
    // 1-900, and the countries of the Caribbean and the Pacific that share the country code 1.
    Plan {
        country: "1",
        national: &[
            "242", "246", "264", "268", "284", "345", "441", "473", "500", "521", "522", "533",
            "544", "566", "577", "588", "649", "658", "664", "700", "721", "758", "767", "784",
            "809", "829", "849", "868", "869", "876", "900", "976",
        ],
        services: &["411", "911", "1010"],
    },
    Plan {
        country: "44",
        national: &["118", "70", "76", "84", "87", "9"],
        services: &["118", "112", "999", "155"],
    },
    Plan { country: "33", national: &["81", "82", "89"], services: &["1", "3"] },
    Plan { country: "31", national: &["18", "84", "87", "90"], services: &["18", "112"] },
    Plan { country: "32", national: &["70", "77", "78", "90"], services: &["1"] },
    Plan { country: "352", national: &["90"], services: &["11"] },
    Plan {
        country: "39",
        national: &[
            "12", "144", "163", "164", "166", "178", "199", "4", "892", "893", "894", "895", "899",
        ],
        services: &["11", "12", "4"],
    },
    Plan { country: "34", national: &["118", "80", "90"], services: &["0", "11"] },
    Plan { country: "351", national: &["60", "70", "76", "18"], services: &["11", "18"] },
    Plan { country: "353", national: &["15", "118"], services: &["118", "112", "999", "15"] },
    Plan { country: "45", national: &["90"], services: &["11", "18"] },
    Plan { country: "46", national: &["118", "900", "939", "944", "99"], services: &["11"] },
    Plan { country: "47", national: &["82", "18"], services: &["11", "18"] },
    Plan { country: "358", national: &["60", "70", "118"], services: &["11"] },
    Plan { country: "48", national: &["30", "40", "70"], services: &["11", "99"] },
    Plan { country: "420", national: &["90"], services: &["11", "15"] },
    Plan { country: "36", national: &["81", "90", "91"], services: &["10", "11"] },
    Plan { country: "61", national: &["19", "12"], services: &["000", "12"] },
    Plan { country: "64", national: &["900"], services: &["111", "018"] },
    Plan { country: "81", national: &["990", "570"], services: &["11"] },
];

/// Returns the beginnings that are blocked under these rules: beginnings of canonical numbers, and
/// of numbers that are dialled without a country code.
pub(super) fn closed(rules: &NumberRules) -> Vec<String> {
    let mut closed: Vec<String> = EVERYWHERE.map(str::to_owned).to_vec();
    if rules.country.is_empty() {
        closed.extend(ANYWHERE.map(str::to_owned));
        return closed;
    }
    let plan = PLANS.iter().find(|plan| plan.country == rules.country).unwrap_or(&MOST_PLANS);
    closed.extend(plan.national.iter().map(|beginning| format!("+{}{beginning}", rules.country)));
    closed.extend(plan.services.iter().map(|&beginning| beginning.to_owned()));
    closed
}

/// Returns whether these digits are a whole emergency number. Emergency numbers are recognised even
/// if extensions of the PBX are as short.
pub(super) fn is_emergency(digits: &str) -> bool {
    EMERGENCIES.contains(&digits)
}
