//! A card terminal of our own: the device, and the connector that speaks to it.
//!
//! [`Terminal`] is a device behind an HTTP address, with a screen, buttons, and a memory that survives its
//! own restarts as well as the server's. It takes one payment at a time and can misbehave on command: be
//! slow, take the money and stay silent, lose a request, drop a line. [`Simulated`] is the till's side.
//!
//! The wire, JSON both ways:
//!
//! | Request | What it does |
//! |---|---|
//! | `POST /payments` `{reference, amount, currency}` | Charges a card. The reference makes a repetition harmless. |
//! | `POST /refunds` `{reference, original, amount, currency}` | Gives back; `original` is the charge's `transaction`. |
//! | `GET /payments/{reference}` | What became of a charge or a refund. |
//! | `POST /payments/{reference}/cancel` | Stops it, while the terminal still waits for the card. |
//! | `GET /diagnosis` | Whether it does anything at the moment: `{"idle": true}`. |
//! | `GET /transactions` | All it ever did, to compare with the books. |
//! | `GET /`, `GET /state`, `POST /hand`, `POST /release`, `POST /behaviour` | Its screen and buttons. |

mod behaviour;
mod connector;
mod device;
mod http;
mod journal;
mod page;
mod screen;
mod terminal;
mod transaction;
mod wire;

pub use behaviour::{Behaviour, Mode};
pub use connector::Simulated;
pub use journal::ledger;
pub use terminal::{Terminal, TerminalOptions};
pub use transaction::{Card, Kind, Status, Transaction};
