//! How well the words of faxes are read: letters in eight fonts and four languages, sent over a
//! simulated line that clicks, upright, upside down and askew. Ghostscript draws the letters.
//!
//! `cargo test --release --features program --test program reading::corpus -- --ignored --nocapture`;
//! it needs the packages tesseract-ocr-deu, -fra and -spa, and takes some minutes.

use std::fs;
use std::process::Command;

use ferrofax::call::OriginateConfig;
use ferrofax::document::tiff;
use ferrofax::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::answer_config;
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::wire::Wire;

use super::{Reading, askew, recall, text_of, upside_down};

/// The fonts that come with Ghostscript.
pub(super) const FONTS: [&str; 8] = [
    "NimbusRoman-Regular",
    "NimbusSans-Regular",
    "NimbusMonoPS-Regular",
    "P052-Roman",
    "C059-Roman",
    "URWBookman-Light",
    "URWGothic-Book",
    "NimbusSansNarrow-Regular",
];

/// Tesseract's name of a language, and a text in it.
const TEXTS: [(&str, &str); 4] = [
    (
        "eng",
        "The patient was admitted on the third of November with persistent headache and moderate fever. \
         Laboratory results are attached; please confirm receipt of this letter by telephone and return \
         the signed form before Friday. Invoice number 20391 for 14 cartons of medical gloves remains \
         unpaid, although delivery took place in September.",
    ),
    (
        "deu",
        "Der Patient wurde am dritten November mit anhaltenden Kopfschmerzen und mäßigem Fieber aufgenommen. \
         Die Laborwerte sind beigefügt; bitte bestätigen Sie den Eingang dieses Schreibens telefonisch und \
         senden Sie das unterschriebene Formular bis Freitag zurück. Die Rechnung 20391 über 14 Kartons \
         Handschuhe ist noch offen, obwohl die Lieferung im September erfolgte.",
    ),
    (
        "fra",
        "Le patient a été admis le trois novembre avec des maux de tête persistants et une fièvre modérée. \
         Les résultats du laboratoire sont joints; veuillez confirmer la réception de cette lettre par \
         téléphone et renvoyer le formulaire signé avant vendredi. La facture 20391 pour 14 cartons de gants \
         reste impayée, bien que la livraison ait eu lieu en septembre.",
    ),
    (
        "spa",
        "El paciente fue ingresado el tres de noviembre con dolor de cabeza persistente y fiebre moderada. \
         Se adjuntan los resultados del laboratorio; confirme por favor la recepción de esta carta por \
         teléfono y devuelva el formulario firmado antes del viernes. La factura 20391 por 14 cajas de \
         guantes sigue pendiente, aunque la entrega se realizó en septiembre.",
    ),
];

/// How often a text stands on a page, which has some 250 words then.
const TIMES: usize = 4;

/// A letter in PostScript, in the encoding ISO Latin 1.
pub(super) fn post_script(font: &str, size: f64, text: &str) -> Vec<u8> {
    let mut out = format!(
        "%!PS\n/F /{font} findfont dup length dict begin \
         {{1 index /FID ne {{def}} {{pop pop}} ifelse}} forall /Encoding ISOLatin1Encoding def \
         currentdict end definefont pop /F findfont {size} scalefont setfont /y 770 def /x 60 def \
         /w {{ dup stringwidth pop x add 535 gt {{ /x 60 def /y y {} sub def }} if x y moveto dup \
         show stringwidth pop x add ( ) stringwidth pop add /x exch def }} def\n",
        size * 1.35
    )
    .into_bytes();
    for word in text.split_whitespace() {
        out.push(b'(');
        out.extend(word.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')));
        out.extend(b") w\n");
    }
    out.extend(b"showpage\n");
    out
}

impl Reading {
    pub(super) fn drawn_by_ghostscript(
        &self,
        letter: &[u8],
        (x, y, rows): (u32, u32, u32),
    ) -> Bitmap {
        let (source, page) = (self.0.file("letter.ps", letter), self.0.path("drawn.tif"));
        let status = Command::new("gs")
            .args(["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffg4"])
            .args([format!("-r{x}x{y}"), format!("-g{}x{rows}", 1728 * x / 204)])
            .arg(format!("-sOutputFile={}", page.display()))
            .arg(source)
            .status()
            .unwrap();
        assert!(status.success());
        tiff::read(&page).unwrap()[0].bitmap().unwrap()
    }
}

/// The page after a call without ECM on a line that clicks, and its quality.
pub(super) fn sent(page: &Bitmap, resolution: Resolution, seed: u64) -> (Bitmap, PageQuality) {
    let config = OriginateConfig { ecm: false, ..OriginateConfig::default() };
    let mut caller = Calling::sending(config, std::slice::from_ref(page), resolution);
    let mut answerer = Answering::new(answer_config());
    let line = LineSettings { impulses: 0.1, seed, ..LineSettings::a_law() };
    Wire::new(&line).run(&mut caller, &mut answerer);
    let page = answerer.pages.first().unwrap_or_else(|| panic!("{}", caller.trace.join("\n")));
    (page.bitmap.clone(), page.quality)
}

/// The processor time, in seconds, of all processes that this one has started and that have ended
/// (proc_pid_stat(5), the fields `cutime` and `cstime`, in hundredths of a second).
fn seconds_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    [13, 14].iter().map(|field| fields[*field].parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

#[test]
#[ignore = "some minutes; needs languages of Tesseract"]
fn words_of_letters_in_eight_fonts_and_four_languages() {
    let reading = Reading::new();
    let mut seed = 0;
    println!("words read, of pages upright, upside down, and askew by 3 degrees");
    for (name, resolution, size, least) in [
        ("standard", Resolution::Standard, (204, 98, 1143), 0.90),
        ("fine", Resolution::Fine, (204, 196, 2287), 0.97),
        ("superfine", Resolution::Superfine, (204, 391, 4573), 0.97),
    ] {
        let aspect = f64::from(size.1) / f64::from(size.0);
        let (mut all, mut times) = (Vec::new(), Vec::new());
        for (number, font) in FONTS.iter().enumerate() {
            let (language, text) = TEXTS[number % TEXTS.len()];
            let text = vec![text; TIMES].join(" ");
            let letter = post_script(font, if number < 4 { 10.0 } else { 9.0 }, &text);
            let page = reading.drawn_by_ghostscript(&letter, size);
            let lying = [page.clone(), upside_down(&page), askew(&page, 3.0, aspect)];
            let shares = lying.map(|page| {
                seed += 1;
                let page = sent(&page, resolution, seed).0;
                let before = seconds_of_children();
                let read = reading.read_in(&page, resolution, language);
                times.push(seconds_of_children() - before);
                recall(&text, &text_of(&read))
            });
            let times = &times[times.len() - shares.len()..];
            println!("{name:10} {font:26} {language} {shares:.3?} {times:.2?} s");
            all.extend(shares);
        }
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let seconds = times.iter().sum::<f64>() / times.len() as f64;
        println!("{name:10} mean {mean:.3}, {seconds:.2} s of a processor for a page");
        assert!(mean >= least, "{name}: {mean}");
    }
}
