//! Conditions of a query that depend on what was asked.

use crate::value::{ToValue, Value};

/// Collects conditions and their values, numbering the placeholders.
#[derive(Debug, Default)]
pub struct Filter {
    conditions: Vec<String>,
    values: Vec<Value<'static>>,
}

impl Filter {
    /// No condition.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value and returns its placeholder.
    pub fn bind(&mut self, value: impl ToValue) -> String {
        self.values.push(value.to_value().into_owned());
        format!("${}", self.values.len())
    }

    /// Adds a condition in which `?` stands for the value.
    pub fn and(&mut self, condition: &str, value: impl ToValue) {
        let placeholder = self.bind(value);
        self.conditions.push(condition.replace('?', &placeholder));
    }

    /// Adds a condition that is already complete.
    pub fn and_raw(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// Adds the condition that `column` is one of `values`, of which there must be at least one.
    pub fn one_of<T: ToValue>(&mut self, column: &str, values: &[T]) {
        let condition = self.is_one_of(column, values);
        self.conditions.push(condition);
    }

    /// The condition that `column` is one of `values`, of which there must be at least one, as a part of another condition.
    /// The list is padded to a power of two, so that few statements are ever prepared.
    pub fn is_one_of<T: ToValue>(&mut self, column: &str, values: &[T]) -> String {
        let padded = values.iter().chain(values.last().into_iter().cycle()).take(values.len().next_power_of_two());
        let list: Vec<String> = padded.map(|value| self.bind(value)).collect();
        format!("{column} IN ({})", list.join(","))
    }

    /// ` WHERE a AND b`, or nothing.
    pub fn sql(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// The values, in the order of their placeholders.
    pub fn values(&self) -> &[Value<'static>] {
        &self.values
    }
}
