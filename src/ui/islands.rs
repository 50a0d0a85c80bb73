//! All the code that reaches a phone, by bundle.
//!
//! One rule beyond Leptos' own: a `view!` in here has one root node; where there are several, they stand in a tuple. The server's
//! views are type-erased (`.cargo/config.toml`), the bundles' are not, and the two draw different marks around several roots: the
//! island would then not find its nodes and die.

#[cfg(any(feature = "ssr", feature = "kantor"))]
pub mod kantor;
#[cfg(any(feature = "ssr", feature = "lapor"))]
pub mod lapor;
#[cfg(any(feature = "ssr", feature = "peta"))]
pub mod peta;
#[cfg(feature = "kantor")]
mod request;

#[cfg(all(test, feature = "ssr"))]
mod tests;
