//! Decompresses the bodies of HTTP requests piece by piece, so that little memory is used even if
//! the whole result is large.

use std::io::{self, Write};

use flate2::write::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

/// The compression of a request's body (RFC 9110 §8.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coding {
    /// The request's body is not compressed.
    #[default]
    Plain,
    /// The request's body is compressed with `gzip`.
    Gzip,
    /// The body is compressed with `deflate`: zlib's format (RFC 1950). Some clients send bare
    /// deflate data (RFC 1951) instead.
    Deflate,
}

/// Decompresses the body of an HTTP request, and passes the result to a function.
pub struct Unpacker {
    state: State,
}

enum State {
    Plain(Piece),
    Gzip(GzDecoder<Piece>),
    /// The state of `deflate` before the first byte of data. That byte shows whether the data is in
    /// zlib's format or bare.
    DeflateBegins(Piece),
    Inflate(Inflate),
    /// The compressed data is damaged, so nothing more is decompressed.
    Broken,
}

/// A decoder for `deflate`. It checks that the compressed data has an end, so that half of a
/// document is not accepted.
struct Inflate {
    decompress: Decompress,
    piece: Piece,
    has_ended: bool,
}

/// Decompressed bytes that are not yet passed to the receiver of the body.
#[derive(Default)]
struct Piece(Vec<u8>);

/// The number of compressed bytes that are processed at a time. Even the best compression expands
/// them only to a few MiB.
const BITE: usize = 4 << 10;

/// The error for a request's body that is not compressed as its header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not compressed as declared")]
pub struct NotPacked;

impl Coding {
    /// The compression with this name in the header Content-Encoding; `None` if it is unknown.
    pub fn of(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" | "none" => Some(Self::Plain),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            _ => None,
        }
    }
}

impl Unpacker {
    /// Makes an unpacker for a body with this coding.
    pub fn new(coding: Coding) -> Self {
        let state = match coding {
            Coding::Plain => State::Plain(Piece::default()),
            Coding::Gzip => State::Gzip(GzDecoder::new(Piece::default())),
            Coding::Deflate => State::DeflateBegins(Piece::default()),
        };
        Self { state }
    }

    /// Decompresses these bytes, and passes the result to `sink`. The function `sink` can return an
    /// error to stop the decompression.
    ///
    /// # Errors
    /// The error of `sink`, or [`NotPacked`].
    pub fn push<E: From<NotPacked>>(
        &mut self,
        bytes: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        for bite in bytes.chunks(BITE) {
            let mut left = bite;
            while !left.is_empty() {
                let count = self.write(left).map_err(|_| NotPacked)?;
                left = left.get(count..).unwrap_or_default();
                self.hand_out(&mut sink)?;
            }
        }
        Ok(())
    }

    /// Ends the data, and checks that it is complete.
    ///
    /// # Errors
    /// The same as of [`Self::push`]. The error is [`NotPacked`], too, if the compressed data ends
    /// too early.
    pub fn finish<E: From<NotPacked>>(
        &mut self,
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let done = match &mut self.state {
            State::Plain(_) | State::DeflateBegins(_) => Ok(()),
            State::Gzip(decoder) => decoder.try_finish(),
            State::Inflate(inflate) if inflate.has_ended => Ok(()),
            State::Inflate(_) | State::Broken => return Err(NotPacked.into()),
        };
        done.map_err(|_| NotPacked)?;
        self.hand_out(&mut sink)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let State::DeflateBegins(_) = self.state
            && let Some(first) = bytes.first()
        {
            // RFC 1950 §2.2: the method in zlib's header is 8. RFC 1951 §3.2.3: a bare block
            // can't begin like this.
            self.state = State::Inflate(Inflate::new(first & 0x0F == 8));
        }
        let written = match &mut self.state {
            State::Plain(piece) | State::DeflateBegins(piece) => piece.write(bytes),
            State::Gzip(decoder) => decoder.write(bytes),
            State::Inflate(inflate) => inflate.write(bytes),
            State::Broken => Err(io::ErrorKind::InvalidData.into()),
        };
        // Nothing may follow the end of compressed data.
        let written = written.and_then(|count| match count {
            0 => Err(io::ErrorKind::InvalidData.into()),
            count => Ok(count),
        });
        if written.is_err() {
            self.state = State::Broken;
        }
        written
    }

    fn hand_out<E>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let piece = match &mut self.state {
            State::Plain(piece) | State::DeflateBegins(piece) => piece,
            State::Gzip(decoder) => decoder.get_mut(),
            State::Inflate(inflate) => &mut inflate.piece,
            State::Broken => return Ok(()),
        };
        let bytes = std::mem::take(&mut piece.0);
        if bytes.is_empty() { Ok(()) } else { sink(&bytes) }
    }
}

impl Inflate {
    fn new(is_zlib: bool) -> Self {
        let decompress = Decompress::new(is_zlib);
        Self { decompress, piece: Piece::default(), has_ended: false }
    }

    /// Decompresses these bytes, up to the end of the compressed data. Returns the number of bytes
    /// used.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut unpacked = [0; 16 << 10];
        let mut used = 0;
        while !self.has_ended {
            let (taken, made) = (self.decompress.total_in(), self.decompress.total_out());
            let rest = bytes.get(used..).unwrap_or_default();
            let status = self.decompress.decompress(rest, &mut unpacked, FlushDecompress::None)?;
            used += (self.decompress.total_in() - taken) as usize;
            let made = (self.decompress.total_out() - made) as usize;
            self.piece.0.extend_from_slice(unpacked.get(..made).unwrap_or_default());
            self.has_ended = status == Status::StreamEnd;
            if made < unpacked.len() {
                break;
            }
        }
        Ok(used)
    }
}

impl Write for Piece {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::service::Answer;
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn packed(text: &[u8]) -> [(Coding, Vec<u8>); 4] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text).unwrap();
        zlib.write_all(text).unwrap();
        bare.write_all(text).unwrap();
        [
            (Coding::Plain, text.to_vec()),
            (Coding::Gzip, gzip.finish().unwrap()),
            (Coding::Deflate, zlib.finish().unwrap()),
            (Coding::Deflate, bare.finish().unwrap()),
        ]
    }

    fn unpacked(coding: Coding, packed: &[u8], cut: usize) -> Result<Vec<u8>, NotPacked> {
        let (mut unpacker, mut text) = (Unpacker::new(coding), Vec::new());
        let mut take = |bytes: &[u8]| {
            text.extend_from_slice(bytes);
            Ok(())
        };
        for piece in packed.chunks(cut) {
            unpacker.push(piece, &mut take)?;
        }
        unpacker.finish(&mut take)?;
        Ok(text)
    }

    #[test]
    fn what_was_packed_comes_out_however_it_is_cut() {
        let text: Vec<u8> = (0..40_000u32).flat_map(|n| (n / 3).to_be_bytes()).collect();
        for (coding, packed) in packed(&text) {
            for cut in [1, 7, 4_096, 1 << 20] {
                assert_eq!(unpacked(coding, &packed, cut).as_deref(), Ok(&text[..]), "{coding:?}");
            }
        }
    }

    #[test]
    fn what_breaks_off_or_is_not_packed_so_is_told() {
        let text = b"A document of some length, which is packed.".repeat(9);
        for (coding, packed) in packed(&text).into_iter().skip(1) {
            let half = &packed[..packed.len() / 2];
            assert_eq!(unpacked(coding, half, 16), Err(NotPacked), "{coding:?}");
            assert_eq!(unpacked(coding, b"%PDF-1.4 plain", 16), Err(NotPacked), "{coding:?}");
            let mut long = packed.clone();
            long.extend_from_slice(b"and more");
            assert_eq!(unpacked(coding, &long, 16), Err(NotPacked), "{coding:?}");
        }
    }

    #[test]
    fn zeros_without_end_come_in_pieces_and_can_be_stopped() {
        let bomb = &packed(&vec![0; 64 << 20])[1].1;
        let (mut unpacker, mut seen, mut largest) = (Unpacker::new(Coding::Gzip), 0, 0);
        let end = unpacker.push(bomb, |bytes| {
            (seen, largest) = (seen + bytes.len(), largest.max(bytes.len()));
            if seen > 16 << 20 { Err(Answer::text(413, "enough")) } else { Ok(()) }
        });
        assert_eq!(end.unwrap_err().status, 413);
        assert!(largest <= 8 << 20, "{largest} bytes at once");
    }

    #[test]
    fn codings_are_known_by_their_names() {
        assert_eq!(Coding::of("GZip"), Some(Coding::Gzip));
        assert_eq!(Coding::of("identity"), Some(Coding::Plain));
        assert_eq!(Coding::of("br"), None);
    }
}
