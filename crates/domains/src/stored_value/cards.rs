//! Gift cards: made, found by their codes, switched off, replaced, expired.

use onetill_db::Tx;
use onetill_kernel::{BalanceId, Currency, Date, Error, LocationId, Result, Timestamp, Uuid};
use serde_json::json;

use super::model::*;
use super::movements::{Source, change, tell};
use super::{rules, store};
use crate::ledger::{self, EntryKind, NewEntry, posting_rules};
use crate::platform::{self, AuditAction, hash_secret};
use crate::{Ctx, check_reason};

/// The longest time for which cards can be spent, in months.
const MOST_MONTHS: i64 = 1200;

fn taken() -> Error {
    Error::conflict("gift_card_exists", "There is a gift card with this code already.")
        .field("code")
        .fix("POST /v1/gift-cards/lookup finds it, and a sale may top it up; or take another card.")
}

/// Makes a gift card that holds nothing yet, with a code that nobody else's has.
pub fn add_gift_card(tx: &mut Tx<'_>, ctx: &mut Ctx, id: Option<BalanceId>, code: &str) -> Result<BalanceId> {
    let code = rules::written(code, "code")?;
    let hash = hash_secret(&code);
    if let Some(id) = id
        && store::find(tx, id)?.is_some()
    {
        return Err(Error::conflict("already_exists", "There is a balance with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let currency = platform::merchant(tx)?.currency;
    let row = new_row(id.unwrap_or_else(|| ctx.new_id()), BalanceKind::GiftCard, currency);
    if !store::insert(tx, &row, Some((&hash, rules::last4(&code))), ctx.now)? {
        return Err(taken());
    }
    tell(tx, ctx, &row)?;
    Ok(row.id)
}

pub(super) fn new_row(id: BalanceId, kind: BalanceKind, currency: Currency) -> BalanceRow {
    BalanceRow {
        id,
        kind,
        customer_id: None,
        currency,
        balance: 0,
        credit_limit: 0,
        movement_count: 0,
        active: true,
        expires_on: None,
        location_id: None,
    }
}

/// The gift card of a code, if there is one; a refusal names `field`.
pub fn found(tx: &mut Tx<'_>, code: &str, field: &str) -> Result<BalanceId> {
    let code = rules::written(code, field)?;
    store::by_code(tx, &hash_secret(&code))?.ok_or_else(|| {
        Error::invalid(field, "There is no gift card with this code.")
            .code("gift_card_unknown")
            .fix("Read the code again. A card that was lost and replaced has another one.")
    })
}

/// A gift card, looked up by its code.
pub fn gift_card_by_code(tx: &mut Tx<'_>, code: &str, today: Date) -> Result<Balance> {
    let id = found(tx, code, "code")?;
    store::balance(tx, id, today)
}

/// Refuses a balance that a line cannot put money on.
pub fn usable_card(tx: &mut Tx<'_>, id: BalanceId) -> Result<()> {
    let row = store::find(tx, id)?.filter(|row| row.kind == BalanceKind::GiftCard).ok_or_else(|| {
        Error::invalid("gift_card_id", "There is no such gift card.")
            .fix("POST /v1/gift-cards makes one, POST /v1/gift-cards/lookup finds one by its code.")
    })?;
    if !row.active {
        return Err(Error::conflict("balance_inactive", "This gift card is switched off.")
            .field("gift_card_id")
            .fix("Take another card."));
    }
    Ok(())
}

/// The day by which it is decided what can be spent where no register asks: that of the shop's first place.
pub fn today(tx: &mut Tx<'_>, now: Timestamp) -> Result<Date> {
    let first = platform::locations(tx)?.into_iter().next().ok_or_else(|| Error::not_found("location"))?;
    first.clock(now).date(now)
}

/// The row of a gift card, held.
fn card(tx: &mut Tx<'_>, id: BalanceId) -> Result<BalanceRow> {
    store::find(tx, id)?
        .filter(|row| row.kind == BalanceKind::GiftCard)
        .ok_or_else(|| Error::not_found("gift card"))?;
    store::held(tx, id)
}

/// Switches a gift card off or on.
pub fn change_gift_card(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, change: &GiftCardChange) -> Result<()> {
    check_reason(&change.reason, "Say why.")?;
    let mut row = card(tx, id)?;
    if row.active == change.active {
        return Ok(());
    }
    row.active = change.active;
    store::set(tx, &row)?;
    store::set_reason(tx, id, change.reason.trim())?;
    let details = json!({ "old": { "active": !change.active }, "new": { "active": change.active } });
    platform::audit(tx, ctx, AuditAction::GiftCardChanged, id, None, &details)?;
    tell(tx, ctx, &row)
}

/// Gives a gift card another code; the old one finds nothing any more.
pub fn replace_gift_card(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, code: &str, reason: &str) -> Result<()> {
    check_reason(reason, "Say what became of the card.")?;
    let row = card(tx, id)?;
    let code = rules::written(code, "code")?;
    let hash = hash_secret(&code);
    if store::by_code(tx, &hash)?.is_some() {
        return Err(taken());
    }
    let before = store::set_code(tx, id, &hash, rules::last4(&code), reason.trim())?;
    let details = json!({ "old": { "code_last4": before }, "new": { "code_last4": rules::last4(&code) } });
    platform::audit(tx, ctx, AuditAction::GiftCardReplaced, id, None, &details)?;
    tell(tx, ctx, &row)
}

/// Changes for how long cards can be spent.
pub fn change_gift_card_settings(tx: &mut Tx<'_>, ctx: &Ctx, new: GiftCardSettings) -> Result<()> {
    if new.valid_months.is_some_and(|months| !(1..=MOST_MONTHS).contains(&months)) {
        return Err(Error::invalid("valid_months", format!("Gift cards are good for 1 to {MOST_MONTHS} months."))
            .fix("Send null for cards that do not expire."));
    }
    let old = store::gift_card_settings(tx)?;
    store::save_gift_card_settings(tx, new)?;
    let told = |s: GiftCardSettings| json!({ "gift_card_valid_months": s.valid_months });
    platform::audit_change(tx, ctx, AuditAction::SettingsChanged, Uuid::nil(), [told(old), told(new)])
}

/// Books what is left on a card whose time is over as income, with an entry of its own; nothing where it is not over, or it is
/// empty.
pub fn expire(tx: &mut Tx<'_>, ctx: &mut Ctx, id: BalanceId) -> Result<i64> {
    let mut row = store::held(tx, id)?;
    let Some(place) = row.location_id else { return Ok(0) };
    let today = platform::location(tx, place)?.clock(ctx.now).date(ctx.now)?;
    let over = row.kind == BalanceKind::GiftCard && row.expires_on.is_some_and(|last| last < today);
    if !over || row.balance <= 0 {
        return Ok(0);
    }
    let (entry_id, left) = (ctx.new_id::<Uuid>(), row.balance);
    post(tx, ctx, &row, entry_id, (place, today))?;
    change(tx, ctx, &mut row, MovementKind::Expired, (-left, Some(entry_id)), &Source::default())?;
    Ok(left)
}

fn post(tx: &mut Tx<'_>, ctx: &Ctx, row: &BalanceRow, id: Uuid, (place, today): (LocationId, Date)) -> Result<()> {
    let entry = NewEntry {
        id,
        kind: EntryKind::StoredValue,
        business_date: today,
        location_id: place,
        currency: row.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, &posting_rules::breakage(row.balance)?)
}
