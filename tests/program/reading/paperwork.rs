//! Papers of a hospital for five desks: letters, forms, orders and tables of results, in eight fonts
//! and four languages. They are drawn in PostScript.

use std::fmt::Write as _;

use super::corpus::FONTS;

/// The desks of the hospital.
pub(super) const DESKS: [&str; 5] = ["2111", "2112", "2113", "2114", "2115"];

/// A language: the device to which its papers are sent, its name for Tesseract, and its texts.
pub(super) struct Tongue {
    pub(super) device: &'static str,
    pub(super) name: &'static str,
    /// For each desk a subject, and two sentences about it.
    subjects: [[&'static str; 3]; 5],
    /// A subject that concerns no desk.
    other: &'static str,
    /// Sentences that concern no desk, although some of their words do.
    filler: &'static str,
    /// The labels of a form, with commas between them.
    labels: &'static str,
    /// The rows of a table.
    goods: [&'static str; 6],
}

pub(super) const TONGUES: [Tongue; 4] = [
    Tongue {
        device: "2101",
        name: "eng",
        subjects: [
            [
                "Department of Radiology",
                "Please find the images of the chest for Radiology enclosed.",
                "The X-ray department asks for the earlier findings before the examination.",
            ],
            [
                "Outpatient clinic for Cardiology",
                "The ECG for Cardiology shows no change since the last visit.",
                "We transfer this patient to Cardiology for a further examination.",
            ],
            [
                "Reminder: invoice number 20391",
                "The invoice number 20391 for gloves remains unpaid since September.",
                "Please settle the invoice number 20391 within fourteen days of receipt.",
            ],
            [
                "Laboratory results",
                "The laboratory results of the blood sample are enclosed.",
                "The laboratory results that you asked for follow on this page.",
            ],
            [
                "Purchase order",
                "With this purchase order we ask for 30 boxes of bandages.",
                "The purchase order confirms the offer of last Tuesday.",
            ],
        ],
        other: "Opening hours",
        filler: "Dear Sir or Madam, thank you for your letter of the third of November. The patient \
                 was admitted with persistent headache and moderate fever. We received the order of \
                 the court and will answer in due time. The number of visitors to the laboratory has \
                 grown. Please confirm receipt of this letter by telephone before Friday.",
        labels: "Name, Date of birth, Address, Insurance, Telephone, Remarks, Date, Signature",
        goods: ["Gloves", "Bandages", "Needles", "Masks", "Sheets", "Soap"],
    },
    Tongue {
        device: "2102",
        name: "deu",
        subjects: [
            [
                "Klinik für Radiologie",
                "Anbei erhalten Sie die Aufnahmen des Brustkorbs für die Radiologie.",
                "Die Röntgenabteilung bittet vor der Untersuchung um die früheren Befunde.",
            ],
            [
                "Ambulanz für Kardiologie",
                "Das EKG für die Kardiologie ist seit dem letzten Besuch unverändert.",
                "Wir überweisen den Patienten zur weiteren Abklärung in die Kardiologie.",
            ],
            [
                "Mahnung: Rechnungsnummer 20391",
                "Die Rechnungsnummer 20391 über Handschuhe ist seit September offen.",
                "Bitte begleichen Sie die Rechnungsnummer 20391 innerhalb von zwei Wochen.",
            ],
            [
                "Laborwerte",
                "Die Laborwerte der Blutprobe liegen bei.",
                "Die gewünschten Laborwerte folgen auf dieser Seite.",
            ],
            [
                "Bestellschein",
                "Mit diesem Bestellschein bitten wir um 30 Kartons Verbandmaterial.",
                "Der Bestellschein bestätigt das Angebot vom letzten Dienstag.",
            ],
        ],
        other: "Sprechzeiten",
        filler: "Sehr geehrte Damen und Herren, vielen Dank für Ihr Schreiben vom dritten November. \
                 Der Patient wurde mit anhaltenden Kopfschmerzen und mäßigem Fieber aufgenommen. Die \
                 Bestellung des Gerichts liegt vor, die Rechnung folgt. Die Zahl der Besucher im \
                 Labor ist gestiegen. Bitte bestätigen Sie den Eingang bis Freitag telefonisch.",
        labels: "Name, Geburtsdatum, Anschrift, Versicherung, Telefon, Bemerkungen, Datum, Unterschrift",
        goods: ["Handschuhe", "Verbände", "Nadeln", "Masken", "Laken", "Seife"],
    },
    Tongue {
        device: "2103",
        name: "fra",
        subjects: [
            [
                "Service de radiologie",
                "Veuillez trouver les images du thorax pour la radiologie.",
                "La radiologie demande les examens antérieurs avant le rendez-vous.",
            ],
            [
                "Consultation de cardiologie",
                "Le tracé pour la cardiologie ne montre aucun changement.",
                "Nous adressons ce patient en cardiologie pour un examen.",
            ],
            [
                "Rappel : numéro de facture 20391",
                "Le numéro de facture 20391 pour les gants reste impayé depuis septembre.",
                "Veuillez régler le numéro de facture 20391 sous quatorze jours.",
            ],
            [
                "Résultats de laboratoire",
                "Les résultats de laboratoire de la prise de sang sont joints.",
                "Les résultats de laboratoire demandés suivent sur cette page.",
            ],
            [
                "Bon de commande",
                "Par ce bon de commande nous demandons 30 cartons de bandages.",
                "Le bon de commande confirme notre accord de mardi dernier.",
            ],
        ],
        other: "Horaires d'ouverture",
        filler: "Madame, Monsieur, merci pour votre lettre du trois novembre. Le patient a été admis \
                 avec des maux de tête persistants et une fièvre modérée. Nous avons reçu la commande \
                 du tribunal et la facture suivra. Le nombre de visiteurs du laboratoire a augmenté. \
                 Veuillez confirmer la réception par téléphone avant vendredi.",
        labels: "Nom, Date de naissance, Adresse, Assurance, Téléphone, Remarques, Date, Signature",
        goods: ["Gants", "Bandages", "Aiguilles", "Masques", "Draps", "Savon"],
    },
    Tongue {
        device: "2104",
        name: "spa",
        subjects: [
            [
                "Servicio de radiología",
                "Se adjuntan las imágenes del tórax para radiología.",
                "La radiología solicita los informes anteriores antes del examen.",
            ],
            [
                "Consulta de cardiología",
                "El trazado para cardiología no muestra cambios.",
                "Remitimos a este paciente a cardiología para un examen.",
            ],
            [
                "Aviso: número de factura 20391",
                "El número de factura 20391 por guantes sigue pendiente desde septiembre.",
                "Abone por favor el número de factura 20391 en catorce días.",
            ],
            [
                "Resultados de laboratorio",
                "Se adjuntan los resultados de laboratorio de la muestra de sangre.",
                "Los resultados de laboratorio solicitados siguen en esta página.",
            ],
            [
                "Pedido de compra",
                "Con este pedido de compra solicitamos 30 cajas de vendas.",
                "El pedido de compra confirma la oferta del martes pasado.",
            ],
        ],
        other: "Horario de apertura",
        filler: "Estimados señores, gracias por su carta del tres de noviembre. El paciente fue \
                 ingresado con dolor de cabeza persistente y fiebre moderada. Recibimos el pedido del \
                 juzgado y la factura seguirá. El número de visitas al laboratorio ha crecido. \
                 Confirme por favor la recepción por teléfono antes del viernes.",
        labels: "Nombre, Fecha de nacimiento, Dirección, Seguro, Teléfono, Observaciones, Fecha, Firma",
        goods: ["Guantes", "Vendas", "Agujas", "Mascarillas", "Sábanas", "Jabón"],
    },
];

/// The rules by which the papers reach their desks.
pub(super) const RULES: &str = "
[reading]
enabled = true
languages = \"eng\"
device_languages = [\"2102 = deu\", \"2103 = fra\", \"2104 = spa\"]

[sorting]
devices = [\"2101\", \"2102\", \"2103\", \"2104\"]
wait_s = 3600
split_at_blank_pages = true

[[rule]]
name = \"radiology\"
any_words = [\"Radiology\", \"X-ray department\", \"Radiologie\", \"Röntgenabteilung\", \"Radiología\"]
to_device = \"2111\"

[[rule]]
name = \"cardiology\"
any_words = [\"Cardiology\", \"Kardiologie\", \"Cardiologie\", \"Cardiología\"]
to_device = \"2112\"

[[rule]]
name = \"accounts\"
any_words = [\"invoice number\", \"Rechnungsnummer\", \"numéro de facture\", \"número de factura\"]
to_device = \"2113\"

[[rule]]
name = \"laboratory\"
any_words = [\"laboratory results\", \"Laborwerte\", \"résultats de laboratoire\", \"resultados de laboratorio\"]
to_device = \"2114\"

[[rule]]
name = \"purchase\"
any_words = [\"purchase order\", \"Bestellschein\", \"bon de commande\", \"pedido de compra\"]
to_device = \"2115\"
";

/// A source of random numbers (SplitMix64), so that each seed makes the same papers.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A random number below `below`.
    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % below
    }
}

/// A sheet of paper.
pub(super) struct Paper {
    /// The desk to which it belongs; none if it concerns no desk, or two.
    pub(super) desk: Option<&'static str>,
    pub(super) post_script: Vec<u8>,
}

impl Paper {
    /// A random paper in this language.
    pub(super) fn random(tongue: &Tongue, dice: &mut Dice) -> Self {
        let (subject, sentences, desk) = match dice.roll(7) {
            desk @ 0..5 => {
                let [subject, one, other] = tongue.subjects[desk];
                (subject.to_owned(), format!("{one} {other}"), Some(DESKS[desk]))
            }
            5 => (tongue.other.to_owned(), String::new(), None),
            _ => {
                let one = dice.roll(5);
                let [subject, _, first] = tongue.subjects[one];
                let [_, _, second] = tongue.subjects[(one + 1 + dice.roll(4)) % 5];
                (subject.to_owned(), format!("{first} {second}"), None)
            }
        };
        let mut sheet = Sheet::new(FONTS[dice.roll(FONTS.len())], 10.0 + dice.roll(4) as f64);
        match dice.roll(4) {
            0 => sheet.letter(tongue, &subject, &sentences),
            1 => sheet.form(tongue, &subject, &sentences),
            2 => sheet.order(tongue, &subject, &sentences, dice),
            _ => sheet.results(tongue, &subject, &sentences, dice),
        }
        Self { desk, post_script: sheet.finish() }
    }
}

/// A sheet that is being drawn. Places are in points from the lower left corner of A4 paper.
struct Sheet {
    text: String,
    size: f64,
}

impl Sheet {
    fn new(font: &str, size: f64) -> Self {
        let text = format!(
            "%!PS\n/{font} findfont dup length dict begin \
             {{1 index /FID ne {{def}} {{pop pop}} ifelse}} forall /Encoding ISOLatin1Encoding def \
             currentdict end /F exch definefont pop /s {{ /F findfont exch scalefont setfont }} def \
             /w {{ dup stringwidth pop x add 540 gt {{ /x left def /y y lead sub def }} if \
             x y moveto dup show stringwidth pop x add ( ) stringwidth pop add /x exch def }} def \
             0.8 setlinewidth\n"
        );
        Self { text, size }
    }

    fn line(&mut self, (x, y): (f64, f64), size: f64, words: &str) {
        _ = writeln!(self.text, "{size} s {x} {y} moveto ({}) show", escaped(words));
    }

    /// A paragraph whose first line is at this height.
    fn paragraph(&mut self, (x, y): (f64, f64), words: &str) {
        let (size, lead) = (self.size, self.size * 1.4);
        _ = writeln!(self.text, "{size} s /left {x} def /x {x} def /y {y} def /lead {lead} def");
        for word in words.split_whitespace() {
            _ = writeln!(self.text, "({}) w", escaped(word));
        }
    }

    fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        _ = writeln!(self.text, "{} {} moveto {} {} lineto stroke", from.0, from.1, to.0, to.1);
    }

    fn letter(&mut self, tongue: &Tongue, subject: &str, sentences: &str) {
        self.line((60.0, 780.0), 9.0, "St. Mary 12 - 20095 Hamburg - 040 1234567");
        self.line((60.0, 640.0), self.size + 2.0, subject);
        let text = format!("{} {sentences} {}", tongue.filler, tongue.filler);
        self.paragraph((60.0, 600.0), &text);
    }

    fn form(&mut self, tongue: &Tongue, subject: &str, sentences: &str) {
        self.line((60.0, 770.0), 18.0, subject);
        let entries = ["Miller, Ann", "17.04.1961", "Elm Street 5", "A 123 456", "040 7654321"];
        let mut top = 740.0;
        for (at, label) in tongue.labels.split(", ").enumerate() {
            let height = if at == 5 { 170.0 } else { 34.0 };
            self.rule((60.0, top), (545.0, top));
            self.line((66.0, top - 22.0), self.size, label);
            match (at, entries.get(at)) {
                (5, _) => self.paragraph((200.0, top - 22.0), sentences),
                (_, entry) => {
                    self.line((200.0, top - 22.0), self.size, entry.copied().unwrap_or_default());
                }
            }
            top -= height;
        }
        for x in [60.0, 190.0, 545.0] {
            self.rule((x, 740.0), (x, top));
        }
        self.rule((60.0, top), (545.0, top));
        self.paragraph((60.0, top - 40.0), tongue.filler);
    }

    fn order(&mut self, tongue: &Tongue, subject: &str, sentences: &str, dice: &mut Dice) {
        self.line((60.0, 770.0), 16.0, subject);
        let mut y = 720.0;
        for number in 1..=12 {
            self.rule((60.0, y + 16.0), (545.0, y + 16.0));
            let goods = tongue.goods[dice.roll(6)];
            let cells = [
                (66.0, format!("{number}")),
                (110.0, goods.to_owned()),
                (330.0, format!("{}", 1 + dice.roll(500))),
                (440.0, format!("{},{:02}", dice.roll(90), dice.roll(100))),
            ];
            for (x, cell) in cells {
                self.line((x, y), self.size, &cell);
            }
            y -= 24.0;
        }
        self.rule((60.0, y + 16.0), (545.0, y + 16.0));
        self.paragraph((60.0, y - 20.0), &format!("{sentences} {}", tongue.filler));
    }

    fn results(&mut self, tongue: &Tongue, subject: &str, sentences: &str, dice: &mut Dice) {
        self.line((60.0, 770.0), 14.0, subject);
        self.paragraph((60.0, 735.0), sentences);
        let names = ["Na", "K", "Ca", "Hb", "CRP", "TSH", "ALT", "AST", "LDL", "HDL"];
        let mut y = 660.0;
        for name in names {
            let value = format!("{},{}", dice.roll(200), dice.roll(10));
            for (x, cell) in
                [(90.0, name), (200.0, &*value), (300.0, "mmol/l"), (420.0, "3,5 - 5,1")]
            {
                self.line((x, y), 9.5, cell);
            }
            y -= 17.0;
        }
        self.paragraph((60.0, y - 30.0), tongue.filler);
    }

    /// The sheet in PostScript, in the encoding ISO Latin 1.
    fn finish(self) -> Vec<u8> {
        let letters = (self.text + "showpage\n").chars().collect::<Vec<char>>();
        letters
            .into_iter()
            .map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?'))
            .collect()
    }
}

fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}
