use onetill_db::Db;
use onetill_kernel::{CustomerId, Timestamp, Uuid};

use super::duplicates::is_like_name;
use super::phones::{digits, same};
use super::rules::{folded, is_email, patterns};
use super::*;
use crate::PageRequest;
use crate::catalog::tests::{act, on_both_engines};

fn add(db: &Db, name: &str, email: &str, phone: &str) -> CustomerId {
    let new = NewCustomer {
        name: name.to_owned(),
        email: Some(email.to_owned()),
        phone: Some(phone.to_owned()),
        ..NewCustomer::default()
    };
    act(db, move |tx, ctx| add_customer(tx, ctx, &new)).expect("a customer")
}

fn find(db: &Db, search: &'static str) -> Vec<String> {
    let page = db.read(move |tx| customers(tx, Some(search), &PageRequest::default())).expect("a page");
    let mut names: Vec<String> = page.items.into_iter().map(|c| c.name).collect();
    names.sort();
    names
}

#[test]
fn addresses_and_numbers() {
    for good in ["ann@example.com", "a.b+c@x.example", "jörg@münchen.example"] {
        assert!(is_email(good), "{good}");
    }
    for bad in ["", "ann", "@example.com", "ann@", "a@b@c", "a b@c.example", "a@.example", "a@b.", "<a@b.example>"] {
        assert!(!is_email(bad), "{bad}");
    }
    assert_eq!(digits("+44 (20) 7946-0000"), "442079460000");
    assert_eq!(folded("Zoë Müller", Some("Zoe@Example.com"), Some("020 7946")), "zoe muller\nzoe@example.com\n0207946");
}

#[test]
fn a_number_comes_out_alike_however_it_is_written() {
    let cases: &[(&str, &[&str], &str)] = &[
        (
            "GB",
            &[
                "020 7946 0018",
                "(020) 7946-0018",
                "+44 20 7946 0018",
                "+44 (0)20 7946 0018",
                "0044 20 7946 0018",
                "+44 020 7946 0018",
                "020 7946 0018 ext. 12",
                "tel. 020/7946.0018",
            ],
            "+442079460018",
        ),
        ("DE", &["030 901820", "+49 30 901820", "0049 (0)30 901820"], "+4930901820"),
        ("US", &["(212) 555-0100", "1-212-555-0100", "+1 212 555 0100", "011 1 212 555 0100"], "+12125550100"),
        ("IT", &["06 6982 1234", "+39 06 6982 1234"], "+390669821234"),
        ("HU", &["06 1 234 5678", "+36 1 234 5678"], "+3612345678"),
        ("FR", &["+44 20 7946 0018"], "+442079460018"),
        // What is dialled at home in a country that is not in the table.
        ("ZZ", &["020 7946", "020-7946"], "0207946"),
    ];
    for (country, written, expect) in cases {
        for number in *written {
            assert_eq!(same(number, country).as_deref(), Some(*expect), "{number} in {country}");
        }
    }
    for number in ["", "+", "12", "ask her", "+1234567890123456"] {
        assert_eq!(same(number, "GB"), None, "{number}");
    }
}

#[test]
fn a_like_name_has_the_same_words_but_for_one_letter() {
    let is_like = |typed: &str, name: &str| {
        let typed: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        is_like_name(&typed, name)
    };
    for (typed, name) in [
        ("ann miller", "ann miller"),
        ("miller ann", "ann miller"),
        ("ann mil", "ann miller"),
        ("ann miler", "ann miller"),
        ("mueller eva", "eva muller"),
        ("ann miller", "ann marie miller"),
        ("oakfield", "oakfeild"),
    ] {
        assert!(is_like(typed, name), "{typed}, {name}");
    }
    for (typed, name) in [
        ("miller", "ann miller"),
        ("ann miller", "ann"),
        ("bob miller", "ann miller"),
        ("anna smiths", "hanna smitt"),
        ("mil ann", "ann miller"),
    ] {
        assert!(!is_like(typed, name), "{typed}, {name}");
    }
}

#[test]
fn patterns_escape_what_like_would_read() {
    let cases: [(&str, &[&[&str]]); 5] = [
        ("50%_\\", &[&["%50\\%\\_\\\\%"]]),
        ("%", &[&["%\\%%"]]),
        ("Ann Lee", &[&["%ann lee%"], &["%ann%", "%lee%"]]),
        ("020 79", &[&["%020 79%"], &["%020%", "%79%"], &["%2079%"]]),
        ("a@b.c", &[&["%a@b.c%"]]),
    ];
    for (search, expect) in cases {
        assert_eq!(patterns(search), expect, "{search}");
    }
}

#[test]
fn customers_are_found_by_name_address_and_number() {
    on_both_engines("customers_search", |db| {
        add(db, "Zoë Müller", "zoe@example.com", "+44 20 7946 0001");
        add(db, "Ann Lee", "ann_lee@example.com", "020 7946 0002");
        add(db, "Annabel Leeds", "annxlee@example.org", "");
        let cases: [(&str, &[&str]); 9] = [
            ("muller", &["Zoë Müller"]),
            ("lee ann", &["Ann Lee", "Annabel Leeds"]),
            ("ann_lee", &["Ann Lee"]),
            ("ANN_LEE@example", &["Ann Lee"]),
            ("020 7946 0001", &["Zoë Müller"]),
            ("+44 20 7946", &["Zoë Müller"]),
            ("7946", &["Ann Lee", "Zoë Müller"]),
            ("%", &[]),
            ("nobody", &[]),
        ];
        for (search, expect) in cases {
            assert_eq!(find(db, search), expect, "{search}");
        }
    });
}

#[test]
fn sales_and_refunds_keep_the_history() {
    on_both_engines("customers_history", |db| {
        let id = add(db, "Ann Lee", "Ann@Example.com", "");
        let at = Timestamp::from_micros;
        for (total, when) in [(1000, 50), (250, 20), (300, 90)] {
            act(db, move |tx, _| record_sale(tx, id, total, at(when))).expect("a sale");
        }
        act(db, move |tx, _| record_refund(tx, id, 400)).expect("a refund");
        let ann = db.read(move |tx| customer(tx, id)).expect("the customer");
        assert_eq!((ann.orders_count, ann.spent.minor, ann.version), (3, 1150, 1));
        assert_eq!((ann.first_order_at, ann.last_order_at), (Some(at(20)), Some(at(90))));
        assert_eq!((ann.email.as_deref(), ann.phone), (Some("ann@example.com"), None));

        let nobody = CustomerId(Uuid::max());
        let error = act(db, move |tx, _| record_sale(tx, nobody, 1, at(1))).expect_err("a refusal");
        assert_eq!(error.field_str(), Some("customer_id"));
        assert!(act(db, move |tx, _| record_refund(tx, nobody, 1)).is_err());

        let names = db.read(move |tx| names(tx, &[id, nobody, id])).expect("names");
        assert_eq!(names.get(&id).map(String::as_str), Some("Ann Lee"));
        assert_eq!(names.len(), 1);
    });
}

#[test]
fn an_edit_needs_the_version_that_was_read() {
    on_both_engines("customers_edit", |db| {
        let id = add(db, "Ann Lee", "ann@example.com", "020 7946 0002");
        let change = CustomerChange { version: 1, email: Some(String::new()), ..CustomerChange::default() };
        let again = change.clone();
        act(db, move |tx, ctx| change_customer(tx, ctx, id, &change)).expect("a change");
        let ann = db.read(move |tx| customer(tx, id)).expect("the customer");
        assert_eq!((ann.version, ann.email, ann.phone.as_deref()), (2, None, Some("020 7946 0002")));
        let error = act(db, move |tx, ctx| change_customer(tx, ctx, id, &again)).expect_err("a stale version");
        assert_eq!(error.code_str(), "customer_version_stale");

        let bad = NewCustomer { name: "Bo".to_owned(), email: Some("bo".to_owned()), ..NewCustomer::default() };
        let error = act(db, move |tx, ctx| add_customer(tx, ctx, &bad)).expect_err("a refusal");
        assert_eq!(error.field_str(), Some("email"));

        // What is personal is in the customers' own table alone.
        let told = db.read(|tx| crate::sync::events_after(tx, 0, 100)).expect("events");
        let told: Vec<String> = told.iter().map(|event| event.data.to_string()).collect();
        assert!(told.iter().all(|data| !data.contains("Ann") && !data.contains("example")), "{told:?}");
    });
}

#[test]
fn newest_first_in_pages() {
    on_both_engines("customers_pages", |db| {
        let mut ids: Vec<CustomerId> = (0..5).map(|i| add(db, &format!("C{i}"), "", "")).collect();
        ids.sort();
        ids.reverse();
        let mut found = Vec::new();
        let mut page = PageRequest { limit: Some(2), ..PageRequest::default() };
        loop {
            let asked = page.clone();
            let one = db.read(move |tx| customers(tx, None, &asked)).expect("a page");
            found.extend(one.items.into_iter().map(|c| c.id));
            page.cursor = one.next_cursor;
            if page.cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, ids);
    });
}

#[test]
fn sorted_by_what_they_spent_and_when() {
    on_both_engines("customers_sorted", |db| {
        let mut ids: Vec<CustomerId> = (0..5).map(|i| add(db, &format!("C{i}"), "", "")).collect();
        ids.sort();
        for (id, spent, at) in [(ids[0], 500, 30), (ids[1], 900, 10), (ids[3], 500, 20)] {
            let at = Timestamp::from_micros(at);
            db.write(move |tx| record_sale(tx, id, spent, at)).expect("a sale");
        }
        let all = |sort: &str| {
            let mut found = Vec::new();
            let mut page = PageRequest { limit: Some(2), sort: Some(sort.to_owned()), ..PageRequest::default() };
            loop {
                let asked = page.clone();
                let one = db.read(move |tx| customers(tx, None, &asked)).expect("a page");
                found.extend(one.items.into_iter().filter_map(|c| ids.iter().position(|id| *id == c.id)));
                page.cursor = one.next_cursor;
                if page.cursor.is_none() {
                    return found;
                }
            }
        };
        // Equals by id, in the same direction.
        assert_eq!(all("-spent"), [1, 3, 0, 4, 2]);
        assert_eq!(all("spent"), [2, 4, 0, 3, 1]);
        assert_eq!(all("-last_order_at"), [0, 3, 1, 4, 2]);
        let colour = PageRequest { sort: Some("colour".to_owned()), ..PageRequest::default() };
        let refused = db.read(move |tx| customers(tx, None, &colour)).expect_err("no such key");
        assert_eq!(refused.field_str(), Some("sort"));
    });
}
