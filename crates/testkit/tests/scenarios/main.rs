//! What happens in a shop, in its words: each story over HTTP to a real server, on SQLite and on PostgreSQL,
//! with money that was computed by hand. After each the books agree, and both engines hold the same rows.

mod again;
mod approvals;
mod aside;
mod audit;
mod cards;
mod cash;
mod categories;
mod customers;
mod day_clocks;
mod emupos;
mod events;
mod exchanges;
mod imports;
mod item_kinds;
mod journal_files;
mod kinds;
mod limits;
mod lists_as_files;
mod mails;
mod modifiers;
mod people;
mod periods;
mod price_lists;
mod prices;
mod promotions;
mod receipts;
mod refunds;
mod replays;
mod reports;
mod roles;
mod rounding;
mod shelves;
mod shifts;
mod sign_ins;
mod taxes;
