//! Reads MAPI properties in winmail.dat (MS-OXTNEF §2.1.3.4): a list of tagged values, each padded
//! to four bytes.

use super::super::decode;
use super::Reader;

/// The tags of the MAPI properties that are read (MS-OXPROPS).
pub(super) mod tag {
    pub(in super::super) const BODY: u16 = 0x1000;
    pub(in super::super) const RTF_COMPRESSED: u16 = 0x1009;
    pub(in super::super) const BODY_HTML: u16 = 0x1013;
    pub(in super::super) const DISPLAY_NAME: u16 = 0x3001;
    pub(in super::super) const ATTACH_DATA: u16 = 0x3701;
    pub(in super::super) const ATTACH_FILENAME: u16 = 0x3704;
    pub(in super::super) const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub(in super::super) const ATTACH_MIME_TAG: u16 = 0x370E;
    pub(in super::super) const ATTACH_CONTENT_ID: u16 = 0x3712;
    pub(in super::super) const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub(in super::super) const ATTACHMENT_HIDDEN: u16 = 0x7FFE;
}

/// The value of a MAPI property. Only the types that are needed here have a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A value that is an integer of up to 32 bits.
    Number(u32),
    /// A value that is a string in the code page that the file winmail.dat names.
    String8(&'a [u8]),
    /// A value that is a string in UTF-16.
    Unicode(&'a [u8]),
    Binary(&'a [u8]),
    /// A value that is an OLE object, such as an attached mail: its bytes, without the interface id
    /// (a GUID) at their beginning.
    Object(&'a [u8]),
    /// A value of a type that is not needed here, such as a time, a fraction or a list.
    Other,
}

/// The types of the values of MAPI properties (MS-OXCDATA §2.11.1).
mod kind {
    pub(super) const NOTHING: u16 = 0x0001;
    pub(super) const OBJECT: u16 = 0x000D;
    pub(super) const STRING8: u16 = 0x001E;
    pub(super) const UNICODE: u16 = 0x001F;
    pub(super) const BINARY: u16 = 0x0102;
    /// The bit in the type of a MAPI property that says that the property has a list of values of
    /// this type.
    pub(super) const MULTIPLE: u16 = 0x1000;
}

/// The numbers of MAPI properties from this one on belong to named properties. The file also
/// contains a name or an id for each of them, which is skipped.
const NAMED: u16 = 0x8000;

/// A list of MAPI properties, each with its number and its value.
#[derive(Debug)]
pub(super) struct Properties<'a>(Vec<(u16, Value<'a>)>);

impl<'a> Properties<'a> {
    /// Reads a list of MAPI properties, up to the first error.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let mut reader = Reader(bytes);
        // The count in the file is not trusted: each property takes some bytes of the file.
        let count = reader.u32().unwrap_or(0);
        let properties = (0..count).map_while(|_| property(&mut reader));
        Self(properties.collect())
    }

    pub(super) fn find(&self, wanted: u16) -> Option<Value<'a>> {
        self.0.iter().find(|(tag, _)| *tag == wanted).map(|(_, value)| *value)
    }

    pub(super) fn text(&self, wanted: u16, code_page: Option<u32>) -> Option<String> {
        match self.find(wanted)? {
            Value::String8(bytes) => Some(string(bytes, code_page)),
            Value::Unicode(bytes) => {
                Some(decode::text(bytes, Some("utf-16le")).trim_end_matches('\0').to_owned())
            }
            _ => None,
        }
    }

    pub(super) fn bytes(&self, wanted: u16) -> Option<&'a [u8]> {
        match self.find(wanted)? {
            Value::Binary(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Returns the bytes of the MAPI property with the number `wanted`, if its value is binary. The
    /// returned boolean is true if the bytes are an OLE object.
    pub(super) fn data(&self, wanted: u16) -> Option<(bool, &'a [u8])> {
        match self.find(wanted)? {
            Value::Binary(bytes) => Some((false, bytes)),
            Value::Object(bytes) => Some((true, bytes)),
            _ => None,
        }
    }
}

/// Decodes a string in the code page of the file winmail.dat. The string ends before its first zero
/// byte.
pub(super) fn string(bytes: &[u8], code_page: Option<u32>) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    decode::text(&bytes[..end], charset(code_page))
}

/// The name of the charset of a Windows code page.
pub(super) fn charset(code_page: Option<u32>) -> Option<&'static str> {
    Some(match code_page? {
        437 | 850 => "ibm850",
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1252 => "windows-1252",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        20866 => "koi8-r",
        28591 => "iso-8859-1",
        28592 => "iso-8859-2",
        28595 => "iso-8859-5",
        28605 => "iso-8859-15",
        50220..=50222 => "iso-2022-jp",
        65001 => "utf-8",
        _ => return None,
    })
}

fn property<'a>(reader: &mut Reader<'a>) -> Option<(u16, Value<'a>)> {
    let kind = reader.u16()?;
    let tag = reader.u16()?;
    if tag >= NAMED {
        reader.take(16)?;
        match reader.u32()? {
            0 => drop(reader.take(4)?),
            _ => drop(padded(reader)?),
        }
    }
    let is_multiple = kind & kind::MULTIPLE != 0;
    let kind = kind & !kind::MULTIPLE;
    let has_length = matches!(kind, kind::OBJECT | kind::STRING8 | kind::UNICODE | kind::BINARY);
    let count = if is_multiple || has_length { reader.u32()? } else { 1 };
    let mut value = Value::Other;
    if is_multiple && kind == kind::NOTHING {
        // The specification has no lists of this type (MS-OXCDATA §2.11.1), and their elements
        // would take no bytes.
        return None;
    }
    for index in 0..count {
        let read = if has_length { of_length(reader, kind)? } else { fixed(reader, kind)? };
        if index == 0 && !is_multiple {
            value = read;
        }
    }
    Some((tag, value))
}

fn of_length<'a>(reader: &mut Reader<'a>, kind: u16) -> Option<Value<'a>> {
    let bytes = padded(reader)?;
    Some(match kind {
        kind::STRING8 => Value::String8(bytes),
        kind::UNICODE => Value::Unicode(bytes),
        kind::OBJECT => Value::Object(bytes),
        _ => Value::Binary(bytes),
    })
}

/// Reads a MAPI value of the type `kind`, whose length the type determines; values of less than
/// four bytes occupy four. `None` if the type is unknown. Its length is then unknown too, so the
/// rest of the list can't be read.
fn fixed<'a>(reader: &mut Reader<'a>, kind: u16) -> Option<Value<'a>> {
    let length = match kind {
        // Kinds of 0 to 4 bytes: no value, 16 and 32 bits, a small fraction, an error, yes or no.
        kind::NOTHING => 0,
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => 4,
        // Kinds of 8 bytes: a fraction, money, two kinds of times, 64 bits.
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        // A class identifier has 16 bytes.
        0x0048 => 16,
        _ => return None,
    };
    let mut value = Reader(reader.take(length)?);
    Some(match kind {
        0x0003 => Value::Number(value.u32()?),
        0x0002 | 0x000B => Value::Number(u32::from(value.u16()?)),
        _ => Value::Other,
    })
}

/// Reads a MAPI value of variable length: its length, its bytes, and zeros up to a multiple of
/// four.
fn padded<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(reader.u32()?).ok()?;
    let bytes = reader.take(length)?;
    let padding = length.next_multiple_of(4) - length;
    // Some programs leave out the zeros at the end of the file.
    reader.take(padding.min(reader.0.len()));
    Some(bytes)
}
