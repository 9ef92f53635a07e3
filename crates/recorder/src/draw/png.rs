//! Renders a drawing as pixels, and writes pixels as PNG (RFC 2083).

use super::shapes::{HEIGHT, Ink, Point, Shape, WIDTH};
use ferrofax_document::type_setting::TypeSetter;
use flate2::Crc;
use flate2::write::ZlibEncoder;
use std::io::Write;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, Circle, Rect, Shape as _, Stroke};
use vello_cpu::{Pixmap, RenderContext, Resources};

/// The number of pixels in a mm: 200 an inch, which is about the fine resolution of a fax.
const SCALE: f64 = 200.0 / 25.4;

/// The greatest distance between a drawn dot's outline and a true circle, in mm.
const ROUND: f64 = 0.01;

/// Renders a drawing as a PNG file.
pub(super) fn write(shapes: &[Shape]) -> Vec<u8> {
    let (width, height) = ((WIDTH * SCALE) as u16, (HEIGHT * SCALE) as u16);
    let mut context = RenderContext::new(width, height);
    let mut setter = TypeSetter::new();
    context.set_paint(paint(Ink(255, 255, 255)));
    context.fill_rect(&Rect::new(0.0, 0.0, width.into(), height.into()));
    for shape in shapes {
        draw(&mut context, &mut setter, shape);
    }
    context.flush();
    let mut picture = Pixmap::new(width, height);
    context.render(&mut picture, &mut Resources::default());
    let mut rows: Vec<u8> =
        picture.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    for shape in shapes {
        if let Shape::Picture { at, pixels, grey } = shape {
            lay(&mut rows, (width.into(), height.into()), *at, (*pixels, grey));
        }
    }
    file(width.into(), Colour::Rgb, &rows)
}

/// Writes a grey picture as a PNG file.
pub(super) fn grey(width: u32, pixels: &[u8]) -> Vec<u8> {
    file(width, Colour::Grey, pixels)
}

fn draw(context: &mut RenderContext, setter: &mut TypeSetter, shape: &Shape) {
    context.set_transform(Affine::scale(SCALE));
    match shape {
        Shape::Block { at: [x, y, width, height], ink } => {
            context.set_paint(paint(*ink));
            context.fill_rect(&Rect::new(*x, *y, x + width, y + height));
        }
        Shape::Line { points, width, ink } => {
            context.set_paint(paint(*ink));
            context.set_stroke(Stroke::new(*width));
            context.stroke_path(&path(points));
        }
        Shape::Area { points, ink } => {
            context.set_paint(paint(*ink));
            let mut path = path(points);
            path.close_path();
            context.fill_path(&path);
        }
        Shape::Dots { points, radius, ink } => {
            context.set_paint(paint(*ink));
            for [x, y] in points {
                context.fill_path(&Circle::new((*x, *y), *radius).to_path(ROUND));
            }
        }
        Shape::Text { at: [x, y], size, face, ink, text, .. } => {
            context.set_paint(paint(*ink));
            for line in setter.shapes(text, *face, None) {
                let place = Affine::new([*size, 0.0, 0.0, -size, *x, *y]);
                context.set_transform(Affine::scale(SCALE) * place);
                context.fill_path(&line.outline);
            }
        }
        // Pictures are added at the end, pixel by pixel.
        Shape::Picture { .. } => {}
    }
}

const fn paint(Ink(red, green, blue): Ink) -> AlphaColor<Srgb> {
    AlphaColor::from_rgb8(red, green, blue)
}

fn path(points: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    for (number, &[x, y]) in points.iter().enumerate() {
        if number == 0 {
            path.move_to((x, y));
        } else {
            path.line_to((x, y));
        }
    }
    path
}

/// Draws a grey picture into the rows of red, green and blue values. Each pixel gets the mean of
/// the picture's pixels that it covers.
fn lay(rows: &mut [u8], size: (usize, usize), at: [f64; 4], (pixels, grey): (u32, &[u8])) {
    let [left, top, width, height] = at.map(|mm| (mm * SCALE).round().max(0.0) as usize);
    let columns = pixels as usize;
    let lines = grey.len().checked_div(columns).unwrap_or(0);
    if lines == 0 || width == 0 || height == 0 {
        return;
    }
    let part = |from: usize, of: usize, all: usize| {
        let first = from * all / of;
        first..((from + 1) * all / of).max(first + 1)
    };
    for y in 0..height.min(size.1.saturating_sub(top)) {
        for x in 0..width.min(size.0.saturating_sub(left)) {
            let (mut sum, mut count) = (0, 0);
            for line in part(y, height, lines) {
                for column in part(x, width, columns) {
                    sum += usize::from(grey[line * columns + column]);
                    count += 1;
                }
            }
            let at = 3 * ((top + y) * size.0 + left + x);
            rows[at..at + 3].fill((sum / count) as u8);
        }
    }
}

#[derive(Clone, Copy)]
enum Colour {
    Grey,
    Rgb,
}

/// Writes a PNG file of rows that have this number of pixels.
fn file(width: u32, colour: Colour, rows: &[u8]) -> Vec<u8> {
    let (kind, octets) = match colour {
        Colour::Grey => (0, 1),
        Colour::Rgb => (2, 3),
    };
    let stride = width as usize * octets;
    let height = rows.len().checked_div(stride).unwrap_or(0);
    let mut packed = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    let mut above = vec![0; stride];
    for row in rows.chunks_exact(stride.max(1)) {
        // PNG's filter 2: each byte is the difference from the byte above.
        let filtered: Vec<u8> =
            row.iter().zip(&above).map(|(at, up)| at.wrapping_sub(*up)).collect();
        // Writing into memory never fails.
        _ = packed.write_all(&[2]).and_then(|()| packed.write_all(&filtered));
        above.copy_from_slice(row);
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), (height as u32).to_be_bytes()].concat();
    head.extend([8, kind, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &head);
    let per_metre = ((SCALE * 1000.0) as u32).to_be_bytes();
    chunk(&mut out, b"pHYs", &[&per_metre[..], &per_metre, &[1]].concat());
    chunk(&mut out, b"IDAT", &packed.finish().unwrap_or_default());
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let mut crc = Crc::new();
    for part in [&name[..], data] {
        crc.update(part);
        out.extend(part);
    }
    out.extend(crc.sum().to_be_bytes());
}
