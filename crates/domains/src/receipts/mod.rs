//! What a customer takes along: receipts of sales and refunds, gift receipts, copies.
//!
//! There is one document, the [`Slip`]: what stands on it, in which order, and nothing of how it is printed. It is made of an
//! order or a refund and the shop's receipt settings, here and nowhere else; the screen, the printer, the file and the
//! letter show the same slip.
//!
//! - `sale`, `refund`, `shift` say what stands on a slip;
//! - `words` and `figures` are its language;
//! - `printing` is printers and what is printed at them: each job is sent once, and what nobody can know is said;
//! - `mailing` is receipts by e-mail: each is written down first, handed over in tries, and what nobody can know is said;
//! - `layout` breaks it into lines of so many columns, which is what paper and plain text need.

mod commands;
mod figures;
mod layout;
mod mail_model;
mod mail_store;
mod mailing;
mod model;
mod printer_model;
mod printer_store;
mod printing;
mod refund;
mod sale;
mod shift;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use commands::{change_receipt_settings, refund_slip, sale_slip, set_logo, shift_slip, slip_of, test_slip};
pub use layout::{Line, Piece, columns_of, composed, decomposed, layout, plain_text};
pub use mail_model::*;
pub use mail_store::{due_mails, lost_mails, mails_wait, receipt_mail, receipt_mails_of};
pub use mailing::{
    Letter, letter_of, lost_before, mail_order_receipt, mail_refund_receipt, mail_sending, mail_tried, send_test_mail,
};
pub use model::*;
pub use printer_model::*;
pub use printer_store::{print_job, print_jobs_in, print_jobs_of, printer, printers, register_printers, waiting_jobs};
pub use printing::{
    add_printer, change_printer, choose_printer, job_ended, job_failed, job_sent, job_waits, lost_jobs, print,
};
pub use store::receipt_settings;
