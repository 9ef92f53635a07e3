//! Calls that go over to T.38, and back, at every moment.
