//! All the code that reaches a phone, by bundle.

#[cfg(any(feature = "ssr", feature = "kantor"))]
pub mod kantor;
#[cfg(any(feature = "ssr", feature = "lapor"))]
pub mod lapor;
#[cfg(any(feature = "ssr", feature = "peta"))]
pub mod peta;
