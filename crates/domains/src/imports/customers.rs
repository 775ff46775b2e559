//! Rows that are customers. They are found again by their e-mail address, or else their phone number,
//! however it is written.

use onetill_db::Tx;
use onetill_kernel::{CustomerGroupId, Error, ErrorKind, Result};

use super::fields::ImportField as Field;
use super::model::{Existing, ImportRow, RowOutcome};
use super::rows::{Cells, Problem, shortened};
use super::store::title_of;
use super::work::Work;
use crate::Ctx;
use crate::catalog::text::fold;
use crate::customers::{self, Customer, CustomerChange, NewCustomer, NewCustomerGroup, is_phone_of};

/// Adds and changes the customers of some rows.
pub(super) fn work_on(tx: &mut Tx<'_>, ctx: &mut Ctx, work: &Work, units: &[Vec<usize>]) -> Result<Vec<ImportRow>> {
    let rows: Vec<usize> = units.iter().flatten().copied().collect();
    let cells: Vec<Cells<'_>> = rows.iter().map(|at| work.cells(*at)).collect();
    let emails: Vec<String> =
        cells.iter().map(|c| c.get(Field::Email).to_lowercase()).filter(|email| !email.is_empty()).collect();
    let phones: Vec<&str> = cells.iter().map(|c| c.get(Field::Phone)).filter(|phone| !phone.is_empty()).collect();
    let known = customers::by_contact(tx, &emails, &phones)?;
    let mut groups: Vec<(CustomerGroupId, String)> =
        customers::groups(tx)?.into_iter().map(|group| (group.id, group.name)).collect();
    let mut outcomes = Vec::with_capacity(rows.len());
    for (at, cells) in rows.iter().zip(&cells) {
        let done = match read(work, *at, cells, &known) {
            Err(problem) => Err(problem),
            Ok((line, customer)) => one(tx, ctx, cells, &mut groups, &line, customer)?,
        };
        outcomes.push(match done {
            Ok((outcome, changes)) => cells.outcome(outcome, (!changes.is_empty()).then(|| changes.join("; "))),
            Err(problem) => cells.refused(&problem),
        });
    }
    Ok(outcomes)
}

/// What a row says.
struct Line {
    name: String,
    email: String,
    phone: String,
    note: String,
}

fn read<'c>(
    work: &Work,
    at: usize,
    cells: &Cells<'_>,
    known: &'c [Customer],
) -> Result<(Line, Option<&'c Customer>), Problem> {
    cells.check()?;
    work.twice(at).map_or(Ok(()), Err)?;
    let parts = [Field::FirstName, Field::LastName].map(|field| cells.get(field));
    let whole = parts.join(" ").trim().to_owned();
    let candidates = [cells.get(Field::Name), &whole, cells.get(Field::Company)];
    let name = candidates.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned();
    let line = Line {
        name,
        email: cells.get(Field::Email).to_lowercase(),
        phone: cells.get(Field::Phone).to_owned(),
        note: cells.get(Field::Note).to_owned(),
    };
    if line.email.is_empty() && line.phone.is_empty() {
        return Err(Problem::new(
            "contact_missing",
            Field::Email,
            "This row has neither an e-mail address nor a phone number, so it cannot be found again.",
            "Fill one of them in.",
        ));
    }
    let by = |same: &dyn Fn(&Customer) -> bool| -> Vec<&Customer> { known.iter().filter(|c| same(c)).collect() };
    let mut found = by(&|c| !line.email.is_empty() && c.email.as_deref() == Some(&line.email));
    if found.is_empty() {
        found = by(&|c| !line.phone.is_empty() && is_phone_of(c, &line.phone, &work.country));
        // Whoever has the number and another address is somebody else of the same house.
        found.retain(|c| line.email.is_empty() || c.email.is_none());
    }
    if found.len() > 1 {
        found.retain(|c| fold(&c.name) == fold(&line.name));
        if found.len() != 1 {
            let field = if line.email.is_empty() { Field::Phone } else { Field::Email };
            return Err(Problem::new(
                "several_customers",
                field,
                "Several customers have this, and none or more than one of them this name.",
                "Correct it in the list of customers first.",
            ));
        }
    }
    Ok((line, found.first().copied()))
}

type Done = Result<(RowOutcome, Vec<String>), Problem>;

fn one(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    cells: &Cells<'_>,
    groups: &mut Vec<(CustomerGroupId, String)>,
    line: &Line,
    customer: Option<&Customer>,
) -> Result<Done> {
    let keep = cells.work.settings.existing == Existing::Keep;
    let group = cells.get(Field::CustomerGroup);
    let known = groups.iter().find(|(_, name)| fold(name) == fold(group)).map(|(id, _)| *id);
    let mut changes = Vec::new();
    let Some(customer) = customer else {
        if line.name.is_empty() {
            return Ok(Err(Problem::new(
                "name_missing",
                Field::Name,
                "A new customer needs a name.",
                "Fill the name in.",
            )));
        }
        let group_id = match joined(tx, ctx, groups, group, known)? {
            Ok(id) => id,
            Err(problem) => return Ok(Err(problem)),
        };
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let new = NewCustomer {
            name: line.name.clone(),
            email: some(&line.email),
            phone: some(&line.phone),
            note: some(&line.note),
            group_id,
            ..NewCustomer::default()
        };
        return refusal(customers::add_customer(tx, ctx, &new).map(|_| (RowOutcome::New, changes)));
    };
    let mut change = CustomerChange { version: customer.version, ..CustomerChange::default() };
    let mut differs = |field: Field, old: &str, new: &str| {
        let is_new = !new.is_empty() && old != new;
        if is_new {
            changes.push(format!("{}: {} → {}", title_of(cells.work, field), shortened(old), shortened(new)));
        }
        is_new.then(|| new.to_owned())
    };
    change.name = differs(Field::Name, &customer.name, &line.name);
    change.email = differs(Field::Email, customer.email.as_deref().unwrap_or("–"), &line.email);
    if !is_phone_of(customer, &line.phone, &cells.work.country) {
        change.phone = differs(Field::Phone, customer.phone.as_deref().unwrap_or("–"), &line.phone);
    }
    change.note = differs(Field::Note, &customer.note, &line.note);
    if !group.is_empty() && (known.is_none() || known != customer.group_id) {
        changes.push(format!("{}: {}", title_of(cells.work, Field::CustomerGroup), shortened(group)));
        if !keep {
            match joined(tx, ctx, groups, group, known)? {
                Ok(id) => change.group_id = Some(id),
                Err(problem) => return Ok(Err(problem)),
            }
        }
    }
    match (changes.is_empty(), keep) {
        (true, _) => Ok(Ok((RowOutcome::Unchanged, changes))),
        (false, true) => Ok(Ok((RowOutcome::Kept, changes))),
        (false, false) => {
            refusal(customers::change_customer(tx, ctx, customer.id, &change).map(|()| (RowOutcome::Changed, changes)))
        }
    }
}

/// The group of a name, which is made where it is not there.
fn joined(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    groups: &mut Vec<(CustomerGroupId, String)>,
    name: &str,
    known: Option<CustomerGroupId>,
) -> Result<Result<Option<CustomerGroupId>, Problem>> {
    if name.is_empty() || known.is_some() {
        return Ok(Ok(known));
    }
    let added = refusal(customers::add_group(tx, ctx, &NewCustomerGroup { id: None, name: name.to_owned() }))?;
    Ok(added.map(|id| {
        groups.push((id, name.to_owned()));
        Some(id)
    }))
}

/// Tells what is refused from what is a fault.
fn refusal<T>(done: Result<T>) -> Result<Result<T, Problem>> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(error) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Busy) => Err(error),
        Err(error) => Ok(Err(Problem::of(&error, field_of(&error)))),
    }
}

fn field_of(error: &Error) -> Option<Field> {
    Some(match error.field_str()? {
        "name" => Field::Name,
        "email" => Field::Email,
        "phone" => Field::Phone,
        "note" => Field::Note,
        _ => return None,
    })
}
