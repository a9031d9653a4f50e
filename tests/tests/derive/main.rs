//! What the derive makes of each shape and key, byte for byte.

mod conduct;
mod counts;
mod keys;
mod large;
mod random;
mod shapes;
