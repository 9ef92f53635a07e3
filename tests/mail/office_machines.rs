//! docs/office-machines.md tells the truth: each "To" format that it names has the
//! machine's `[#]`, and with a dialled number in its place it is an address whose fax
//! goes to that number.

use ferrofax::mail::address::AddressForms;

const PAGE: &str = include_str!("../../docs/office-machines.md");

/// What people dial at a machine.
const DIALLED: [&str; 3] = ["009912700619", "0991 2700619", "2700619"];

/// The rows of the page's first table: the machine and its "To" format.
fn formats() -> Vec<(&'static str, &'static str)> {
    let table = PAGE.lines().skip_while(|line| !line.starts_with("| machine |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[2].trim_matches('`'))).collect()
}

#[test]
fn each_to_format_of_the_page_leads_to_the_dialled_number() {
    let forms = AddressForms::new(&["*.fax".to_owned(), "fax.example.com".to_owned()], &[])
        .expect("good domains");
    for (machine, format) in formats() {
        assert!(format.contains("[#]"), "{machine}: {format}");
        // A machine sends digits alone.
        for number in DIALLED.map(|number| number.replace(' ', "")) {
            let address = format.replace("[#]", &number);
            let read = forms
                .read(&address)
                .unwrap_or_else(|error| panic!("{machine}: {address}: {error}"));
            assert_eq!(read.number, number, "{machine}: {address}");
        }
    }
}

#[test]
fn the_page_names_every_maker() {
    let named: Vec<&str> = formats().iter().map(|(machine, _)| *machine).collect();
    let makers = [
        "Lexmark",
        "HP",
        "Ricoh",
        "Oki",
        "Xerox",
        "Canon",
        "Konica Minolta",
        "Kyocera",
        "Sharp",
        "Brother",
    ];
    for maker in makers {
        assert!(named.iter().any(|machine| machine.starts_with(maker)), "{maker}");
    }
    // What to copy is the same as in the table.
    let block = PAGE
        .lines()
        .find_map(|line| line.trim().strip_prefix("To Format:"))
        .expect("a block to copy");
    assert!(formats().contains(&("Lexmark", block.trim())), "{block}");
}
