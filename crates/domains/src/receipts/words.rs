//! The words on a slip, in each language.

use super::model::Language;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $de:literal;)*) => {
        /// The words of one language.
        #[allow(missing_docs, reason = "the words are their own explanation")]
        pub(super) struct Words { $($(#[$doc])* pub(super) $name: &'static str,)* }
        const EN: Words = Words { $($name: $en,)* };
        const DE: Words = Words { $($name: $de,)* };
    };
}

words! {
    receipt: "Receipt", "Beleg";
    gift_receipt: "Gift receipt", "Geschenkbeleg";
    refund: "Refund", "Erstattung";
    copy: "COPY", "KOPIE";
    register: "Register", "Kasse";
    served_by: "Served by", "Es bediente Sie";
    customer: "Customer", "Kunde";
    each: "each", "je";
    discount: "Discount", "Rabatt";
    instead_of: "Instead of", "Statt";
    subtotal: "Subtotal", "Zwischensumme";
    total: "Total", "Summe";
    refunded: "Refunded", "Erstattet";
    rounding: "Cash rounding", "Bargeldrundung";
    change: "Change", "Rückgeld";
    tax: "Tax", "Steuer";
    net: "Net", "Netto";
    tax_free: "Tax not charged", "Steuer nicht berechnet";
    exempt: "Exempt from tax", "Steuerbefreit";
    certificate: "Certificate", "Bescheinigung";
    of_receipt: "For receipt", "Zu Beleg";
    pending: "on its way", "unterwegs";
    x_report: "X report", "X-Bericht";
    z_report: "Z report", "Z-Bericht";
    opened: "Opened", "Geöffnet";
    closed: "Closed", "Geschlossen";
    as_of: "As of", "Stand";
    sales: "Sales", "Verkäufe";
    refunds: "Refunds", "Erstattungen";
    discounts: "Discounts", "Rabatte";
    float: "Float", "Wechselgeld";
    expected: "Expected in drawer", "Soll in der Kasse";
    counted: "Counted", "Gezählt";
    difference: "Difference", "Differenz";
    test_page: "Test page", "Testseite";
    test_works: "If you can read this, the printer works.", "Wenn Sie das lesen, funktioniert der Drucker.";
    test_mail: "Test message", "Testnachricht";
    test_arrives: "If you can read this, receipts by e-mail arrive.",
        "Wenn Sie das lesen, kommen Belege per E-Mail an.";
    mail_receipt: "Thank you for your purchase. Your receipt stands below and is attached as a PDF.",
        "Vielen Dank für Ihren Einkauf. Ihr Beleg steht unten und liegt als PDF bei.";
    mail_gift: "Your gift receipt stands below and is attached as a PDF.",
        "Ihr Geschenkbeleg steht unten und liegt als PDF bei.";
    mail_refund: "The receipt of your refund stands below and is attached as a PDF.",
        "Der Beleg Ihrer Erstattung steht unten und liegt als PDF bei.";
    serial: "No.", "Nr.";
    came_back: "Came back", "Zurückgenommen";
    on_card: "Left on card", "Guthaben auf Karte";
    credit_left: "Credit left", "Restguthaben";
    owed: "Owed on account", "Offen auf Rechnung";
    to_pay: "To pay", "Zu zahlen";
    given_back: "Given back", "Zurückgezahlt";
    gift_note: "No prices on this receipt. Bring it along to exchange.",
        "Dieser Beleg nennt keine Preise. Zum Umtausch bitte mitbringen.";
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::De => &DE,
    }
}

/// The name of a tender that every shop has, as long as nobody gave it another; others keep the name that the shop gave them.
pub(super) fn tender<'t>(language: Language, code: &str, name: &'t str) -> &'t str {
    match (language, code, name) {
        (Language::De, "cash", "Cash") => "Bar",
        (Language::De, "card", "Card") => "Karte",
        (Language::De, "voucher", "Voucher") => "Gutschein",
        (Language::De, "bank_transfer", "Bank transfer") => "Überweisung",
        (Language::De, "exchange", "Exchange") => "Umtausch",
        (Language::De, "gift_card", "Gift card") => "Geschenkkarte",
        (Language::De, "store_credit", "Store credit") => "Kundenguthaben",
        (Language::De, "on_account", "On account") => "Auf Rechnung",
        _ => name,
    }
}
