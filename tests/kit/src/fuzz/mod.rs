pub mod damage;
pub mod runner;
pub mod table;
