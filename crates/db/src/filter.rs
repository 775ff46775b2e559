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

    /// ` WHERE a AND b`, or nothing.
    pub fn sql(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// The values, in the order of their placeholders.
    pub fn values(&self) -> &[Value<'static>] {
        &self.values
    }
}
