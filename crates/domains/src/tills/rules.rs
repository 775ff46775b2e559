//! What a movement of cash is to the books, and how a drawer is counted.

use onetill_kernel::{Currency, Error, Money, Result, sum};

use super::model::{CashKind, CashPurpose, CloseShift, DrawerMove};
use crate::ledger::posting_rules::{self, CashCounterpart, Postings};

/// The most pieces of one coin or note that anybody counts.
const MAX_PIECES: i64 = 1_000_000;

/// What a movement posts.
pub(super) fn postings(kind: CashKind, purpose: Option<CashPurpose>, amount: i64) -> Result<Postings> {
    let counterpart = match (kind, purpose) {
        (CashKind::BankDeposit | CashKind::BankWithdrawal, _) => return posting_rules::bank_cash(amount),
        (CashKind::SafeOpening, _) => return posting_rules::safe_opening(amount),
        (CashKind::Difference, _) => CashCounterpart::Difference,
        (CashKind::Float | CashKind::SafeDrop | CashKind::Closing, _) | (_, None | Some(CashPurpose::Change)) => {
            CashCounterpart::Safe
        }
        (_, Some(CashPurpose::OtherIncome)) => CashCounterpart::OtherIncome,
        (_, Some(CashPurpose::Owner)) => CashCounterpart::Owner,
        (_, Some(CashPurpose::Expense)) => CashCounterpart::Expense,
        (_, Some(CashPurpose::Goods)) => CashCounterpart::Goods,
        (_, Some(CashPurpose::Tips)) => CashCounterpart::Tips,
    };
    posting_rules::drawer_cash(counterpart, amount)
}

/// Checks that the purpose fits the way in which cash moves.
pub(super) fn check_purpose(kind: DrawerMove, purpose: Option<CashPurpose>) -> Result<()> {
    use CashPurpose::{Change, Expense, Goods, OtherIncome, Owner, Tips};
    let (fits, fix) = match kind {
        DrawerMove::CashIn => {
            (matches!(purpose, Some(Change | OtherIncome | Owner)), "Send change, other_income or owner.")
        }
        DrawerMove::CashOut => {
            (matches!(purpose, Some(Expense | Goods | Tips | Owner)), "Send expense, goods, tips or owner.")
        }
        DrawerMove::SafeDrop => (purpose.is_none(), "Leave the purpose out: it goes to the safe."),
    };
    if fits {
        return Ok(());
    }
    Err(Error::invalid("purpose", "This is no purpose of such a movement.").fix(fix))
}

/// What was counted, in minor units, and the pieces of each value if they were counted so.
pub(super) fn counted(input: &CloseShift, currency: Currency) -> Result<(i64, Vec<(i64, i64)>)> {
    let how = "Send counted, or counts with the pieces of each coin and note.";
    let counts = match (&input.counted, &input.counts) {
        (Some(sum), None) => return Ok((sum.non_negative_in(currency, "counted")?, Vec::new())),
        (None, Some(counts)) => counts,
        (None, None) => return Err(Error::invalid("counted", "Nobody says what is in the drawer.").fix(how)),
        (Some(_), Some(_)) => {
            return Err(Error::invalid("counts", "The drawer is counted once, not twice.").fix(how));
        }
    };
    let mut pieces: Vec<(i64, i64)> = Vec::new();
    for (index, count) in counts.iter().enumerate() {
        let value = count.value.non_negative_in(currency, &format!("counts[{index}].value"))?;
        if value == 0 || pieces.iter().any(|(known, _)| *known == value) {
            return Err(Error::invalid(
                format!("counts[{index}].value"),
                "A coin or note is worth something, and is counted once.",
            )
            .fix("Put the pieces of one value together."));
        }
        if !(0..=MAX_PIECES).contains(&count.pieces) {
            return Err(Error::invalid(format!("counts[{index}].pieces"), "Nobody counts so many.")
                .fix("Send how many pieces there are: 0 to 1,000,000."));
        }
        pieces.push((value, count.pieces));
    }
    let too_much = || Error::overflow().field("counts").fix("Count again: so much cash there is not.");
    let mut amounts = Vec::with_capacity(pieces.len());
    for (value, pieces) in &pieces {
        amounts.push(value.checked_mul(*pieces).ok_or_else(too_much)?);
    }
    let total = sum(amounts).ok().filter(|total| *total <= Money::MAX_MINOR).ok_or_else(too_much)?;
    pieces.retain(|(_, pieces)| *pieces > 0);
    Ok((total, pieces))
}
