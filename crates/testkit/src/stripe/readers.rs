//! Terminal readers that a server drives: one action at a time, and its outcome to be asked for.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::account::{Account, OfMode, find, page};
use super::customers::{Card, Customer, Deed};
use super::errors::Refusal;
use super::form::Form;
use super::intents::metadata;

/// What a reader is asked to do.
#[derive(Debug, Clone, PartialEq)]
enum Task {
    /// To take money.
    Process { intent: String, config: Value, tips: bool },
    /// To give money back to a card that is presented once more (Interac).
    Refund { charge: String, amount: i64, metadata: Vec<(String, String)>, refund: Option<String> },
}

/// The latest action of a reader.
#[derive(Debug, Clone)]
struct Action {
    task: Task,
    status: &'static str,
    failure: Option<(String, String)>,
    api_error: Option<Value>,
    customer: Customer,
    since_ms: i64,
    /// Since when the bank is asked.
    authorising_since_ms: Option<i64>,
}

/// A reader.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    id: String,
    live: bool,
    label: String,
    online: bool,
    action: Option<Action>,
    /// Who comes next, and after them.
    customers: VecDeque<Customer>,
    /// Who comes where nobody was named.
    otherwise: Customer,
}

impl OfMode for Reader {
    fn live(&self) -> bool {
        self.live
    }
}

impl Reader {
    fn in_progress(&self) -> Option<&Action> {
        self.action.as_ref().filter(|action| action.status == "in_progress")
    }

    fn view(&self) -> Value {
        let action = self.action.as_ref().map(|action| {
            let (kind, inner) = match &action.task {
                Task::Process { intent, config, .. } => {
                    ("process_payment_intent", json!({ "payment_intent": intent, "process_config": config }))
                }
                Task::Refund { charge, amount, refund, .. } => {
                    ("refund_payment", json!({ "charge": charge, "amount": amount, "refund": refund }))
                }
            };
            json!({
                "type": kind, kind: inner, "status": action.status,
                "failure_code": action.failure.as_ref().map(|(code, _)| code),
                "failure_message": action.failure.as_ref().map(|(_, message)| message),
                "api_error": action.api_error,
            })
        });
        json!({
            "id": self.id, "object": "terminal.reader", "livemode": self.live, "label": self.label,
            "device_type": "simulated_wisepos_e", "serial_number": "sim-1", "status": if self.online { "online" } else { "offline" },
            "action": action, "location": "tml_1Sim", "ip_address": "192.0.2.7", "device_sw_version": "2.42",
            "metadata": {},
        })
    }
}

impl Account {
    /// Registers a reader, in test mode or live; its id.
    pub fn add_reader(&mut self, label: &str, live: bool) -> String {
        let id = self.id("tmr");
        let reader = Reader {
            id: id.clone(),
            live,
            label: label.to_owned(),
            online: true,
            action: None,
            customers: VecDeque::new(),
            otherwise: Customer::pays(),
        };
        self.readers.insert(id.clone(), reader);
        id
    }

    /// The next payment on the reader meets this customer.
    pub fn next_customer(&mut self, reader: &str, customer: Customer) {
        self.readers.get_mut(reader).expect("a reader").customers.push_back(customer);
    }

    /// Every payment for which nobody else was named meets this one.
    pub fn every_customer(&mut self, reader: &str, customer: Customer) {
        self.readers.get_mut(reader).expect("a reader").otherwise = customer;
    }

    /// Switches a reader's line on or off.
    pub fn set_online(&mut self, reader: &str, online: bool) {
        self.readers.get_mut(reader).expect("a reader").online = online;
    }

    /// Somebody steps to a reader that waits, and does this now.
    pub fn at_reader(&mut self, reader: &str, customer: Customer) {
        let now_ms = self.now_ms;
        let action = self.readers.get_mut(reader).and_then(|reader| reader.action.as_mut()).expect("an action");
        action.customer = customer;
        action.since_ms = now_ms;
        self.advance(now_ms);
    }

    pub(super) fn route_readers(&mut self, method: &str, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match (method, rest) {
            ("GET", []) => {
                let ours = self.readers.values().rev().filter(|reader| reader.live == self.by.live);
                page("/v1/terminal/readers", ours.map(Reader::view).collect(), form)
            }
            ("GET", [id]) => self.reader(id).map(Reader::view),
            ("POST", [id, "process_payment_intent"]) => self.process(id, form),
            ("POST", [id, "refund_payment"]) => self.refund_on_reader(id, form),
            ("POST", [id, "cancel_action"]) => self.cancel_action(id, form),
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    fn reader(&self, id: &str) -> Result<&Reader, Refusal> {
        find(&self.readers, "reader", id, "reader", self.by.live)
    }

    /// A reader that takes a new action: one that waits for a card gives way, one that asks the bank does not.
    fn free_reader(&self, id: &str) -> Result<(), Refusal> {
        let reader = self.reader(id)?;
        if !reader.online {
            let message = "Reader is currently offline, please ensure the reader is powered on and connected to the \
                           internet before retrying your request.";
            return Err(Refusal::state("terminal_reader_offline", message));
        }
        if reader.in_progress().is_some_and(|action| action.authorising_since_ms.is_some()) {
            return Err(busy());
        }
        Ok(())
    }

    fn process(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["payment_intent", "process_config", "expand"])?;
        let intent_id = form.needed("payment_intent")?.to_owned();
        let intent = find(&self.intents, "payment_intent", &intent_id, "payment_intent", self.by.live)?;
        if !intent.types.iter().any(|kind| kind == "card_present" || kind == "interac_present") {
            let message = "The PaymentIntent cannot be processed on a reader: it does not allow card_present.";
            return Err(Refusal::state("payment_intent_unexpected_state", message).param("payment_intent"));
        }
        if !matches!(intent.status, "requires_payment_method" | "requires_confirmation") {
            let message = format!("This PaymentIntent has a status of {} and cannot be processed.", intent.status);
            return Err(Refusal::state("intent_invalid_state", &message)
                .param("payment_intent")
                .with("payment_intent", self.intent_view(&intent_id)));
        }
        let amount = intent.amount;
        let mut config = json!({ "skip_tipping": form.flag("process_config[skip_tipping]")? });
        let eligible = form.integer("process_config[tipping][amount_eligible]")?;
        if let Some(eligible) = eligible {
            if eligible < 0 || eligible > amount {
                let param = "process_config[tipping][amount_eligible]";
                return Err(Refusal::invalid("Invalid amount_eligible.").param(param));
            }
            config["tipping"] = json!({ "amount_eligible": eligible });
        }
        if let Some(words) = form.text("process_config[enable_customer_cancellation]") {
            config["enable_customer_cancellation"] = json!(words == "true");
        }
        self.free_reader(id)?;
        let tips = config["skip_tipping"] == false && eligible != Some(0);
        self.start(id, Task::Process { intent: intent_id, config, tips });
        self.reader(id).map(Reader::view)
    }

    fn refund_on_reader(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["charge", "payment_intent", "amount", "metadata", "expand", "refund_payment_config"])?;
        let (charge, amount) = self.refundable_charge(form)?;
        if self.charges[&charge].method != "interac_present" {
            let message = "Only interac_present charges are refunded on a reader. Use the Refunds API.";
            return Err(Refusal::state("charge_not_refundable", message).param("charge"));
        }
        let metadata = metadata(form, "metadata")?.into_iter().collect();
        self.free_reader(id)?;
        self.start(id, Task::Refund { charge, amount, metadata, refund: None });
        self.reader(id).map(Reader::view)
    }

    fn start(&mut self, id: &str, task: Task) {
        let now_ms = self.now_ms;
        let reader = self.readers.get_mut(id).expect("a reader");
        let customer = reader.customers.pop_front().unwrap_or_else(|| reader.otherwise.clone());
        reader.action = Some(Action {
            task,
            status: "in_progress",
            failure: None,
            api_error: None,
            customer,
            since_ms: now_ms,
            authorising_since_ms: None,
        });
    }

    fn cancel_action(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["expand"])?;
        self.free_reader(id)?;
        let reader = self.readers.get_mut(id).expect("a reader");
        if reader.in_progress().is_some() {
            reader.action = None;
        }
        Ok(reader.view())
    }

    /// `present_payment_method` of the test helpers.
    pub(super) fn present(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["type", "card_present", "interac_present", "amount_tip", "expand"])?;
        let reader = self.reader(id)?;
        if reader.live {
            return Err(Refusal::forbidden("Test helpers are for simulated readers in test mode only."));
        }
        if reader.in_progress().is_none() {
            return Err(Refusal::state("terminal_reader_invalid_action", "The reader does not wait for a card."));
        }
        let kind = form.word("type", &["card_present", "interac_present"])?.unwrap_or("card_present");
        let number = form.text(&format!("{kind}[number]")).unwrap_or("4242424242424242");
        let card = Card::of_number(number)
            .ok_or_else(|| Refusal::invalid("This is not a test card.").param(&format!("{kind}[number]")))?;
        let tip = form.integer("amount_tip")?.unwrap_or_default();
        self.at_reader(id, Customer::who(Deed::Presents(card)).tipping(tip));
        self.reader(id).map(Reader::view)
    }

    pub(super) fn advance_readers(&mut self) {
        let ids: Vec<String> = self.readers.keys().cloned().collect();
        for id in ids {
            self.advance_reader(&id);
        }
    }

    /// What the customer and the bank have done by now.
    fn advance_reader(&mut self, id: &str) {
        let now_ms = self.now_ms;
        let reader = self.readers.get_mut(id).expect("a reader");
        let Some(action) = reader.action.as_mut().filter(|action| action.status == "in_progress") else { return };
        let customer = action.customer.clone();
        if now_ms < action.since_ms + customer.after_ms {
            return;
        }
        let (card, dies) = match &customer.deed {
            Deed::Waits => return,
            // Whatever happens from now on, the reader cannot tell.
            Deed::ReaderDies => {
                reader.online = false;
                action.customer.deed = Deed::Waits;
                return;
            }
            Deed::Cancels => {
                let failure = ("customer_canceled", "This payment was canceled by the customer.");
                return self.end(id, Err((failure.0.to_owned(), failure.1.to_owned(), None)));
            }
            Deed::Presents(card) => (card.clone(), false),
            Deed::ReaderDiesCharged(card) => (card.clone(), true),
        };
        let since = *action.authorising_since_ms.get_or_insert(now_ms);
        if now_ms < since + customer.authorising_ms {
            return;
        }
        let task = action.task.clone();
        if dies {
            reader.online = false;
            action.customer.deed = Deed::Waits;
            action.authorising_since_ms = None;
        }
        let done = self.carry_out(&task, &card, customer.tip);
        if !dies {
            self.end(id, done);
        }
    }

    fn carry_out(
        &mut self,
        task: &Task,
        card: &Card,
        tip: i64,
    ) -> Result<Option<String>, (String, String, Option<Value>)> {
        let failed = |refusal: Refusal| {
            let error = refusal.inner();
            let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
            (text("code"), text("message"), Some(error.clone()))
        };
        match task {
            Task::Process { intent, tips, .. } => {
                let status = self.intents[intent].status;
                if status != "requires_payment_method" {
                    let message = format!("This PaymentIntent has a status of {status} and cannot be confirmed.");
                    return Err(failed(Refusal::state("payment_intent_unexpected_state", &message)));
                }
                let tip = if *tips { tip } else { 0 };
                let interac = self.intents[intent].types.iter().all(|kind| kind == "interac_present");
                let method = if interac { "interac_present" } else { "card_present" };
                self.by.live = self.intents[intent].live;
                self.authorise(intent, card, method, tip).map(|()| None).map_err(failed)
            }
            Task::Refund { charge, amount, metadata, .. } => {
                self.by.live = self.charges[charge].live();
                let refund = self.refund(charge, *amount, None, metadata.iter().cloned().collect());
                Ok(Some(refund))
            }
        }
    }

    fn end(&mut self, id: &str, done: Result<Option<String>, (String, String, Option<Value>)>) {
        let reader = self.readers.get_mut(id).expect("a reader");
        let live = reader.live;
        let Some(action) = reader.action.as_mut() else { return };
        let kind = match done {
            Ok(made) => {
                action.status = "succeeded";
                if let Task::Refund { refund, .. } = &mut action.task {
                    *refund = made;
                }
                "terminal.reader.action_succeeded"
            }
            Err((code, message, api_error)) => {
                action.status = "failed";
                action.failure = Some((code, message));
                action.api_error = api_error;
                "terminal.reader.action_failed"
            }
        };
        let view = reader.view();
        self.emit(kind, view, live);
    }
}

fn busy() -> Refusal {
    Refusal::state("terminal_reader_busy", "Reader is currently busy processing another request.")
}
