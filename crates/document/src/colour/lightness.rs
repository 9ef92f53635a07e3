//! Converts L\* to the greys of screens.

use ferrofax_ground::t4::jpeg::Gamut;

/// The sRGB grey for each byte of L\*.
pub(super) fn greys_of(gamut: &Gamut) -> [u8; 256] {
    let (least, most) = gamut.ends(0);
    let lightness = |octet: usize| least + (most - least) * octet as f64 / 255.0;
    std::array::from_fn(|octet| {
        let grey = companded(luminance(lightness(octet).clamp(0.0, 100.0)));
        (grey * 255.0).round() as u8
    })
}

/// The light for a value of L\* (CIE 1976): linear for dark colours, a cube above.
fn luminance(lightness: f64) -> f64 {
    if lightness > 8.0 { ((lightness + 16.0) / 116.0).powi(3) } else { lightness * 27.0 / 24_389.0 }
}

/// The sRGB value for light (IEC 61966-2-1).
fn companded(light: f64) -> f64 {
    if light > 0.003_130_8 { 1.055 * light.powf(1.0 / 2.4) - 0.055 } else { 12.92 * light }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_as_light_as_they_were() {
        let greys = greys_of(&Gamut::default());
        assert_eq!((greys[0], greys[255]), (0, 255));
        // An L* of 50 is 18 % of the light, 119 of 255.
        assert!(greys[127].abs_diff(119) <= 1, "{}", greys[127]);
        assert!(greys.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
