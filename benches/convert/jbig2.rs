//! Encodes a page in the form in which scanning programs store it: one generic region of JBIG2
//! (ITU-T T.88 §6.2), by the arithmetic coder (annex E).

use ferrofax::t4::Bitmap;

/// The states of the arithmetic coder (T.88 table E.1): the probability of the less probable value,
/// the next states after the less and the more probable value, and whether the two then change places.
const STATES: [(u32, u8, u8, bool); 47] = [
    (0x5601, 1, 1, true),
    (0x3401, 6, 2, false),
    (0x1801, 9, 3, false),
    (0x0AC1, 12, 4, false),
    (0x0521, 29, 5, false),
    (0x0221, 33, 38, false),
    (0x5601, 6, 7, true),
    (0x5401, 14, 8, false),
    (0x4801, 14, 9, false),
    (0x3801, 14, 10, false),
    (0x3001, 17, 11, false),
    (0x2401, 18, 12, false),
    (0x1C01, 20, 13, false),
    (0x1601, 21, 29, false),
    (0x5601, 14, 15, true),
    (0x5401, 14, 16, false),
    (0x5101, 15, 17, false),
    (0x4801, 16, 18, false),
    (0x3801, 17, 19, false),
    (0x3401, 18, 20, false),
    (0x3001, 19, 21, false),
    (0x2801, 19, 22, false),
    (0x2401, 20, 23, false),
    (0x2201, 21, 24, false),
    (0x1C01, 22, 25, false),
    (0x1801, 23, 26, false),
    (0x1601, 24, 27, false),
    (0x1401, 25, 28, false),
    (0x1201, 26, 29, false),
    (0x1101, 27, 30, false),
    (0x0AC1, 28, 31, false),
    (0x09C1, 29, 32, false),
    (0x08A1, 30, 33, false),
    (0x0521, 31, 34, false),
    (0x0441, 32, 35, false),
    (0x02A1, 33, 36, false),
    (0x0221, 34, 37, false),
    (0x0141, 35, 38, false),
    (0x0111, 36, 39, false),
    (0x0085, 37, 40, false),
    (0x0049, 38, 41, false),
    (0x0025, 39, 42, false),
    (0x0015, 40, 43, false),
    (0x0009, 41, 44, false),
    (0x0005, 42, 45, false),
    (0x0001, 43, 45, false),
    (0x5601, 46, 46, false),
];

/// The pixels by whose values a pixel is predicted (template 0, T.88 figure 3, with the usual
/// adaptive pixels), as distances to the right and upwards.
const TEMPLATE: [(i32, i32); 16] = [
    (-1, 0),
    (-2, 0),
    (-3, 0),
    (-4, 0),
    (3, 1),
    (2, 1),
    (1, 1),
    (0, 1),
    (-1, 1),
    (-2, 1),
    (-3, 1),
    (2, 2),
    (1, 2),
    (0, 2),
    (-1, 2),
    (-2, 2),
];

/// The page as the data of a picture in a PDF document.
pub(crate) fn encode(page: &Bitmap) -> Vec<u8> {
    let (width, rows) = (page.width(), page.rows());
    let mut file = Vec::new();
    let mut information = Vec::new();
    for number in [width, rows, 0, 0] {
        information.extend(number.to_be_bytes());
    }
    information.extend([0, 0, 0]);
    segment(&mut file, 0, 48, &information);
    let mut region = Vec::new();
    for number in [width, rows, 0, 0] {
        region.extend(number.to_be_bytes());
    }
    // The operator OR, then the flags (template 0) and the adaptive pixels.
    region.extend([0, 0, 3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE]);
    region.extend(coded(page));
    segment(&mut file, 1, 38, &region);
    file
}

fn segment(file: &mut Vec<u8>, number: u32, kind: u8, data: &[u8]) {
    file.extend(number.to_be_bytes());
    file.extend([kind, 0, 1]);
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(data);
}

fn coded(page: &Bitmap) -> Vec<u8> {
    let mut coder = Coder::new();
    let is_black = |x: i32, y: i32| {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return false };
        x < page.width() && page.is_black(x, y)
    };
    for (y, x) in
        (0..page.rows() as i32).flat_map(|y| (0..page.width() as i32).map(move |x| (y, x)))
    {
        let context = (0..)
            .zip(TEMPLATE)
            .map(|(bit, (right, up))| usize::from(is_black(x + right, y - up)) << bit)
            .sum();
        coder.put(context, is_black(x, y));
    }
    coder.finish()
}

/// The arithmetic coder (T.88 figures E.3 to E.12).
struct Coder {
    contexts: Vec<(u8, bool)>,
    interval: u32,
    code: u32,
    shifts: u32,
    bytes: Vec<u8>,
}

impl Coder {
    fn new() -> Self {
        let contexts = vec![(0, false); 1 << TEMPLATE.len()];
        Self { contexts, interval: 0x8000, code: 0, shifts: 12, bytes: vec![0] }
    }

    fn put(&mut self, context: usize, value: bool) {
        let (state, probable) = self.contexts[context];
        let (least, after_less, after_more, changes) = STATES[usize::from(state)];
        self.interval -= least;
        if value == probable {
            if self.interval & 0x8000 != 0 {
                self.code += least;
                return;
            }
            if self.interval < least {
                self.interval = least;
            } else {
                self.code += least;
            }
            self.contexts[context].0 = after_more;
        } else {
            if self.interval < least {
                self.code += least;
            } else {
                self.interval = least;
            }
            self.contexts[context] = (after_less, probable != changes);
        }
        while self.interval & 0x8000 == 0 {
            self.interval <<= 1;
            self.code <<= 1;
            self.shifts -= 1;
            if self.shifts == 0 {
                self.put_byte();
            }
        }
    }

    fn put_byte(&mut self) {
        let last = self.bytes.last().copied().unwrap_or(0);
        if last != 0xFF && self.code >= 0x800_0000 {
            if let Some(last) = self.bytes.last_mut() {
                *last += 1;
            }
            self.code &= 0x7FF_FFFF;
        }
        if self.bytes.last() == Some(&0xFF) {
            self.bytes.push((self.code >> 20) as u8);
            self.code &= 0xF_FFFF;
            self.shifts = 7;
        } else {
            self.bytes.push((self.code >> 19) as u8);
            self.code &= 0x7_FFFF;
            self.shifts = 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let most = self.code + self.interval;
        self.code |= 0xFFFF;
        if self.code >= most {
            self.code -= 0x8000;
        }
        for _ in 0..2 {
            self.code <<= self.shifts;
            self.put_byte();
        }
        if self.bytes.last() != Some(&0xFF) {
            self.bytes.push(0xFF);
        }
        self.bytes.push(0xAC);
        self.bytes.remove(0);
        self.bytes
    }
}
