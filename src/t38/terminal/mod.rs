//! A fax terminal's two halves on packets: what is said becomes packets at their time, packets become what was heard.
