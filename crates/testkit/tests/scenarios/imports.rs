//! Products come in from files: checked first, then run, and run again.

use std::time::Duration;

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Reply, Shop};
use onetill_testkit::wait::eventually;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a file of products.
async fn send(shop: &Shop, text: &str) -> Reply {
    send_kind(shop, "products", text).await
}

async fn send_kind(shop: &Shop, kind: &str, text: &str) -> Reply {
    let path = format!("/v1/imports?kind={kind}&file_name=goods.csv");
    shop.send_file(&path, "text/csv", text.as_bytes().to_vec()).await
}

fn path(import: &Value, what: &str) -> String {
    format!("/v1/imports/{}{what}", import["id"].as_str().expect("an id"))
}

/// Waits until nothing of it is under way.
async fn through(shop: &Shop, import: &Value) -> Value {
    let ended = async || {
        let now = shop.get(&path(import, "")).await.ok();
        (!matches!(now["state"].as_str(), Some("checking" | "running"))).then_some(now)
    };
    eventually(PATIENCE, ended).await.expect("the import ends")
}

/// Sends, checks and runs a file as it is guessed, but for these settings.
async fn import(shop: &Shop, text: &str, change: Value) -> (Value, Vec<Value>) {
    import_kind(shop, "products", text, change).await
}

/// As [`import`], a file of another kind.
pub(crate) async fn import_kind(shop: &Shop, kind: &str, text: &str, change: Value) -> (Value, Vec<Value>) {
    let sent = send_kind(shop, kind, text).await.ok();
    let mut settings = sent["settings"].clone();
    for (name, value) in change.as_object().expect("settings") {
        settings[name] = value.clone();
    }
    shop.post(&path(&sent, "/check"), settings).await.ok();
    let checked = through(shop, &sent).await;
    assert_eq!(checked["state"], "checked");
    let planned = rows(shop, &sent).await;
    shop.post(&path(&sent, "/run"), json!({})).await.ok();
    let done = through(shop, &sent).await;
    assert_eq!((&done["state"], &done["done_count"]), (&json!("done"), &done["row_count"]));
    let rows = rows(shop, &sent).await;
    // The dry run foretold what happened.
    assert_eq!(planned, rows);
    assert_eq!(checked["counts"], done["counts"]);
    (done, rows)
}

async fn rows(shop: &Shop, import: &Value) -> Vec<Value> {
    shop.get(&path(import, "/rows?limit=200")).await.ok()["items"].as_array().expect("rows").clone()
}

/// What became of each row, and why where it is refused.
fn told(rows: &[Value]) -> Vec<(i64, &str, &str)> {
    let word = |row: &'_ Value, name: &str| row[name].as_str().map(str::to_owned);
    rows.iter()
        .map(|row| {
            let code = if word(row, "code").is_some() { row["code"].as_str().unwrap_or_default() } else { "" };
            (row["row"].as_i64().expect("a number"), row["outcome"].as_str().expect("a word"), code)
        })
        .collect()
}

const SHOPIFY: &str = "\
Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Cost per item,Image Src,Status
mug,Morning Mug,For coffee,Cups > Mugs,Colour,Sage,MUG-S,12.50,4006381333931,4.10,https://x/1.png,active
mug,,,,,Rose,MUG-R,13.00,,4.10,,
mug,,,,,,,,,,https://x/2.png,
lid,Lid,,Cups,Title,Default Title,LID,2.00,,,,draft
";

#[test]
fn an_export_of_another_shop_comes_in_and_changes_nothing_the_second_time() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let (done, first) = import(shop, SHOPIFY, json!({})).await;
        assert_eq!(told(&first), [(2, "new", ""), (3, "new", ""), (4, "skipped", ""), (5, "new", "")]);
        assert_eq!(done["counts"]["new"], 3);

        let found = shop.get("/v1/products?sku=MUG-R").await.ok()["items"][0].clone();
        assert_eq!((&found["name"], &found["category_name"]), (&json!("Morning Mug"), &json!("Mugs")));
        assert_eq!(found["tax_category_id"], vat);
        let variants: Vec<(&Value, &Value)> = found["variants"]
            .as_array()
            .expect("variants")
            .iter()
            .map(|v| (&v["name"], &v["price"]["amount"]))
            .collect();
        assert_eq!(variants, [(&json!("Sage"), &json!(1250)), (&json!("Rose"), &json!(1300))]);
        assert_eq!(found["variants"][0]["barcodes"], json!(["4006381333931"]));
        let lid = shop.get("/v1/products?sku=LID").await.ok()["items"][0].clone();
        assert_eq!((&lid["active"], &lid["variants"][0]["name"]), (&json!(false), &json!("")));

        let (done, again) = import(shop, SHOPIFY, json!({})).await;
        assert_eq!(
            told(&again),
            [(2, "unchanged", ""), (3, "unchanged", ""), (4, "skipped", ""), (5, "unchanged", "")]
        );
        assert_eq!(done["counts"]["unchanged"], 3);
        assert_eq!(shop.get("/v1/products?sku=MUG-R").await.ok()["items"][0], found, "nothing was written");

        // A price changed, and a colour is new.
        let changed = SHOPIFY.replace("13.00", "14.00").replace("mug,,,,,,,", "mug,,,,,Blue,MUG-B,15.00");
        let (_, kept) = import(shop, &changed, json!({ "existing": "keep" })).await;
        assert_eq!(told(&kept)[..3], [(2, "unchanged", ""), (3, "kept", ""), (4, "new", "")]);
        let (_, rows) = import(shop, &changed, json!({})).await;
        assert_eq!(told(&rows)[..3], [(2, "unchanged", ""), (3, "changed", ""), (4, "unchanged", "")]);
        assert_eq!(rows[1]["message"], "Variant Price: 13.00 → 14.00");
        let trail = shop.get("/v1/audit-trail?action=price.changed").await.ok();
        assert_eq!(trail["items"].as_array().map(Vec::len), Some(1), "a price that a file changes is accounted for");
    });
}

const WRONG: &str = "\
SKU;Bezeichnung;Größe;Preis;EAN;MwSt;Kategorie
A-1;Becher;;12,50;4006381333931;20;Küche
A-2;Teller;;9.99;;20;
A-3;;;9,99;;20;
A-1;Doppelt;;1,00;;20;
A-4;Kanne;;1,00;4006381333932;20;
A-5;Käse;;umsonst;;20;
;Nichts;;1,00;;20;
A-6;Salz;;1,00;;33;
A-7;Pfeffer;;;;20;
A-8;Hemd;S;10,00;;20;
A-9;Hemd;S;10,00;;20;
A-10;#WERT!;;1,00;;20;
A-11;Zu viel;;1,00;;20;;mehr
A-12;Tasse;;1,00;4,00638E+12;20;
";

#[test]
fn each_wrong_row_is_named_and_the_others_come_in() {
    tell(async |shop| {
        shop.tax("standard", "20").await;
        let (done, rows) = import(shop, WRONG, json!({})).await;
        assert_eq!(done["settings"]["decimal"], "comma");
        assert_eq!(
            told(&rows),
            [
                (2, "new", ""),
                (3, "refused", "number_other_sign"),
                (4, "refused", "name_missing"),
                (5, "refused", "twice_in_file"),
                (6, "refused", "barcode_wrong"),
                (7, "refused", "number_unreadable"),
                (8, "refused", "code_missing"),
                (9, "refused", "tax_unknown"),
                (10, "refused", "price_missing"),
                (11, "new", ""),
                (12, "refused", "invalid_field"),
                (13, "refused", "formula_failed"),
                (14, "refused", "too_many_cells"),
                (15, "refused", "barcode_shortened"),
            ]
        );
        for row in rows.iter().filter(|row| row["outcome"] == "refused") {
            assert!(row["message"].is_string() && row["fix"].is_string(), "{row}");
        }
        assert_eq!((&rows[4]["column"], &rows[4]["value"]), (&json!("EAN"), &json!("4006381333932")));
        let refused = shop.get(&path(&done, "/rows?outcome=refused&limit=5")).await.ok();
        assert_eq!(refused["items"].as_array().map(Vec::len), Some(5));
        assert_eq!(refused["next_cursor"], "7");
        let file = shop.get(&path(&done, "/rows/export?outcome=refused")).await;
        assert_eq!(file.text.lines().count(), 13, "{}", file.text);
        assert!(file.text.contains("3,refused,A-2,Preis,9.99,"), "{}", file.text);
        assert_eq!(shop.get("/v1/products?search=becher").await.ok()["items"].as_array().map(Vec::len), Some(1));

        // Once the rest is corrected, what came in before is unchanged.
        let (_, rows) = import(shop, &WRONG.replace("9.99", "9,99").replace(";33;", ";20;"), json!({})).await;
        assert_eq!(told(&rows)[..2], [(2, "unchanged", ""), (3, "new", "")]);
        assert_eq!(told(&rows)[7], (9, "new", ""));
    });
}

#[test]
fn an_import_can_be_stopped_and_is_never_run_unchecked() {
    tell(async |shop| {
        shop.tax("standard", "20").await;
        let sent = send(shop, "SKU,Name,Price\nA,Mug,1.00\n").await.ok();
        assert_eq!(sent["columns"][1], json!({ "title": "Name", "samples": ["Mug"] }));
        shop.post(&path(&sent, "/run"), json!({})).await.refused(409, "import_state");
        shop.post(&path(&sent, "/check"), sent["settings"].clone()).await.ok();
        through(shop, &sent).await;
        let stopped = shop.post(&path(&sent, "/stop"), json!({})).await.ok();
        assert_eq!((&stopped["state"], &stopped["columns"]), (&json!("stopped"), &json!([])));
        shop.post(&path(&sent, "/run"), json!({})).await.refused(409, "import_state");
        let none = shop.get("/v1/products?sku=A").await.ok();
        assert_eq!(none["items"], json!([]));
        let list = shop.get("/v1/imports").await.ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    });
}

const PEOPLE: &str = "\
Vorname,Nachname,Firma,E-Mail,Telefon,Kundengruppe,Notiz
Ida,Winter,,Ida@Example.com,+44 20 7946 0000,Regulars,Likes blue
Karl,Winter,,,+44 (0)20 7946-0001,,
,,Harbour Ltd,post@harbour.example,,Regulars,
No,Contact,,,,,
Wrong,Address,,not an address,,,
Ida,Again,,ida@example.com,,,
Pia,Sommer,,,0044 20 7946 0002,,
Pia,Again,,,020 7946 0002 ext. 5,,
";

#[test]
fn customers_come_in_and_are_found_again_by_their_address_or_number() {
    tell(async |shop| {
        let known = shop.post("/v1/customers", json!({ "name": "Karl W", "phone": "020 7946 0001" })).await.ok();
        let (_, rows) = import_kind(shop, "customers", PEOPLE, json!({})).await;
        let expect = [
            (2, "new", ""),
            (3, "changed", ""),
            (4, "new", ""),
            (5, "refused", "contact_missing"),
            (6, "refused", "invalid_field"),
            (7, "refused", "twice_in_file"),
            (8, "new", ""),
            (9, "refused", "twice_in_file"),
        ];
        assert_eq!(told(&rows), expect);
        let karl = shop.get(&format!("/v1/customers/{}", known["id"].as_str().expect("an id"))).await.ok();
        assert_eq!((&karl["name"], &karl["phone"]), (&json!("Karl Winter"), &json!("020 7946 0001")));
        let ida = shop.get("/v1/customers?search=ida").await.ok()["items"][0].clone();
        assert_eq!((&ida["email"], &ida["note"]), (&json!("ida@example.com"), &json!("Likes blue")));
        let groups = shop.get("/v1/customer-groups").await.ok();
        assert_eq!(
            (&groups["items"][0]["name"], &groups["items"][0]["customer_count"]),
            (&json!("Regulars"), &json!(2))
        );

        let (_, rows) = import_kind(shop, "customers", PEOPLE, json!({})).await;
        let again = told(&rows);
        assert_eq!(again[..3], [(2, "unchanged", ""), (3, "unchanged", ""), (4, "unchanged", "")]);
        // The same people as another program writes their numbers, and one with an extension.
        let others = "Name,Phone\nKarl Winter,+44 20 79 46 00 01\nPia Sommer,(020) 7946 0002\nMo,01632 960 007 #12\n";
        let (_, rows) = import_kind(shop, "customers", others, json!({})).await;
        assert_eq!(told(&rows), [(2, "unchanged", ""), (3, "unchanged", ""), (4, "new", "")]);
        let (_, rows) = import_kind(shop, "customers", others, json!({})).await;
        assert_eq!(told(&rows)[2], (4, "unchanged", ""));
    });
}

#[test]
fn opening_stock_comes_in_once_and_is_in_the_books() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 0).await;
        let code = shop.get("/v1/products?search=mug").await.ok()["items"][0]["variants"][0]["sku"].clone();
        let sku = code.as_str().expect("a SKU");
        shop.goods("pen", 300, 100, &vat, 0).await;
        let text = format!("SKU;Menge;EK\n{sku};12,5;4,00\nNONE;1;1,00\n{sku};3;1,00\nPEN;1000001;1,00\n");
        let (done, rows) = import_kind(shop, "stock", &text, json!({ "location_id": shop.location_id })).await;
        assert_eq!(done["settings"]["decimal"], "comma");
        assert_eq!(
            told(&rows),
            [
                (2, "new", ""),
                (3, "refused", "article_unknown"),
                (4, "refused", "twice_in_file"),
                (5, "refused", "quantity_too_large"),
            ]
        );
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("12.5", 5000));
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;

        let here = json!({ "location_id": shop.location_id });
        let (_, rows) = import_kind(shop, "stock", &text, here.clone()).await;
        assert_eq!(told(&rows)[0], (2, "unchanged", ""));
        let (_, rows) = import_kind(shop, "stock", &text.replace("12,5", "20"), here).await;
        assert_eq!(told(&rows)[0], (2, "refused", "opening_differs"));
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
        assert_eq!(shop.stock(&mug).await.on_hand, "12.5");
    });
}

#[test]
fn opening_stock_of_goods_that_two_rows_name_differently_comes_in_once() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let csv = "Name,SKU,Barcode,Price,Track stock\nBowl,BOWL,4006381333931,9.00,yes\nVisit,VISIT,,30.00,no\n";
        let tax = json!({ "tax_category_id": vat });
        import_kind(shop, "products", csv, tax).await;
        let text =
            "SKU,Barcode,Quantity,Cost\nBOWL,,7,2.00\nVISIT,,3,1.00\n,4006381333931,7,2.00\n,4006381333931x,1,1.00\n";
        let (_, rows) = import_kind(shop, "stock", text, json!({ "location_id": shop.location_id })).await;
        let expected =
            [(2, "new", ""), (3, "refused", "invalid_field"), (4, "unchanged", ""), (5, "refused", "article_unknown")];
        assert_eq!(told(&rows), expected);
        shop.books_are(&[("Inventory", 1400), ("Opening equity", -1400)]).await;
    });
}
