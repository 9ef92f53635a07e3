//! The states of the coder (table 24): how likely the less probable symbol is, and the next state
//! after each symbol.
//!
//! The table was compared with those of jbigkit and spandsp, which are equal to it.

/// A state in the form of the table.
struct State {
    /// LSZ: the part of the interval that the less probable symbol gets.
    lsz: u16,
    /// NLPS: the state after the less probable symbol.
    nlps: u8,
    /// NMPS: the state after the more probable symbol, if the interval was doubled then.
    nmps: u8,
    /// SWTCH: the two symbols exchange their roles after the less probable one.
    switch: bool,
}

/// The learnt state of a context: which symbol is more probable, and how probable the other symbol
/// is. [`BELIEFS`] has all states, with the state that follows after each symbol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Belief {
    /// The part of the interval that the less probable symbol gets.
    pub lsz: u16,
    /// The index in [`BELIEFS`] of the state that follows after the less probable symbol.
    pub after_less: u8,
    /// The index in [`BELIEFS`] of the state that follows after the more probable symbol.
    pub after_more: u8,
}

/// All states. At even indices white is the more probable symbol, at odd ones black. At the top of
/// a page every context has the state 0.
pub(super) static BELIEFS: [Belief; 256] = beliefs();

const fn beliefs() -> [Belief; 256] {
    // The table has as many entries as a byte can index, so that no index is out of range. No state
    // leads to the last entries.
    let mut all = [Belief { lsz: 1, after_less: 0, after_more: 0 }; 256];
    let mut place = 0;
    while place < STATES.len() * 2 {
        let (state, symbol) = (&STATES[place / 2], (place % 2) as u8);
        all[place] = Belief {
            lsz: state.lsz,
            after_less: state.nlps * 2 + (symbol ^ state.switch as u8),
            after_more: state.nmps * 2 + symbol,
        };
        place += 1;
    }
    all
}

const fn state(lsz: u16, nlps: u8, nmps: u8) -> State {
    State { lsz, nlps, nmps, switch: false }
}

const fn switch(lsz: u16, nlps: u8, nmps: u8) -> State {
    State { lsz, nlps, nmps, switch: true }
}

/// The states of table 24.
const STATES: [State; 113] = [
    switch(0x5A1D, 1, 1),
    state(0x2586, 14, 2),
    state(0x1114, 16, 3),
    state(0x080B, 18, 4),
    state(0x03D8, 20, 5),
    state(0x01DA, 23, 6),
    state(0x00E5, 25, 7),
    state(0x006F, 28, 8),
    state(0x0036, 30, 9),
    state(0x001A, 33, 10),
    state(0x000D, 35, 11),
    state(0x0006, 9, 12),
    state(0x0003, 10, 13),
    state(0x0001, 12, 13),
    switch(0x5A7F, 15, 15),
    state(0x3F25, 36, 16),
    state(0x2CF2, 38, 17),
    state(0x207C, 39, 18),
    state(0x17B9, 40, 19),
    state(0x1182, 42, 20),
    state(0x0CEF, 43, 21),
    state(0x09A1, 45, 22),
    state(0x072F, 46, 23),
    state(0x055C, 48, 24),
    state(0x0406, 49, 25),
    state(0x0303, 51, 26),
    state(0x0240, 52, 27),
    state(0x01B1, 54, 28),
    state(0x0144, 56, 29),
    state(0x00F5, 57, 30),
    state(0x00B7, 59, 31),
    state(0x008A, 60, 32),
    state(0x0068, 62, 33),
    state(0x004E, 63, 34),
    state(0x003B, 32, 35),
    state(0x002C, 33, 9),
    switch(0x5AE1, 37, 37),
    state(0x484C, 64, 38),
    state(0x3A0D, 65, 39),
    state(0x2EF1, 67, 40),
    state(0x261F, 68, 41),
    state(0x1F33, 69, 42),
    state(0x19A8, 70, 43),
    state(0x1518, 72, 44),
    state(0x1177, 73, 45),
    state(0x0E74, 74, 46),
    state(0x0BFB, 75, 47),
    state(0x09F8, 77, 48),
    state(0x0861, 78, 49),
    state(0x0706, 79, 50),
    state(0x05CD, 48, 51),
    state(0x04DE, 50, 52),
    state(0x040F, 50, 53),
    state(0x0363, 51, 54),
    state(0x02D4, 52, 55),
    state(0x025C, 53, 56),
    state(0x01F8, 54, 57),
    state(0x01A4, 55, 58),
    state(0x0160, 56, 59),
    state(0x0125, 57, 60),
    state(0x00F6, 58, 61),
    state(0x00CB, 59, 62),
    state(0x00AB, 61, 63),
    state(0x008F, 61, 32),
    switch(0x5B12, 65, 65),
    state(0x4D04, 80, 66),
    state(0x412C, 81, 67),
    state(0x37D8, 82, 68),
    state(0x2FE8, 83, 69),
    state(0x293C, 84, 70),
    state(0x2379, 86, 71),
    state(0x1EDF, 87, 72),
    state(0x1AA9, 87, 73),
    state(0x174E, 72, 74),
    state(0x1424, 72, 75),
    state(0x119C, 74, 76),
    state(0x0F6B, 74, 77),
    state(0x0D51, 75, 78),
    state(0x0BB6, 77, 79),
    state(0x0A40, 77, 48),
    switch(0x5832, 80, 81),
    state(0x4D1C, 88, 82),
    state(0x438E, 89, 83),
    state(0x3BDD, 90, 84),
    state(0x34EE, 91, 85),
    state(0x2EAE, 92, 86),
    state(0x299A, 93, 87),
    state(0x2516, 86, 71),
    switch(0x5570, 88, 89),
    state(0x4CA9, 95, 90),
    state(0x44D9, 96, 91),
    state(0x3E22, 97, 92),
    state(0x3824, 99, 93),
    state(0x32B4, 99, 94),
    state(0x2E17, 93, 86),
    switch(0x56A8, 95, 96),
    state(0x4F46, 101, 97),
    state(0x47E5, 102, 98),
    state(0x41CF, 103, 99),
    state(0x3C3D, 104, 100),
    state(0x375E, 99, 93),
    state(0x5231, 105, 102),
    state(0x4C0F, 106, 103),
    state(0x4639, 107, 104),
    state(0x415E, 103, 99),
    switch(0x5627, 105, 106),
    state(0x50E7, 108, 107),
    state(0x4B85, 109, 103),
    state(0x5597, 110, 109),
    state(0x504F, 111, 107),
    switch(0x5A10, 110, 111),
    state(0x5522, 112, 109),
    switch(0x59EB, 112, 111),
];
