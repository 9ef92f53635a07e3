//! The interfaces of this crate. Each has the operations for one purpose, as the interfaces of the
//! spool have. `tests/package/interfaces.rs` lists which folder uses which interface.

use ferrofax_spool::Spool;

/// Declares interfaces: a type for each, and the method that returns it.
macro_rules! interfaces {
    ($($(#[$about:meta])+ $name:ident $method:ident;)+) => {
        $(
            $(#[$about])+
            #[derive(Clone, Copy)]
            pub struct $name<'s> {
                pub(crate) spool: &'s Spool,
            }
        )+

        /// The interfaces of a spool whose machine shares faxes and jobs with others: the spool of
        /// such a machine, or the shared database itself.
        pub trait Clustered {
            $(
                $(#[$about])+
                fn $method(&self) -> $name<'_>;
            )+
        }

        impl Clustered for Spool {
            $(
                fn $method(&self) -> $name<'_> {
                    $name { spool: self }
                }
            )+
        }
    };
}

interfaces! {
    /// Several machines with a shared database: membership, copies of faxes, failover.
    Cluster cluster;
    /// The jobs of several machines with a shared database.
    SharedQueue shared_queue;
}
