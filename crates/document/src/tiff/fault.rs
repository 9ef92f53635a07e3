//! The faults of a TIFF file, one sentence each. Numbers in them are the tags' own values (TIFF
//! 6.0).

/// The reason why a file, or one of its pages, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant has its sentence")]
pub enum Fault {
    #[error("it is empty")]
    Empty,
    #[error("it cannot be read as TIFF (it begins with neither II nor MM)")]
    NoTiff,
    #[error("it cannot be read as TIFF (it ends within its header)")]
    CutHeader,
    #[error("it cannot be read as TIFF (its version is {0}, not 42)")]
    Version(u64),
    #[error("it was not written by Ferrofax, so pages cannot be added")]
    NotOurs,
    #[error("it has no pages")]
    NoPages,
    #[error("it has more than {0} pages")]
    TooManyPages(usize),
    #[error("page {0}: {1}")]
    Page(usize, Box<Self>),
    #[error("it is linked to a second time")]
    LinkedTwice,
    #[error("its directory is outside the file")]
    DirectoryOutside,
    #[error("its {0} cannot be read")]
    Tag(String),
    #[error("it has no width")]
    NoWidth,
    #[error("it has no length")]
    NoLength,
    #[error("it is {0} pixels wide")]
    Width(u32),
    #[error("it has {0} rows")]
    Rows(u32),
    #[error("it has too many pixels ({0} × {1})")]
    TooManyPixels(u32, u32),
    #[error("its tiles have no size")]
    TilesWithoutSize,
    #[error("its tiles are too large ({0} × {1})")]
    LargeTiles(u32, u32),
    #[error("its image is in too many parts ({0})")]
    TooManyParts(u64),
    #[error("it has no strips")]
    NoStrips,
    #[error("its image has {found} parts where {wanted} are needed")]
    Parts { found: usize, wanted: u64 },
    #[error("it lacks the length of some parts")]
    FewLengths,
    #[error("its image is outside the file")]
    ImageOutside,
    #[error("its compression ({0}) is only for black and white")]
    NotBlackAndWhite(u32),
    #[error("its compression ({0}) is not for black and white")]
    CompressionOfBits(u32),
    #[error("its compression ({0}) is unknown for greys and colours")]
    CompressionOfColours(u32),
    #[error("it uses T.{0}'s uncompressed mode")]
    Uncompressed(u8),
    #[error("its fill order ({0}) is unknown")]
    FillOrder(u32),
    #[error("it has {0} × {1} pixels of grey or colour, more than {2} million")]
    LargePicture(u32, u32, u64),
    #[error("its pixels ({samples} samples of {bits:?} bits) are of an unknown kind")]
    Pixels { samples: u32, bits: Vec<u64> },
    #[error("its samples of {0} bits are of an unknown kind")]
    Depth(u32),
    #[error("its samples are not whole numbers")]
    NoWholeNumbers,
    #[error("its predictor ({0}) is unknown for {1} bits")]
    Predictor(u32, u32),
    #[error("its pixels have {found} samples where {wanted} are needed")]
    Samples { found: u32, wanted: usize },
    #[error("its form of YCbCr is unknown")]
    YCbCr,
    #[error("its pixels share colours in an unknown way ({0:?})")]
    SharedColours(Vec<u64>),
    #[error("its colours are of an unknown kind (photometric interpretation {0})")]
    Colours(u32),
    #[error("it has no palette")]
    NoPalette,
    #[error("its compression is JPEG's old form (6) without loss, which is unknown here")]
    OldJpegWithoutLoss,
    #[error("its compression is JPEG's old form (6), and it has neither a JPEG nor tables")]
    OldJpegWithoutTables,
}

impl Fault {
    /// Whether the page may be intact, but its samples are of a kind that this reader does not
    /// read: floating-point or signed numbers, numbers of unusual depths, or differences (TIFF's
    /// predictor) of these.
    pub fn is_unknown_samples(&self) -> bool {
        match self {
            Self::Page(_, fault) => fault.is_unknown_samples(),
            Self::Depth(_) | Self::NoWholeNumbers | Self::Predictor(..) => true,
            _ => false,
        }
    }
}
