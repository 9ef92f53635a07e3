//! Detects pictures of which a part is missing. hayro draws the rest of such a picture, and reports
//! nothing.

use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::object::{Array, MaybeRef, Name, Object, Stream};

use crate::picture::is_cut_jpeg;

/// The number of rows that a picture may lack at its end. Some programs write a row less than they
/// declare.
const MOST_LOST: f64 = 2.0;

/// Whether a picture is complete. `rows` is the number of rows that the document declares. `decoded`
/// is the number of rows that were decoded, and each of these covers `scale` declared rows.
pub(super) fn is_all_there(stream: &Stream<'_>, rows: u32, decoded: u32, scale: f32) -> bool {
    f64::from(decoded) * f64::from(scale) >= f64::from(rows) - MOST_LOST
        && !is_cut_off(stream)
        && !lacks_bits(stream, rows)
        && !lacks_palette(stream)
}

/// Whether the data of a JPEG picture are cut off, or those of a T.4 or T.6 picture are empty. The
/// rows that they lack are decoded as grey, and as white.
fn is_cut_off(stream: &Stream<'_>) -> bool {
    match stream.filters()[..] {
        [Filter::DctDecode] => is_cut_jpeg(&stream.raw_data()),
        [Filter::CcittFaxDecode] => stream.raw_data().is_empty(),
        _ => false,
    }
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

/// Whether a picture has a palette (the colour space Indexed, ISO 32000-1 §8.6.6.3) that hayro
/// cannot read: it would take the numbers of the colours for greys. hayro reads no palette that is a
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
