//! Hand-written tables: every kind of field, bytes worked out by hand from the stream format (rules R1, R3, R6, R9).

mod counts;
mod kinds;
mod lists;
mod presence;
mod raw;
mod subsections;
