//! What the derive makes of each shape and key, byte for byte.

mod counts;
mod keys;
mod random;
mod shapes;
