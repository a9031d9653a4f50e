//! What the derive makes of each shape and key, byte for byte.

mod keys;
mod shapes;
