//! IFP packets as the Recommendation's encoding lays them out, written out by hand.
