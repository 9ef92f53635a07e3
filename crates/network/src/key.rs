//! Makes random texts that are unique: for file names, for identifiers, and for secrets of this
//! process.

/// A random text of 32 hexadecimal digits, which no other call of this function returns.
///
/// # Panics
/// If the system has no random numbers: a secret must not be made without them.
pub fn fresh() -> String {
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
