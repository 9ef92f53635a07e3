//! Prints the sample of gateway.toml, from the keys that the program knows:
//! `cargo run -p ferrofax-program --example gateway_sample > asterisk-conf/gateway.toml.sample`

fn main() {
    print!("{}", ferrofax_program::settings::sample());
}
