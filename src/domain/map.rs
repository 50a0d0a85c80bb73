//! The map of libraries: what is asked of it, what it looks at, and how it is drawn.
//!
//! One drawer serves everybody: the page without scripts, the picture on a library's page and the island that moves
//! under a finger. It gives the same text for the same input, byte for byte, so that nothing jumps when the browser takes over.

pub mod atlas;
pub mod drawing;
pub mod ink;
pub mod label;
pub mod layer;
pub mod listing;
pub mod mark;
pub mod order;
pub mod parcel;
pub mod place;
pub mod query;
pub mod sum;
pub mod tiles;
pub mod view;

pub use atlas::{Atlas, Packed};
pub use drawing::{Scale, Sheet};
pub use layer::Layer;
pub use parcel::{Parcel, Part};
pub use place::{Place, Places};
pub use query::Query;
pub use sum::Sum;
pub use tiles::Tiles;
pub use view::{Reach, Size, View};
