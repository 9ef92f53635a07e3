//! Detects pictures of which a part is missing. hayro draws the rest of such a picture, and reports
//! nothing.

use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};

use ferrofax_ground::t4::jpeg;

/// The number of rows that a picture may lack at its end. Some programs write a row less than they
/// declare.
const MOST_LOST: f64 = 2.0;

/// The number of bytes at the end of a T.4 or T.6 picture in which its end mark is looked for.
const TAIL: usize = 16;

/// Whether a picture is complete. `rows` is the number of rows that the document declares. `decoded`
/// is the number of rows that were decoded, and each of these covers `scale` declared rows.
pub(super) fn is_all_there(stream: &Stream<'_>, rows: u32, decoded: u32, scale: f32) -> bool {
    f64::from(decoded) * f64::from(scale) >= f64::from(rows) - MOST_LOST
        && !is_cut_off(stream, rows)
        && !lacks_bits(stream, rows)
        && !lacks_palette(stream)
}

/// Whether the data of a picture are cut off. The rows that a JPEG picture lacks are decoded as grey,
/// and those of a T.4 or T.6 picture as white.
fn is_cut_off(stream: &Stream<'_>, rows: u32) -> bool {
    match stream.filters()[..] {
        [Filter::DctDecode] => jpeg::is_cut_off(&stream.raw_data()),
        [Filter::CcittFaxDecode] => is_cut_fax(stream, rows),
        _ => false,
    }
}

/// Whether the data of a T.4 or T.6 picture have fewer rows than declared, without a mark that the
/// picture ends there.
fn is_cut_fax(stream: &Stream<'_>, rows: u32) -> bool {
    let data = stream.raw_data();
    !has_end_mark(&data) && f64::from(coded_rows(stream, &data, rows)) < f64::from(rows) - MOST_LOST
}

/// Whether the data of a T.4 or T.6 picture end with two marks for the end of a line (T.6 2.4.1.1;
/// T.4 4.1.4, 4.2.3: with a bit behind each).
fn has_end_mark(data: &[u8]) -> bool {
    let tail = &data[data.len().saturating_sub(TAIL)..];
    let bits = tail.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let ends = |last: u32| last & 0xff_ffff == 0x00_1001 || last & 0x3ff_ffff == 0x00_6003;
    let mut last = u32::MAX;
    bits.into_iter().any(|bit| {
        last = last << 1 | u32::from(bit);
        ends(last)
    })
}

/// The number of rows in the data of a T.4 or T.6 picture.
fn coded_rows(stream: &Stream<'_>, data: &[u8], rows: u32) -> u32 {
    struct Count(u32);
    impl hayro_ccitt::Decoder for Count {
        fn push_row(&mut self, _: &[u32]) {
            self.0 += 1;
        }
    }
    let dict = stream.dict();
    let one = |key: &[u8]| {
        let all = dict.get::<Array<'_>>(key).and_then(|all| all.iter::<Dict<'_>>().next());
        dict.get::<Dict<'_>>(key).or(all)
    };
    let how = one(b"DecodeParms").or_else(|| one(b"DP")).unwrap_or_default();
    let is_set = |key: &[u8], usual| how.get::<bool>(key).unwrap_or(usual);
    let settings = DecodeSettings {
        columns: how.get::<u32>(b"Columns").unwrap_or(1728),
        rows,
        end_of_block: is_set(b"EndOfBlock", true),
        end_of_line: is_set(b"EndOfLine", false),
        rows_are_byte_aligned: is_set(b"EncodedByteAlign", false),
        encoding: match how.get::<i32>(b"K").unwrap_or(0) {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            1.. => EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let mut count = Count(0);
    // After an error, the rows before it count.
    let _ = hayro_ccitt::decode(data, &mut count, &mut DecoderContext::new(settings));
    count.0
}

/// Whether the data of a picture with less than eight bits for each pixel are too short. The bits
/// that they lack are decoded as 0. So this cannot be seen in the decoded picture.
fn lacks_bits(stream: &Stream<'_>, rows: u32) -> bool {
    let dict = stream.dict();
    let number = |short: &[u8], long: &[u8]| dict.get::<u32>(short).or_else(|| dict.get(long));
    let is_mask = dict.get::<bool>(b"IM").or_else(|| dict.get(b"ImageMask")).unwrap_or(false);
    let bits = number(b"BPC", b"BitsPerComponent").unwrap_or(if is_mask { 1 } else { 8 });
    let is_packed = matches!(bits, 1 | 2 | 4) && !stream.filters().iter().any(is_of_pictures);
    let Some(width) = number(b"W", b"Width").filter(|_| is_packed) else { return false };
    let space = dict.get::<Object<'_>>(b"CS").or_else(|| dict.get(b"ColorSpace"));
    let values = space.map_or(1, |space| values_of(&space));
    let row = (u64::from(width) * u64::from(bits) * values).div_ceil(8) as f64;
    let length = stream.decoded_data().map_or(0, |data| data.len());
    (length as f64) < row * (f64::from(rows) - MOST_LOST)
}

/// Whether a picture has a palette that hayro cannot read (the colour space Indexed, ISO 32000-1
/// §8.6.6.3). It would take the numbers of the colours for greys. hayro reads no palette that is a
/// string and an object of its own, and none that is shorter than declared.
fn lacks_palette(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let space = dict.get::<Array<'_>>(b"CS").or_else(|| dict.get(b"ColorSpace"));
    let Some(space) = space else { return false };
    let mut parts = space.flex_iter();
    if !matches!(parts.next::<Name<'_>>().as_deref(), Some(b"Indexed" | b"I")) {
        return false;
    }
    let values = parts.next::<Object<'_>>().map_or(1, |base| values_of(&base));
    let colours = parts.next::<u32>().map_or(1, |highest| u64::from(highest.min(255)) + 1);
    let is_elsewhere = matches!(space.raw_iter().nth(3), Some(MaybeRef::Ref(_)));
    let length = match parts.next::<Object<'_>>() {
        Some(Object::Stream(palette)) => palette.decoded_data().map_or(0, |data| data.len()),
        Some(Object::String(palette)) if !is_elsewhere => palette.len(),
        _ => 0,
    };
    (length as u64) < colours * values
}

/// The number of values for each pixel in a colour space; 1 if it is not known here.
fn values_of(space: &Object<'_>) -> u64 {
    let (name, profile) = match space {
        Object::Name(name) => (Some(name.clone()), None),
        Object::Array(parts) => {
            let mut parts = parts.flex_iter();
            (parts.next::<Name<'_>>(), parts.next::<Stream<'_>>())
        }
        _ => (None, None),
    };
    match name.as_deref() {
        Some(b"DeviceRGB" | b"RGB" | b"CalRGB" | b"Lab") => 3,
        Some(b"DeviceCMYK" | b"CMYK") => 4,
        Some(b"ICCBased") => profile.and_then(|it| it.dict().get::<u32>(b"N")).unwrap_or(1).into(),
        _ => 1,
    }
}

/// Whether a filter decodes pictures. The others decode any data.
const fn is_of_pictures(filter: &Filter) -> bool {
    matches!(
        filter,
        Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::DctDecode | Filter::JpxDecode
    )
}
