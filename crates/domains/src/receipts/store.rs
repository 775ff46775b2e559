use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::model::ReceiptSettings;

/// What stands on this shop's receipts.
pub fn receipt_settings(tx: &mut Tx<'_>) -> Result<ReceiptSettings> {
    let kept = tx.query_opt(
        "SELECT language, header, footer, logo_id, show_sku, show_taxes, show_staff, show_customer, number_code, \
         show_net FROM receipt_settings WHERE id = 1",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(ReceiptSettings {
                language: c.take()?,
                header: c.take()?,
                footer: c.take()?,
                logo_id: c.take()?,
                show_sku: c.take()?,
                show_taxes: c.take()?,
                show_staff: c.take()?,
                show_customer: c.take()?,
                number_code: c.take()?,
                show_net: c.take()?,
            })
        },
    )?;
    Ok(kept.unwrap_or_default())
}

pub(super) fn save_receipt_settings(tx: &mut Tx<'_>, s: &ReceiptSettings) -> Result<()> {
    tx.execute(
        "INSERT INTO receipt_settings (id, language, header, footer, logo_id, show_sku, show_taxes, show_staff, \
         show_customer, number_code, show_net) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (id) DO UPDATE SET language = excluded.language, header = excluded.header, \
         footer = excluded.footer, logo_id = excluded.logo_id, show_sku = excluded.show_sku, \
         show_taxes = excluded.show_taxes, show_staff = excluded.show_staff, \
         show_customer = excluded.show_customer, number_code = excluded.number_code, \
         show_net = excluded.show_net",
        params![
            s.language,
            s.header,
            s.footer,
            s.logo_id,
            s.show_sku,
            s.show_taxes,
            s.show_staff,
            s.show_customer,
            s.number_code,
            s.show_net
        ],
    )?;
    Ok(())
}
