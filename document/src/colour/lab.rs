//! Colours of screens (sRGB) as T.42 has them: L\*a\*b\* relative to D50, in octets of its own
//! ranges.

use ferrofax_ground::t4::jpeg::Gamut;

/// Makes octets of L\*, a\* and b\* of colours of screens.
pub struct Lab {
    /// How much light each octet of a colour is, 0 to 1.
    light: [f32; 256],
    /// The last colour and what it is: most pixels are as the one before.
    last: ([u8; 3], [u8; 3]),
}

impl Lab {
    /// White.
    pub const WHITE: [u8; 3] = [255, 128, 96];

    /// The octets of a colour.
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

/// As sRGB codes light (IEC 61966-2-1).
fn expanded(coded: f32) -> f32 {
    if coded > 0.040_45 { ((coded + 0.055) / 1.055).powf(2.4) } else { coded / 12.92 }
}

/// A cube root, linear in the dark (CIE 1976).
fn cube_root(light: f32) -> f32 {
    if light > 216.0 / 24_389.0 { light.cbrt() } else { (light * 24_389.0 / 27.0 + 16.0) / 116.0 }
}

/// From the light of the three colours of screens to XYZ relative to D50, by Bradford from D65.
const TO_D50: [[f32; 3]; 3] = [
    [0.436_065_7, 0.385_151_5, 0.143_078_4],
    [0.222_493_2, 0.716_887, 0.060_616_9],
    [0.013_923_9, 0.097_081_3, 0.714_099_4],
];

/// X and Z of the white D50, as the lines above add up to; its Y is 1.
const D50: [f32; 2] = [0.964_295_6, 0.825_104_6];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_what_they_are_known_to_be() {
        // As sRGB's colours are known relative to D50, by Bradford.
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
                // What is outside of the ranges is at their end.
                let known = f64::clamp(known[component], least, most);
                assert!((value - known).abs() < 0.6, "{colour:?} {component}: {value} {known}");
            }
        }
        assert_eq!(Lab::default().of([255; 3]), Lab::WHITE);
        assert_eq!(Lab::default().octets([255; 3]), Lab::WHITE);
    }
}
