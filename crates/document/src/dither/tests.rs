use super::*;

fn picture(width: u32, rows: u32, grey: impl Fn(u32, u32) -> u8) -> Grey {
    Grey::new(
        width,
        (0..rows)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| grey(x, y))
            .collect(),
    )
}

fn share(page: &Bitmap, xs: std::ops::Range<u32>, ys: std::ops::Range<u32>) -> f64 {
    let all = f64::from((xs.end - xs.start) * (ys.end - ys.start));
    ys.flat_map(|y| xs.clone().map(move |x| (x, y)))
        .filter(|(x, y)| page.is_black(*x, *y))
        .count() as f64
        / all
}

#[test]
fn greys_become_dots_and_clean_white_and_black_none() {
    let page = dither(&picture(400, 300, |x, _| (x / 100 * 85) as u8));
    assert_eq!(share(&page, 0..90, 0..300), 1.0);
    assert_eq!(share(&page, 310..400, 0..300), 0.0);
    let dark = share(&page, 120..180, 20..280);
    let light = share(&page, 220..280, 20..280);
    assert!((0.65..0.8).contains(&dark) && (0.3..0.45).contains(&light), "{dark} {light}");
}

#[test]
fn strokes_are_black_and_clean_on_white_and_on_tints() {
    for (ground, stroke) in
        [(255, 0), (255, 120), (255, 180), (255, 204), (240, 100), (205, 30), (180, 60)]
    {
        // The edges are soft, as in a scan.
        let edge = ((u16::from(ground as u8) + stroke) / 2) as u8;
        let page = dither(&picture(300, 100, |x, _| match x % 30 {
            10..13 => stroke as u8,
            9 | 13 => edge,
            _ => ground as u8,
        }));
        for y in 5..95 {
            for stroke in (0..300).step_by(30) {
                assert!((10..13).all(|x| page.is_black(stroke + x, y)), "{ground} {stroke}");
                // The surroundings of a stroke are white: it does not merge with a tint's dots.
                assert!(
                    !page.is_black(stroke + 8, y) && !page.is_black(stroke + 15, y),
                    "{ground} {stroke}"
                );
            }
        }
    }
}

#[test]
fn a_photograph_of_few_pixels_is_made_of_dots_and_not_of_blots() {
    // A face of 40 pixels: soft areas, which are narrow when they are magnified 5 times.
    let wave = |x: u32, y: u32| f64::from(x) * 0.55 + (f64::from(y) * 0.4).sin() * 2.0;
    let small = picture(40, 40, |x, y| {
        (150.0 + 80.0 * wave(x, y).sin() + f64::from((x * 7 + y * 13) % 9)) as u8
    });
    assert!(
        is_photograph(&small)
            && is_magnified((40, 40), (200, 200))
            && !is_magnified((40, 40), (44, 44))
    );
    let large = small.scaled(0..40, 200, 200);
    let page = dither_softly(&large);
    // Each part of it is as black as its greys say.
    let worst = |page: &Bitmap| {
        let off = |x: u32, y: u32| {
            let greys = (y..y + 10).flat_map(|y| large.row(y)[x as usize..x as usize + 10].iter());
            let wanted = greys.map(|grey| f64::from(shade(*grey))).sum::<f64>() / 100.0;
            (share(page, x..x + 10, y..y + 10) - wanted).abs()
        };
        (0..19)
            .flat_map(|y| (0..19).map(move |x| (x * 10, y * 10)))
            .map(|(x, y)| off(x, y))
            .fold(0.0, f64::max)
    };
    assert!(worst(&page) < 0.25, "{}", worst(&page));
    assert!(worst(&dither(&large)) > 0.4, "what strokes are made of: {}", worst(&dither(&large)));
    // A screenshot is no photograph: most of it has one colour.
    let screen =
        picture(
            100,
            60,
            |x, y| if y % 12 < 5 && (x * x + y) % 7 < 3 { (x * 5 % 160) as u8 } else { 255 },
        );
    assert!(!is_photograph(&screen));
    assert!(!is_photograph(&picture(100, 100, |x, y| (x + y) as u8)), "a gradient");
}

#[test]
fn light_letters_on_black_stay_open() {
    let page = dither(&picture(200, 60, |x, _| if x % 20 < 2 { 230 } else { 30 }));
    assert!(
        (2..58).all(|y| (20..180)
            .step_by(20)
            .all(|x| !page.is_black(x, y) && !page.is_black(x + 1, y)))
    );
    assert!((2..58).all(|y| (20..180).step_by(20).all(|x| page.is_black(x + 3, y))));
}

#[test]
fn the_edge_of_a_grey_area_is_no_stroke() {
    let page = dither(&picture(300, 200, |x, _| if x < 150 { 128 } else { 255 }));
    let (rim, inside) = (share(&page, 140..150, 20..180), share(&page, 60..120, 20..180));
    assert!((rim - inside).abs() < 0.12, "{rim} {inside}");
    assert_eq!(share(&page, 150..300, 0..200), 0.0);
    // The edge of a dark area is no stroke either.
    let page = dither(&picture(300, 200, |x, _| if x < 150 { 70 } else { 255 }));
    let (rim, inside) = (share(&page, 140..150, 20..180), share(&page, 60..120, 20..180));
    assert!((rim - inside).abs() < 0.12, "{rim} {inside}");
}

#[test]
fn what_is_black_and_white_stays_as_it_is() {
    let bit = |x: u32, y: u32| {
        (x * x * 7 + y * y * 3 + x * y) % 11 < 4 || (x > 90 && (x / 9 + y / 5).is_multiple_of(2))
    };
    for (x_dpi, y_dpi) in [(204.0, 98.0), (204.0, 196.0), (408.0, 391.0)] {
        let page =
            dither_at(&picture(200, 150, |x, y| if bit(x, y) { 0 } else { 255 }), x_dpi, y_dpi);
        assert!((0..150).all(|y| (0..200).all(|x| page.is_black(x, y) == bit(x, y))));
    }
}

#[test]
fn yellowed_paper_is_white() {
    let page = dither(&picture(300, 200, |x, y| 222 + ((x * 7 + y * 13) % 5) as u8));
    assert_eq!(share(&page, 0..300, 0..200), 0.0);
    // A picture without paper keeps its greys.
    let page = dither(&picture(256, 200, |x, _| x as u8));
    assert!(share(&page, 200..240, 20..180) > 0.05);
}

#[test]
fn the_smallest_pictures_are_survived() {
    for (width, rows) in [(1, 1), (1, 50), (50, 1), (3, 3), (64, 2)] {
        let page = dither_at(&picture(width, rows, |x, y| (x * 40 + y * 3) as u8), 204.0, 98.0);
        assert_eq!((page.width(), page.rows()), (width, rows));
    }
    assert_eq!(dither(&Grey::white(7, 0)).rows(), 0);
}

#[test]
fn what_is_black_and_white_already_stays_so_beside_a_photograph() {
    let (width, rows) = (400, 300);
    let is_black = |x: u32, y: u32| x % 7 < 2 || y.is_multiple_of(31);
    let level = |x: u32, y: u32| match () {
        () if x >= 250 && y >= 200 => 128,
        () if is_black(x, y) => 0,
        () => 255,
    };
    let page = dither(&picture(width, rows, level));
    for (x, y) in (0..rows)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .filter(|(x, y)| *x < 250 || *y < 200)
    {
        assert_eq!(page.is_black(x, y), is_black(x, y), "{x} {y}");
    }
    let dots = (200..rows)
        .flat_map(|y| (250..width).map(move |x| (x, y)))
        .filter(|(x, y)| page.is_black(*x, *y))
        .count();
    assert!((5_000..10_000).contains(&dots), "{dots}");
}
