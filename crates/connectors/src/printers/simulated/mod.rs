//! A receipt printer of our own, which reads what a real one would and is stricter: what it does not know, or gets only in
//! part, it complains about.
//!
//! [`Printer`] listens as a network printer does, prints on a page in the browser, and can have no paper, an open cover, or
//! worse manners: answer nothing, be slow, die in the middle.

mod decoder;
mod device;
mod page;

pub use decoder::{Decoder, Fault, Item, Question, Read};
pub use device::{Manners, Paper, Printer, State};
