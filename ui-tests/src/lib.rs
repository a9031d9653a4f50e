//! What must not compile, and what the compiler then says.
