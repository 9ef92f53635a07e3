//! Converts screen colours (sRGB) to T.42's form: L\*a\*b\* relative to D50, in bytes with T.42's
//! default ranges.

use ferrofax_ground::t4::jpeg::Gamut;

/// Converts screen colours to bytes of L\*, a\* and b\*.
pub struct Lab {
    /// The light of each byte of a colour, 0 to 1.
    light: [f32; 256],
    /// The last colour and its conversion: most pixels equal the one before.
    last: ([u8; 3], [u8; 3]),
}

impl Lab {
    /// White in L\*a\*b\*.
    pub const WHITE: [u8; 3] = [255, 128, 96];

    /// The L\*a\*b\* bytes of a colour.
    pub fn of(&mut self, colour: [u8; 3]) -> [u8; 3] {
        if self.last.0 != colour {
            self.last = (colour, self.octets(colour));
        }
        self.last.1
    }

    fn octets(&self, colour: [u8; 3]) -> [u8; 3] {
        let light = colour.map(|octet| self.light[usize::from(octet)]);
        let [x, y, z] =
            TO_D50.map(|row| row.iter().zip(light).map(|(part, light)| part * light).sum::<f32>());
        let (x, y, z) = (cube_root(x / D50[0]), cube_root(y), cube_root(z / D50[1]));
        let values = [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)];
        let gamut = Gamut::default();
        std::array::from_fn(|component| {
            let (offset, range) = (gamut.offsets[component], gamut.ranges[component]);
            let octet = values[component] * 255.0 / f32::from(range) + f32::from(offset);
            octet.round().clamp(0.0, 255.0) as u8
        })
    }
}

impl Default for Lab {
    fn default() -> Self {
        let light = std::array::from_fn(|octet| expanded(octet as f32 / 255.0));
        Self { light, last: ([255; 3], Self::WHITE) }
    }
}

/// The light that an sRGB value stands for (IEC 61966-2-1).
fn expanded(coded: f32) -> f32 {
    if coded > 0.040_45 { ((coded + 0.055) / 1.055).powf(2.4) } else { coded / 12.92 }
}

/// The cube root, but linear for dark colours (CIE 1976).
fn cube_root(light: f32) -> f32 {
    if light > 216.0 / 24_389.0 { light.cbrt() } else { (light * 24_389.0 / 27.0 + 16.0) / 116.0 }
}

/// The matrix from the light of the three screen colours to XYZ relative to D50, by Bradford from
/// D65.
const TO_D50: [[f32; 3]; 3] = [
    [0.436_065_7, 0.385_151_5, 0.143_078_4],
    [0.222_493_2, 0.716_887, 0.060_616_9],
    [0.013_923_9, 0.097_081_3, 0.714_099_4],
];

/// X and Z of the white D50, as the sums of the rows above; its Y is 1.
const D50: [f32; 2] = [0.964_295_6, 0.825_104_6];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_what_they_are_known_to_be() {
        // sRGB's colours relative to D50, by Bradford.
        for (colour, known) in [
            ([255, 255, 255], [100.0, 0.0, 0.0]),
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 0, 0], [54.29, 80.80, 69.89]),
            ([0, 255, 0], [87.82, -79.27, 80.99]),
            ([119, 119, 119], [50.03, 0.0, 0.0]),
            ([0, 0, 255], [29.57, 68.30, -112.03]),
        ] {
            let octets = Lab::default().of(colour);
            for component in 0..3 {
                let (least, most) = Gamut::default().ends(component);
                let value = least + (most - least) * f64::from(octets[component]) / 255.0;
                // Colours outside of the ranges are at the ends of the ranges.
                let known = f64::clamp(known[component], least, most);
                assert!((value - known).abs() < 0.6, "{colour:?} {component}: {value} {known}");
            }
        }
        assert_eq!(Lab::default().of([255; 3]), Lab::WHITE);
        assert_eq!(Lab::default().octets([255; 3]), Lab::WHITE);
    }

    /// The screen colour for these bytes: the nearest three bytes.
    fn back(octets: [u8; 3]) -> [u8; 3] {
        let value = |component: usize| {
            let (least, most) = Gamut::default().ends(component);
            least + (most - least) * f64::from(octets[component]) / 255.0
        };
        let y = (value(0) + 16.0) / 116.0;
        let cubed = |root: f64| {
            if root > 6.0 / 29.0 { root.powi(3) } else { (116.0 * root - 16.0) * 27.0 / 24_389.0 }
        };
        let [x, y, z] = [y + value(1) / 500.0, y, y - value(2) / 200.0].map(cubed);
        let [x, z] = [x * f64::from(D50[0]), z * f64::from(D50[1])];
        // The inverse of TO_D50.
        let light = [
            3.134_136_2 * x - 1.617_388_6 * y - 0.490_662_4 * z,
            -0.978_795_6 * x + 1.916_254_3 * y + 0.033_443_3 * z,
            0.071_955_4 * x - 0.228_976_8 * y + 1.405_385_9 * z,
        ];
        light.map(|light| {
            let light = light.clamp(0.0, 1.0);
            let coded = if light > 0.003_130_8 {
                1.055 * light.powf(1.0 / 2.4) - 0.055
            } else {
                12.92 * light
            };
            (coded * 255.0).round() as u8
        })
    }

    /// A page without loss loses a little all the same. Its palette has bytes of L\*a\*b\*, with
    /// steps of one or two hundredths each, and T.42's default ranges do not include the strongest
    /// blues and magentas of screens.
    #[test]
    fn a_colour_comes_back_as_near_as_octets_of_lab_say_it() {
        let steps = || (0..=255_u8).step_by(5);
        let colours =
            steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b])));
        let (mut within, mut beyond, mut counts) = ((0, [0; 3]), (0, [0; 3]), [0; 256]);
        for colour in colours {
            let octets = Lab::default().octets(colour);
            let is_within = octets[1..].iter().all(|octet| (1..255).contains(octet));
            let parts = colour.into_iter().zip(back(octets));
            let apart = parts.map(|(one, other)| one.abs_diff(other)).max().unwrap_or(0);
            counts[usize::from(apart)] += u32::from(is_within);
            let worst = if is_within { &mut within } else { &mut beyond };
            *worst = (*worst).max((apart, colour));
        }
        for colour in
            [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0], [0, 255, 255], [255, 0, 255]]
        {
            println!("{colour:?} comes back as {:?}", back(Lab::default().octets(colour)));
        }
        println!("within the ranges {within:?}, beyond {beyond:?}");
        println!("so many are so far apart: {:?}", &counts[..20]);
        let all: u32 = counts.iter().sum();
        assert!(counts[4..].iter().sum::<u32>() < all / 20, "nearly all within 3");
        assert!(within.0 <= 16 && beyond.0 <= 113, "{within:?} {beyond:?}");
        for grey in steps() {
            assert!(
                back(Lab::default().octets([grey; 3]))
                    .iter()
                    .all(|part| part.abs_diff(grey) <= 1)
            );
        }
    }
}
