//! The customers: invented names of `demo/names.csv`, and when they come back.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_domains::PageRequest;
use onetill_domains::customers::{self, NewCustomer};
use onetill_kernel::{CustomerGroupId, CustomerId, Date, Error, Ids, Result, Timestamp};

use super::offers::MEMBERS;
use super::rhythm::Rhythm;
use crate::dice::Dice;

/// How many of those who came for the first time become regulars, who come for another spell later, in per
/// mille. Our own figure: the measured five weeks cannot show it.
const REGULARS_PERMILLE: u64 = 300;
/// The longest pause between two spells of visits, in days.
const LONGEST_PAUSE: i64 = 40;

/// What some of them like.
const LIKES: &[&str] =
    &["Wrapped as a gift", "Unscented candles only", "Paper bag, no receipt", "Call when the jugs are in"];

/// Who comes, and who is new.
pub(super) struct Visitor {
    pub(super) id: CustomerId,
    /// To be added before their first order.
    pub(super) new: Option<NewCustomer>,
}

/// Everybody who has given a name.
pub(super) struct People {
    first: Vec<String>,
    last: Vec<String>,
    known: Vec<CustomerId>,
    /// Who is going to come, by day.
    due: BTreeMap<Date, Vec<usize>>,
    /// The group that every fourth of them joins.
    members: Option<CustomerGroupId>,
}

impl People {
    /// The customers as they stand in the database. Some of them come again in the five weeks after `date`.
    pub(super) fn read(tx: &mut Tx<'_>, date: Date, dice: &mut Dice) -> Result<Self> {
        let members = customers::groups(tx)?.into_iter().find(|group| group.name == MEMBERS).map(|group| group.id);
        let mut people = Self { first: Vec::new(), last: Vec::new(), known: Vec::new(), due: BTreeMap::new(), members };
        let mut table = csv::Reader::from_reader(include_str!("../../../../demo/names.csv").as_bytes());
        for row in table.deserialize::<(String, String)>() {
            let (part, name) = row.map_err(Error::internal)?;
            if part == "first" { people.first.push(name) } else { people.last.push(name) }
        }
        let mut page = PageRequest { limit: Some(200), ..PageRequest::default() };
        loop {
            let found = customers::customers(tx, None, &page)?;
            for customer in found.items {
                people.known.push(customer.id);
                if dice.chance(REGULARS_PERMILLE) {
                    people.expect(date.plus_days(dice.between(0, 35)), people.known.len() - 1);
                }
            }
            page.cursor = found.next_cursor;
            if page.cursor.is_none() {
                return Ok(people);
            }
        }
    }

    fn expect(&mut self, date: Date, person: usize) {
        self.due.entry(date).or_default().push(person);
    }

    /// Who comes on `date`, when somebody comes who gives a name: one who is due, or somebody new.
    pub(super) fn visitor(
        &mut self,
        at: Timestamp,
        date: Date,
        rhythm: &Rhythm,
        dice: &mut Dice,
        ids: &mut Ids,
    ) -> Visitor {
        let due = self.due.first_entry().filter(|day| *day.key() <= date).and_then(|mut day| {
            let person = day.get_mut().pop();
            if day.get().is_empty() {
                day.remove();
            }
            person.and_then(|person| self.known.get(person).copied())
        });
        if let Some(id) = due {
            return Visitor { id, new: None };
        }
        let id = ids.next(at);
        self.known.push(id);
        self.plan_visits(date, rhythm, dice);
        Visitor { id, new: Some(self.introduce(id, dice)) }
    }

    /// Plans when the newest customer comes back.
    fn plan_visits(&mut self, first: Date, rhythm: &Rhythm, dice: &mut Dice) {
        let person = self.known.len() - 1;
        let spell = rhythm.visits_per_customer_days;
        let mut begins = 0;
        loop {
            let mut day = begins;
            for _ in 1..dice.weighted(&rhythm.visits_per_customer, 1) {
                day += dice.weighted(&rhythm.days_between_visits, 7);
                if day >= begins + spell {
                    break;
                }
                self.expect(first.plus_days(day), person);
            }
            if !dice.chance(REGULARS_PERMILLE) {
                return;
            }
            begins += spell + dice.between(0, LONGEST_PAUSE);
            self.expect(first.plus_days(begins), person);
        }
    }

    /// What a new customer tells of themselves. Nobody of that name, address or number exists.
    fn introduce(&self, id: CustomerId, dice: &mut Dice) -> NewCustomer {
        let (first, last) = (&self.first[dice.index(self.first.len())], &self.last[dice.index(self.last.len())]);
        let plain = |name: &str| -> String {
            name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
        };
        let email = format!("{}.{}{}@example.com", plain(first), plain(last), self.known.len());
        let phone = format!("07700 900{:03}", dice.below(1000));
        NewCustomer {
            id: Some(id),
            name: format!("{first} {last}"),
            email: dice.chance(750).then_some(email),
            phone: dice.chance(600).then_some(phone),
            group_id: self.members.filter(|_| self.known.len() % 4 == 2),
            preferences: (self.known.len() % 4 == 1).then(|| LIKES[self.known.len() / 4 % LIKES.len()].to_owned()),
            ..NewCustomer::default()
        }
    }
}
