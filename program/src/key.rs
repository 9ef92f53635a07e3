//! Keys that nothing else has had and that nobody can guess: for names of files, for what is known
//! by a name later, and for secrets of this process.

/// A key of 32 hexadecimal digits, from the randomness of the system.
///
/// # Panics
/// The system gives no randomness: no secret can be made then, and none is made up.
pub(crate) fn fresh() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    format!("{:032x}", u128::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_hexadecimal_digits_and_no_two_are_alike() {
        let (one, other) = (fresh(), fresh());
        assert!(one.len() == 32 && one.bytes().all(|sign| sign.is_ascii_hexdigit()), "{one}");
        assert_ne!(one[..16], other[..16]);
        assert_ne!(one, other);
    }
}
