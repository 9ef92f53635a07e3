//! Costs of paths as whole numbers, with the number of a subset in their lowest bits.
//!
//! Of two paths into a state the cheaper one is kept. Where costs are whole numbers whose lowest
//! bits say by what way a path came, the lesser of two has both, and the way needs no looking for
//! afterwards.

/// A squared distance, or a sum of them, in steps that [`NUMBER`] leaves.
pub(super) type Cost = i32;

/// Bits of the number.
pub(super) const NUMBER: Cost = 15;

/// Steps in a unit of the grid squared: what is rounded away is far below any noise that tells paths
/// apart, and a sum of three distances that are [`NEVER`] is still a number.
const STEPS: f32 = 256.0;

/// The distance (squared) of what cannot have been sent.
pub(super) const NEVER: f32 = 1e4;

/// What the most expensive path costs, as far as anybody needs to know.
pub(super) const MOST: Cost = of(NEVER);

/// Of a squared distance, which is no more than [`NEVER`].
#[inline(always)]
pub(super) const fn of(distance: f32) -> Cost {
    /// Adding it leaves no bits behind the point, and whole numbers in the lowest ones.
    const WHOLE: f32 = 8_388_608.0;
    let steps = (distance * STEPS + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits());
    (steps << NUMBER.count_ones()) as Cost
}

/// Squared units of the grid.
#[inline(always)]
pub(super) const fn in_units(cost: Cost) -> f32 {
    cost as f32 * (1.0 / (STEPS * (NUMBER + 1) as f32))
}

/// The lesser of two.
#[inline(always)]
pub(super) const fn lesser(a: Cost, b: Cost) -> Cost {
    if a < b { a } else { b }
}
