//! IFP packets: one indicator, or data of one kind in fields (T.38 §7, annex A).
