//! Complex numbers in `f32`: the signal space of a modulated carrier. In line, in other crates too.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// A point of the signal space: `re` in phase with the carrier, `im` a quarter turn ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Complex {
    /// In phase.
    pub re: f32,
    /// In quadrature.
    pub im: f32,
}

impl Complex {
    /// The origin.
    pub const ZERO: Self = Self { re: 0.0, im: 0.0 };

    /// The point (`re`, `im`).
    #[inline]
    pub const fn new(re: f32, im: f32) -> Self {
        Self { re, im }
    }

    /// The point of the unit circle at `radians`.
    #[inline]
    pub fn from_angle(radians: f32) -> Self {
        let (sin, cos) = radians.sin_cos();
        Self::new(cos, sin)
    }

    /// Mirrored at the real axis.
    #[inline]
    pub const fn conj(self) -> Self {
        Self::new(self.re, -self.im)
    }

    /// Square of the distance from the origin.
    #[inline]
    pub const fn norm_sqr(self) -> f32 {
        self.re * self.re + self.im * self.im
    }

    /// Angle in radians, −π to π.
    #[inline]
    pub fn arg(self) -> f32 {
        self.im.atan2(self.re)
    }
}

impl Add for Complex {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl AddAssign for Complex {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Complex {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self::new(self.re - other.re, self.im - other.im)
    }
}

impl Mul for Complex {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        Self::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }
}

impl Mul<f32> for Complex {
    type Output = Self;
    #[inline]
    fn mul(self, factor: f32) -> Self {
        Self::new(self.re * factor, self.im * factor)
    }
}

impl Neg for Complex {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self::new(-self.re, -self.im)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_by_the_conjugate_turns_back() {
        let point = Complex::new(3.0, -4.0);
        let turn = Complex::from_angle(0.7);
        let back = point * turn * turn.conj();
        assert!((back - point).norm_sqr() < 1e-10);
        assert_eq!(point.norm_sqr(), 25.0);
        assert!((turn.arg() - 0.7).abs() < 1e-6);
    }
}
