use onetill_db::{Db, Options, Target, Tx};
use onetill_kernel::{CategoryId, Error, Ids, Money, Rate, Result, StaffId, Timestamp, Uuid};
use onetill_testkit::postgres::TempPostgres;

use super::rules::{check_barcode, check_image, normal_barcode};
use super::text::{fold, is_meant, trigrams};
use super::*;
use crate::platform::{self, Merchant, NegativeStock, Selling, TaxRounding};
use crate::{Ctx, PageRequest};

/// Runs a test on SQLite and on PostgreSQL, each time in a new database of a merchant in London.
pub(crate) fn on_both_engines(label: &str, test: impl Fn(&Db)) {
    let path = std::env::temp_dir().join(format!("onetill-{label}-{}.db", std::process::id()));
    let sqlite = TempFile(path.clone());
    run(&Target::Sqlite(path), &test);
    drop(sqlite);
    let postgres = TempPostgres::shared().expect("PostgreSQL for tests");
    let database = postgres.create_database(label).expect("a database");
    run(&Target::Postgres(database.url().to_owned()), &test);
}

/// The file of a SQLite database, removed with its log.
struct TempFile(std::path::PathBuf);

impl Drop for TempFile {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}

fn run(target: &Target, test: &impl Fn(&Db)) {
    let db = Db::open(target, &Options { writers: 1, readers: 1, group: 8, queue: 64, read_limit: None })
        .expect("a database");
    let merchant = Merchant {
        name: "Harbour Stores".to_owned(),
        country: "GB".to_owned(),
        currency: "GBP".parse().expect("a currency"),
        prices_include_tax: true,
        tax_rounding: TaxRounding::Line,
        negative_stock: NegativeStock::Allow,
        cash_rounding: 0,
        selling: Selling::default(),
        demo: false,
    };
    db.write(move |tx| platform::found_merchant(tx, &merchant)).expect("a merchant");
    test(&db);
}

/// Runs a command as a person in the shop.
pub(crate) fn act<T: Send + 'static>(
    db: &Db,
    command: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write(move |tx| {
        let mut ctx = Ctx {
            now: Timestamp::from_micros(1_790_000_000_000_000),
            ids: Ids::random(),
            staff_id: None::<StaffId>,
            register_id: None,
            owner_id: Uuid::nil(),
            approved_by: None,
            who: None,
        };
        command(tx, &mut ctx)
    })
}

fn from_json<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).expect("input as the API takes it")
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, "GBP".parse().expect("a currency"))
}

fn taxed(db: &Db) -> onetill_kernel::TaxCategoryId {
    let new: NewTaxCategory = from_json(serde_json::json!({
        "code": "standard", "name": "Standard rate",
        "components": [
            { "name": "VAT", "rate": "17.5", "valid_to": "2011-01-03" },
            { "name": "VAT", "rate": 20, "valid_from": "2011-01-04" },
        ],
    }));
    act(db, move |tx, ctx| add_tax_category(tx, ctx, &new)).expect("a tax category")
}

fn add(db: &Db, product: serde_json::Value) -> Result<onetill_kernel::ProductId> {
    let new: NewProduct = from_json(product);
    act(db, move |tx, ctx| add_product(tx, ctx, &new))
}

fn find(db: &Db, search: &str) -> Vec<String> {
    let filter = ProductFilter { search: Some(search.to_owned()), ..ProductFilter::default() };
    let page = db.read(move |tx| products(tx, &filter, &PageRequest::default())).expect("a page");
    page.items.into_iter().map(|p| p.name).collect()
}

fn field_and_code(error: &Error) -> (&str, &str) {
    (error.field_str().unwrap_or("-"), error.code_str())
}

#[test]
fn barcodes_are_checked_and_kept_in_one_spelling() {
    let cases: [(&str, Result<&str, &str>); 14] = [
        ("5012345678900", Ok("5012345678900")),
        (" 5012345678900 ", Ok("5012345678900")),
        ("5012345678901", Err("must be 0")),
        ("96385074", Ok("96385074")),
        ("96385075", Err("must be 4")),
        ("614141000036", Ok("0614141000036")),
        ("00614141000036", Ok("0614141000036")),
        ("10614141000415", Ok("10614141000415")),
        ("10614141000416", Err("must be 5")),
        ("ABC-123/x", Ok("ABC-123/x")),
        ("12345", Ok("12345")),
        ("", Err("1 to 48")),
        ("two words", Err("without spaces")),
        ("é123", Err("visible ASCII")),
    ];
    for (code, expect) in cases {
        match (check_barcode(code), expect) {
            (Ok(stored), Ok(expect)) => {
                assert_eq!(stored, expect, "{code}");
                assert_eq!(normal_barcode(&stored), stored, "{code} is stored as it is looked up");
                assert_eq!(normal_barcode(code), stored, "{code}");
            }
            (Err(message), Err(part)) => assert!(message.contains(part), "{code}: {message}"),
            (found, expect) => panic!("{code}: {found:?}, not {expect:?}"),
        }
    }
}

#[test]
fn kinds_decide_tax_and_discount() {
    use Kind::*;
    let all = [Goods, Service, GiftCard, Deposit, Shipping, Fee, Tip];
    let of = |rule: fn(Kind) -> bool| all.into_iter().filter(|k| rule(*k)).collect::<Vec<_>>();
    assert_eq!(of(Kind::taxed), [Goods, Service, Deposit, Shipping, Fee]);
    assert_eq!(of(Kind::discountable), [Goods, Service, Fee]);
    assert_eq!(of(Kind::needs_tax_category), [Goods, Service, Shipping, Fee]);
}

#[test]
fn pictures_are_what_they_say() {
    let svg = |text: &str| check_image("image/svg+xml", text.as_bytes()).is_ok();
    assert!(check_image("image/png", b"\x89PNG\r\n\x1a\n....").is_ok());
    assert!(check_image("image/jpeg", b"\xff\xd8\xff\xe0").is_ok());
    assert!(check_image("image/webp", b"RIFF\0\0\0\0WEBPVP8 ").is_ok());
    assert!(check_image("image/webp", b"RIFF\0\0\0\0WAVE").is_err());
    assert!(check_image("image/png", b"\xff\xd8\xff").is_err());
    assert!(check_image("image/gif", b"GIF89a").is_err());
    assert!(check_image("image/png", &[0x89; rules::MAX_IMAGE + 1]).is_err());
    assert!(svg("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    assert!(svg("\u{feff}<?xml version=\"1.0\"?>\n<!-- a cup -->\n<!DOCTYPE svg>\n<svg></svg>"));
    assert!(!svg("<html><svg/></html>"));
    assert!(!svg("<!-- never closed <svg>"));
    assert!(!svg("<svg><SCRIPT>alert(1)</SCRIPT></svg>"));
    assert!(!svg("<svg><a href=\"javascript:alert(1)\"/></svg>"));
    assert!(!svg("<svg onload=\"alert(1)\"/>"));
    assert!(!svg("<svg><g\nonclick = 'alert(1)'/></svg>"));
    assert!(svg("<svg><title>version=one, on sale = now</title></svg>"));
}

#[test]
fn text_is_folded() {
    let cases = [
        ("Crème  Brûlée!", "creme brulee"),
        ("Straße", "strasse"),
        ("SMØRREBRØD & Œuf", "smorrebrod oeuf"),
        ("Birthday Piñata", "birthday pinata"),
        ("Shepherd's Pie, 2 kg", "shepherds pie 2 kg"),
        ("  £10 — Gift ", "10 gift"),
        ("İstanbul ışık Łódź", "istanbul isik lodz"),
        ("ﬁne Ⅻ", "fine xii"),
        ("Чай «Эрл»", "чаи эрл"),
        ("抹茶", "抹茶"),
        ("???", ""),
    ];
    for (text, expect) in cases {
        assert_eq!(fold(text), expect, "{text}");
        assert_eq!(fold(&fold(text)), expect, "folding twice changes nothing");
    }
}

#[test]
fn what_is_typed_so_far_has_trigrams_of_the_word() {
    let whole = trigrams("teapot");
    assert_eq!(Vec::from_iter(&whole), [" te", "apo", "eap", "pot", "tea"]);
    for typed in ["te", "teap", "teapo"] {
        assert!(trigrams(typed).is_subset(&whole), "{typed}");
    }
}

#[test]
fn one_typing_mistake_is_forgiven() {
    for typed in
        ["teap", "teepot", "taepot", "teapto", "tapot", "teaapot", "teapoz", "xeapot", "etapot", "teep", "teapots"]
    {
        assert!(is_meant(typed, "teapot"), "{typed}");
    }
    for typed in ["taepto", "toupot", "tep", "kettle"] {
        assert!(!is_meant(typed, "teapot"), "{typed}");
    }
    assert!(is_meant("ware", "stoneware") && !is_meant("are", "stoneware"), "long enough, it may stand within");
}

#[test]
fn tax_follows_its_dates_and_shares_an_account() {
    on_both_engines("catalog_tax", |db| {
        let id = taxed(db);
        let all = db.read(tax_categories).expect("tax categories");
        assert_eq!(all[0].revenue_account, "4000");
        let accounts: Vec<&str> = all[0].components.iter().map(|c| c.payable_account.as_str()).collect();
        assert_eq!(accounts, ["2200", "2200"]);
        for (date, rate) in [("2011-01-03", "17.5"), ("2011-01-04", "20"), ("2026-11-23", "20")] {
            let on = date.parse().expect("a date");
            let rules = db.read(move |tx| tax_rules(tx, &[id, id, id], on)).expect("rules");
            assert_eq!(rules.len(), 1);
            let rates: Vec<Rate> = rules[0].components.iter().map(|c| c.rate).collect();
            assert_eq!(rates, [rate.parse().expect("a rate")], "{date}");
        }

        let none: NewTaxCategory = from_json(serde_json::json!({ "code": "zero", "name": "Nothing due" }));
        let none = act(db, move |tx, ctx| add_tax_category(tx, ctx, &none)).expect("a tax category");
        let on = "2026-11-23".parse().expect("a date");
        let rules = db.read(move |tx| tax_rules(tx, &[none], on)).expect("rules");
        assert_eq!((rules[0].revenue_account.as_str(), rules[0].components.len()), ("4001", 0));

        let refused = [
            (serde_json::json!({ "code": "standard", "name": "Again" }), ("code", "code_taken")),
            (serde_json::json!({ "code": "a b", "name": "Again" }), ("code", "invalid_field")),
            (
                serde_json::json!({ "code": "x", "name": "X", "components": [
                    { "name": "VAT", "rate": 5, "valid_to": "2020-01-01" },
                    { "name": "VAT", "rate": 6, "valid_from": "2020-01-01" } ] }),
                ("components[1].valid_from", "invalid_field"),
            ),
            (
                serde_json::json!({ "code": "x", "name": "X", "components": [{ "name": "VAT", "rate": "-1" }] }),
                ("components[0].rate", "invalid_field"),
            ),
        ];
        for (input, expect) in refused {
            let new: NewTaxCategory = from_json(input);
            let error = act(db, move |tx, ctx| add_tax_category(tx, ctx, &new)).expect_err("a refusal");
            assert_eq!(field_and_code(&error), expect);
        }
    });
}

#[test]
fn a_product_is_added_found_and_changed() {
    on_both_engines("catalog_product", |db| {
        let tax = taxed(db);
        let category: CategoryId = {
            let new: NewCategory = from_json(serde_json::json!({ "name": "Kitchen" }));
            act(db, move |tx, ctx| add_category(tx, ctx, &new)).expect("a category")
        };
        let mug = add(db, serde_json::json!({
            "name": "Morning Mug", "category_id": category, "tax_category_id": tax,
            "variants": [
                { "name": "Oat", "sku": "MUG-OAT", "barcodes": ["614141000036"], "price": gbp(950), "cost": gbp(451) },
                { "name": "Sage", "sku": "MUG-SAG", "price": gbp(950) },
            ],
        }))
        .expect("a product");
        let product = db.read(move |tx| super::product(tx, mug)).expect("the product");
        assert_eq!((product.version, product.category_name.as_deref()), (1, Some("Kitchen")));
        assert_eq!(product.variants[0].barcodes, ["0614141000036"]);
        assert!(product.variants.iter().all(|v| v.track_stock && v.active && v.stock.is_none()));
        let categories = db.read(super::categories).expect("categories");
        assert_eq!((categories[0].product_count, categories[0].position), (1, 1));

        let oat = product.variants[0].id;
        for code in ["614141000036", "0614141000036", "00614141000036"] {
            assert_eq!(db.read(move |tx| variant_by_barcode(tx, code)).expect("a look-up"), Some(oat), "{code}");
        }
        let sold = db.read(move |tx| sellables(tx, &[oat], &[])).expect("sellables");
        assert_eq!((sold[0].name.as_str(), sold[0].price_minor, sold[0].active), ("Morning Mug – Oat", 950, true));

        // A new price, the barcode moved to the other variant, and a third variant, in one change.
        let change: ProductChange = from_json(serde_json::json!({
            "version": 1, "name": "Evening Mug", "category_id": null,
            "variants": [
                { "id": oat, "price": gbp(1050), "cost": null, "barcodes": [], "active": false },
                { "id": product.variants[1].id, "barcodes": ["0614141000036"] },
                { "name": "Ink", "sku": "MUG-INK", "price": gbp(990) },
            ],
        }));
        let again = change.clone();
        act(db, move |tx, ctx| change_product(tx, ctx, mug, &change)).expect("a change");
        let changed = db.read(move |tx| super::product(tx, mug)).expect("the product");
        assert_eq!((changed.version, changed.name.as_str(), changed.category_id), (2, "Evening Mug", None));
        let variants: Vec<_> = changed
            .variants
            .iter()
            .map(|v| (v.sku.as_str(), v.price.minor, v.cost, v.active, v.barcodes.len()))
            .collect();
        assert_eq!(
            variants,
            [("MUG-OAT", 1050, None, false, 0), ("MUG-SAG", 950, None, true, 1), ("MUG-INK", 990, None, true, 0)]
        );
        assert_eq!(find(db, "evening"), ["Evening Mug"]);
        assert_eq!(find(db, "morning"), Vec::<String>::new());
        let error = act(db, move |tx, ctx| change_product(tx, ctx, mug, &again)).expect_err("a stale version");
        assert_eq!(field_and_code(&error), ("version", "product_version_stale"));

        let kinds = db.read(|tx| crate::sync::events_after(tx, 0, 100)).expect("events");
        let kinds: Vec<_> = kinds.iter().map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["tax_category.created", "category.created", "product.created", "product.updated"]);
    });
}

#[test]
fn refusals_name_the_field() {
    on_both_engines("catalog_refusals", |db| {
        let tax = taxed(db);
        let variant = |sku: &str| serde_json::json!({ "sku": sku, "price": gbp(100) });
        let with = |variants: serde_json::Value| {
            serde_json::json!({
                "name": "Cup", "tax_category_id": tax, "variants": variants,
            })
        };
        let mut first = variant("CUP");
        first["barcodes"] = serde_json::json!(["96385074"]);
        add(db, with(serde_json::json!([first]))).expect("a product");

        let patched = |sku: &str, key: &str, value: serde_json::Value| {
            let mut one = variant(sku);
            one[key] = value;
            with(serde_json::json!([one]))
        };
        let two = |a: serde_json::Value, b: serde_json::Value| with(serde_json::json!([a, b]));
        let named = |sku: &str, name: &str| serde_json::json!({ "sku": sku, "name": name, "price": gbp(100) });
        let euro = serde_json::json!({ "amount": 100, "currency": "EUR" });
        let cases = [
            (with(serde_json::json!([])), ("variants", "invalid_field")),
            (
                patched("A", "barcodes", serde_json::json!(["12345", "5012345678901"])),
                ("variants[0].barcodes[1]", "invalid_field"),
            ),
            (patched("A", "barcodes", serde_json::json!(["96385074"])), ("variants[0].barcodes[0]", "barcode_taken")),
            (patched("A", "price", euro.clone()), ("variants[0].price.currency", "wrong_currency")),
            (patched("A", "cost", serde_json::json!(gbp(-1))), ("variants[0].cost.amount", "invalid_field")),
            (with(serde_json::json!([variant("CUP")])), ("variants[0].sku", "sku_taken")),
            (two(named("A", "S"), named("A", "M")), ("variants[1].sku", "sku_taken")),
            (two(named("A", "S"), named("B", "s")), ("variants[1].name", "invalid_field")),
            (two(named("A", "S"), variant("B")), ("variants[1].name", "invalid_field")),
            (
                serde_json::json!({ "name": " ", "tax_category_id": tax, "variants": [variant("A")] }),
                ("name", "invalid_field"),
            ),
            (serde_json::json!({ "name": "Cup", "variants": [variant("A")] }), ("tax_category_id", "invalid_field")),
            (
                serde_json::json!({
                    "name": "Card", "kind": "gift_card", "tax_category_id": tax, "variants": [variant("A")],
                }),
                ("tax_category_id", "invalid_field"),
            ),
            (
                serde_json::json!({
                    "name": "Cup", "tax_category_id": tax, "category_id": Uuid::max(), "variants": [variant("A")],
                }),
                ("category_id", "invalid_field"),
            ),
        ];
        for (input, expect) in cases {
            let error = add(db, input.clone()).expect_err("a refusal");
            assert_eq!(field_and_code(&error), expect, "{input}: {error}");
        }
        let error = add(db, with(serde_json::json!([variant("CUP")]))).expect_err("a refusal");
        assert!(error.message().contains("\"Cup\""), "{error}");
        let all = db.read(|tx| products(tx, &ProductFilter::default(), &PageRequest::default())).expect("products");
        assert_eq!(all.items.len(), 1, "nothing was written by what was refused");
    });
}

#[test]
fn lists_page_by_name_and_search_forgives() {
    on_both_engines("catalog_search", |db| {
        let tax = taxed(db);
        for (number, name) in
            ["Teapot", "Crème Brûlée Set", "Tea Towel", "Green Tea", "Kettle", "Éclair Tin", "Stoneware Teapot"]
                .into_iter()
                .enumerate()
        {
            let codes = [format!("CODE{number}")];
            let variant = serde_json::json!({ "sku": format!("T-{number}"), "barcodes": codes, "price": gbp(100) });
            add(
                db,
                serde_json::json!({
                    "name": name, "tax_category_id": tax,
                    "variants": [variant],
                }),
            )
            .expect("a product");
        }
        let mut names = Vec::new();
        let mut page = PageRequest { limit: Some(3), ..PageRequest::default() };
        loop {
            let asked = page.clone();
            let found = db.read(move |tx| products(tx, &ProductFilter::default(), &asked)).expect("a page");
            names.extend(found.items.into_iter().map(|p| p.name));
            page.cursor = found.next_cursor;
            if page.cursor.is_none() {
                break;
            }
        }
        let by_name =
            ["Crème Brûlée Set", "Éclair Tin", "Green Tea", "Kettle", "Stoneware Teapot", "Tea Towel", "Teapot"];
        assert_eq!(names, by_name);

        let cases: [(&str, &[&str]); 19] = [
            ("t", &["Tea Towel", "Teapot"]),
            ("ÉC", &["Éclair Tin"]),
            // Whole words first, then longer ones; of one word by name.
            ("tea", &["Green Tea", "Tea Towel", "Stoneware Teapot", "Teapot"]),
            ("teapot", &["Stoneware Teapot", "Teapot"]),
            ("teepot", &["Stoneware Teapot", "Teapot"]),
            ("taepot", &["Stoneware Teapot", "Teapot"]),
            ("teapot stone", &["Stoneware Teapot"]),
            ("teapot stome", &["Stoneware Teapot"]),
            ("teepot stome", &[]),
            ("ware", &["Stoneware Teapot"]),
            ("tea tea", &["Green Tea", "Tea Towel", "Stoneware Teapot", "Teapot"]),
            ("tee towel", &[]),
            ("teaa towel", &["Tea Towel"]),
            ("towel t", &["Tea Towel"]),
            ("creme brulee", &["Crème Brûlée Set"]),
            ("CODE4", &["Kettle"]),
            ("t-0", &["Teapot"]),
            ("50%", &[]),
            ("nothing like it", &[]),
        ];
        for (search, expect) in cases {
            assert_eq!(find(db, search), expect, "{search}");
        }

        // The pages of a search together hold each product once.
        let filter = ProductFilter { search: Some("tea".to_owned()), ..ProductFilter::default() };
        let mut found = Vec::new();
        let mut page = PageRequest { limit: Some(1), ..PageRequest::default() };
        loop {
            let (filter, asked) = (filter.clone(), page.clone());
            let one = db.read(move |tx| products(tx, &filter, &asked)).expect("a page");
            found.extend(one.items.into_iter().map(|p| p.name));
            page.cursor = one.next_cursor;
            if page.cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, ["Green Tea", "Tea Towel", "Stoneware Teapot", "Teapot"]);
        let bad = PageRequest { cursor: Some("no cursor".to_owned()), ..PageRequest::default() };
        let error = db.read(move |tx| products(tx, &ProductFilter::default(), &bad)).expect_err("a refusal");
        assert_eq!(error.field_str(), Some("cursor"));
    });
}

#[test]
fn a_picture_is_kept_once() {
    on_both_engines("catalog_images", |db| {
        let tax = taxed(db);
        let ids: Vec<_> = ["A", "B"]
            .into_iter()
            .map(|sku| {
                add(
                    db,
                    serde_json::json!({
                        "name": sku, "tax_category_id": tax, "variants": [{ "sku": sku, "price": gbp(1) }],
                    }),
                )
                .expect("a product")
            })
            .collect();
        let png = b"\x89PNG\r\n\x1a\n rest".to_vec();
        let images: Vec<_> = ids
            .iter()
            .map(|id| {
                let (id, png) = (*id, png.clone());
                act(db, move |tx, ctx| set_image(tx, ctx, id, "image/png; q=1", &png)).expect("a picture")
            })
            .collect();
        assert_eq!(images[0], images[1]);
        let (id, image) = (ids[0], images[0]);
        let kept = db.read(move |tx| super::image(tx, image)).expect("the picture");
        assert_eq!((kept.content_type.as_str(), kept.content), ("image/png", png));
        let product = db.read(move |tx| super::product(tx, id)).expect("the product");
        assert_eq!((product.image_url, product.version), (Some(format!("/v1/images/{image}")), 2));
    });
}

#[test]
fn a_price_steps_by_percent_amount_and_rounding() {
    let cases = [
        // Percent in millionths, amount, multiple, less: 10.50 becomes …
        ((-100_000, 0, 1, 0), Some(945)),
        ((0, -100, 1, 0), Some(950)),
        ((100_000, 0, 5, 0), Some(1155)),
        ((0, 0, 100, 1), Some(1099)),
        ((-500_000, 0, 100, 5), Some(495)),
        ((125_000, 20, 10, 0), Some(1200)),
        ((-1_000_000, 0, 1, 0), Some(0)),
        ((-1_000_000, -1, 1, 0), None),
    ];
    for ((percent, amount, round_to, less), expect) in cases {
        let step = super::bulk::Step { percent: onetill_kernel::Rate(percent), amount, round_to, less };
        assert_eq!(super::rules::stepped_price(1050, &step).ok(), expect, "{step:?}");
    }
}
