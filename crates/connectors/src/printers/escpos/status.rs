//! What a printer says of itself: `DLE EOT n` asks at once, `GS r 1` once everything before it is printed.

use onetill_domains::receipts::PrinterProblem;

/// The questions about a printer's state, each answered with one byte.
pub const QUESTIONS: [[u8; 3]; 4] = [[0x10, 0x04, 1], [0x10, 0x04, 2], [0x10, 0x04, 3], [0x10, 0x04, 4]];
/// Asks for the paper's state. The answer says that what came before it is on paper.
pub const WHEN_DONE: [u8; 3] = [0x1d, b'r', 1];

/// A printer's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// What keeps it from printing.
    pub problem: Option<PrinterProblem>,
    /// Whether the paper is nearly used up.
    pub paper_low: bool,
}

/// Reads the four answers, in the order of [`QUESTIONS`]. None where one of them is not the byte of a status.
pub fn status(answers: [u8; 4]) -> Option<Status> {
    // Bits 0 and 7 are off and bits 1 and 4 are on in each of them.
    if answers.iter().any(|answer| answer & 0x93 != 0x12) {
        return None;
    }
    let [printer, offline, error, paper] = answers;
    let problem = if offline & 0x04 != 0 {
        Some(PrinterProblem::CoverOpen)
    } else if paper & 0x60 != 0 || offline & 0x20 != 0 {
        Some(PrinterProblem::PaperOut)
    } else if printer & 0x08 != 0 || offline & 0x40 != 0 || error & 0x68 != 0 {
        Some(PrinterProblem::Offline)
    } else {
        None
    };
    Some(Status { problem, paper_low: paper & 0x0c != 0 })
}

/// Whether a byte answers [`WHEN_DONE`].
pub fn says_done(answer: u8) -> bool {
    answer & 0x90 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_of_a_status_say_what_to_do() {
        let cases = [
            ([0x12, 0x12, 0x12, 0x12], None, false),
            // The drawer's bit is nobody's trouble.
            ([0x16, 0x12, 0x12, 0x12], None, false),
            ([0x12, 0x12, 0x12, 0x1e], None, true),
            ([0x1a, 0x16, 0x12, 0x12], Some(PrinterProblem::CoverOpen), false),
            ([0x1a, 0x32, 0x12, 0x72], Some(PrinterProblem::PaperOut), false),
            ([0x1a, 0x12, 0x12, 0x12], Some(PrinterProblem::Offline), false),
            ([0x12, 0x52, 0x1a, 0x12], Some(PrinterProblem::Offline), false),
        ];
        for (answers, problem, paper_low) in cases {
            assert_eq!(status(answers), Some(Status { problem, paper_low }), "{answers:02x?}");
        }
        assert_eq!(status([0x12, 0x00, 0x12, 0x12]), None);
        assert_eq!(status([0xff; 4]), None);
        assert!(says_done(0x00) && says_done(0x0f) && !says_done(0x12));
    }
}
