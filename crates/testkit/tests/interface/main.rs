//! The HTTP interface as other people's programs meet it. That every answer fits the document is checked by
//! the client of all tests; here is what the document itself promises, and what HTTP asks for.

mod card_numbers;
mod costs;
mod document;
mod http;
mod lists;
mod permissions;
mod replays;
mod security;
mod sign_in;
