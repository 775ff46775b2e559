//! Cash is rounded to coins that there are.

use onetill_kernel::{Error, Result, div_round};

use super::model::{AttemptKind, AttemptRow, AttemptState, PaymentRow, Rounding};

/// How cash for `amount` is rounded, after `settled` went before it for which `moved` moved in cash: what is owed in all,
/// less what has moved, to the nearest multiple of the smallest coin, half away from zero. So the cash part of an order is
/// rounded once, in however many payments it comes.
pub fn round_cash(amount: i64, settled: i64, moved: i64, step: i64) -> Result<Rounding> {
    if step <= 1 {
        return Ok(Rounding::default());
    }
    let owed = i128::from(settled) + i128::from(amount) - i128::from(moved);
    let coins = div_round(owed, i128::from(step)).max(0);
    let minor = i64::try_from(coins * i128::from(step) - i128::from(amount)).map_err(|_| Error::overflow())?;
    Ok(Rounding { minor, step })
}

/// How cash given back for `amount` of a payment is rounded: a part to the smallest coin, the rest to all of its cash that
/// is left, so that what was paid in cash is what goes back, to the coin. `tried` are the payment's attempts so far.
pub fn round_cash_back(payment: &PaymentRow, tried: &[AttemptRow], amount: i64, step: i64) -> Result<Rounding> {
    let before = || tried.iter().filter(|a| a.kind == AttemptKind::Refund && a.state == AttemptState::Succeeded);
    let settled: i64 = before().map(|a| a.amount).sum();
    let moved: i64 = before().map(|a| a.amount + a.rounding.minor).sum();
    let part = round_cash(amount, settled, moved, step)?;
    // A payment without an order only goes out.
    if payment.order_id.is_none() {
        return Ok(part);
    }
    let left = payment.tendered - payment.change - moved;
    let given = if settled + amount == payment.amount { left } else { (amount + part.minor).min(left) };
    Ok(Rounding { minor: given - amount, step: part.step })
}
