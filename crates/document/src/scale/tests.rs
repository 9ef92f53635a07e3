use super::*;

fn scaled(page: &Bitmap, width: u32, rows: u32) -> Bitmap {
    let window =
        Window { page, columns: 0..page.width(), rows: 0..page.rows(), x_dpi: 204.0, y_dpi: 196.0 };
    scale(&window, width, rows)
}

#[test]
fn lines_of_one_pixel_stay_one_pixel_in_every_direction() {
    // A frame, a cross and a slope of thin lines, scaled by awkward factors.
    let mut page = Bitmap::white(600, 600);
    for i in 0..600 {
        for (x, y) in [(i, 10), (i, 589), (10, i), (589, i), (i, 300), (300, i), (i, i / 3 + 50)] {
            page.set(x, y, true);
        }
    }
    for (width, rows) in [(600, 300), (425, 425), (417, 205), (599, 150), (700, 650)] {
        let small = scaled(&page, width, rows);
        for x in 0..width {
            let black: Vec<u32> = (0..rows).filter(|y| small.is_black(x, *y)).collect();
            // The frame's two lines, the middle one, and the slope; columns of upright lines are
            // all black.
            let upright = black.len() as u32 > rows / 2;
            assert!(
                upright || (3..=5).contains(&black.len()) || x < 12 || x + 12 > width,
                "{width} {rows} {x}: {black:?}"
            );
        }
        for y in 0..rows {
            assert!(
                (0..width).filter(|x| small.is_black(*x, y)).count() >= 3,
                "{width} {rows}: row {y}"
            );
        }
    }
}

#[test]
fn slanting_lines_of_one_pixel_are_lines_and_no_dots() {
    // So many lines that they could be taken for a picture, each short across and down.
    let mut page = Bitmap::white(800, 800);
    for (start, i) in (0..800).step_by(40).flat_map(|start| (0..400).map(move |i| (start, i))) {
        page.set((start + i) % 800, i * 2, true);
        page.set((start + i) % 800, i * 2 + 1, true);
        page.set((start + i) % 800, 799 - i, true);
    }
    let small = scaled(&page, 400, 200);
    // Every row crosses every line.
    for y in 2..98 {
        let runs = (1..400).filter(|x| small.is_black(*x, y) && !small.is_black(*x - 1, y)).count();
        assert!((12..=21).contains(&runs), "row {y}: {runs}");
    }
}

#[test]
fn a_grey_of_dots_keeps_its_part_of_black() {
    let mut page = Bitmap::white(640, 640);
    for (x, y) in (0..640).flat_map(|x| (0..640).map(move |y| (x, y))) {
        page.set(x, y, (x * 2 + y * 3) % 7 == 0);
    }
    let share = |page: &Bitmap| {
        let black: u32 = page.data().iter().map(|byte| byte.count_ones()).sum();
        f64::from(black) / f64::from(page.width()) / f64::from(page.rows())
    };
    for (width, rows) in [(640, 320), (455, 455), (627, 611)] {
        let small = scaled(&page, width, rows);
        assert!((share(&small) - 1.0 / 7.0).abs() < 0.02, "{width} {rows}: {}", share(&small));
    }
}

#[test]
fn a_window_is_cut_out_pixel_by_pixel() {
    let mut page = Bitmap::white(50, 40);
    for (x, y) in (0..50).flat_map(|x| (0..40).map(move |y| (x, y))) {
        page.set(x, y, (x * x + y * 7) % 5 < 2);
    }
    let window = Window { page: &page, columns: 11..42, rows: 5..33, x_dpi: 204.0, y_dpi: 196.0 };
    let part = scale(&window, 31, 28);
    for (x, y) in (0..31).flat_map(|x| (0..28).map(move |y| (x, y))) {
        assert_eq!(part.is_black(x, y), page.is_black(x + 11, y + 5), "{x} {y}");
    }
    for width in [31, 32, 36, 47, 60] {
        let wide = centred(&part, width);
        let left = (width - 31) / 2;
        for (x, y) in (0..width).flat_map(|x| (0..28).map(move |y| (x, y))) {
            let inside = (left..left + 31).contains(&x);
            assert_eq!(
                wide.is_black(x, y),
                inside && part.is_black(x - left, y),
                "{width}: {x} {y}"
            );
        }
    }
}

#[test]
fn the_smallest_measures_are_survived() {
    let mut page = Bitmap::white(1, 1);
    page.set(0, 0, true);
    let large = scaled(&page, 9, 70);
    assert_eq!((large.width(), large.rows(), large.is_black(8, 69)), (9, 70, true));
    assert!(scaled(&large, 1, 1) == page);
    assert_eq!(scaled(&Bitmap::white(3, 500), 3, 0).rows(), 1);
}
