//! What goes into a statement and comes out of a row: BIGINT, TEXT, BYTEA, nothing else.

use std::borrow::Cow;

use onetill_kernel::{ClockTime, Currency, Date, Error, Quantity, Rate, Result, Timestamp, Uuid};

/// A value bound to a placeholder or read from a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(Cow<'a, str>),
    /// BYTEA.
    Bytes(Cow<'a, [u8]>),
    /// BYTEA of 16 bytes, held in place.
    Id(Uuid),
}

impl Value<'_> {
    /// The same value with its own memory.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Int(v) => Value::Int(v),
            Value::Text(v) => Value::Text(Cow::Owned(v.into_owned())),
            Value::Bytes(v) => Value::Bytes(Cow::Owned(v.into_owned())),
            Value::Id(v) => Value::Id(v),
        }
    }
}

/// Can be bound to a placeholder.
pub trait ToValue {
    /// The value as the database holds it.
    fn to_value(&self) -> Value<'_>;
}

/// Binds expressions to `$1`, `$2`, …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*] };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}
impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Value::Text(v) => Value::Text(Cow::Borrowed(v)),
            Value::Bytes(v) => Value::Bytes(Cow::Borrowed(v)),
            Value::Null => Value::Null,
            Value::Int(v) => Value::Int(*v),
            Value::Id(v) => Value::Id(*v),
        }
    }
}
impl ToValue for i64 {
    fn to_value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}
impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}
impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl ToValue for Uuid {
    fn to_value(&self) -> Value<'_> {
        Value::Id(*self)
    }
}
impl ToValue for Timestamp {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.micros())
    }
}
impl ToValue for Quantity {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}
impl ToValue for Rate {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}
impl ToValue for Currency {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self.code()))
    }
}
impl ToValue for Date {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Owned(self.to_string()))
    }
}
impl ToValue for ClockTime {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.minutes())
    }
}

/// Can be read from a column.
pub trait FromValue: Sized {
    /// Reads the value, or says what was found instead.
    fn from_value(value: Value<'_>) -> Result<Self>;
}

fn unexpected(expected: &str, found: &Value<'_>) -> Error {
    let found = match found {
        Value::Null => "NULL",
        Value::Int(_) => "BIGINT",
        Value::Text(_) => "TEXT",
        Value::Bytes(_) | Value::Id(_) => "BYTEA",
    };
    Error::internal(format!("a column holds {found} where {expected} was expected"))
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Int(v) => Ok(v),
            other => Err(unexpected("BIGINT", &other)),
        }
    }
}
impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self> {
        i64::from_value(value).map(|v| v != 0)
    }
}
impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Text(v) => Ok(v.into_owned()),
            other => Err(unexpected("TEXT", &other)),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Bytes(v) => Ok(v.into_owned()),
            Value::Id(v) => Ok(v.as_bytes().to_vec()),
            other => Err(unexpected("BYTEA", &other)),
        }
    }
}
impl FromValue for Uuid {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Id(v) => Ok(v),
            Value::Bytes(v) => Uuid::from_slice(&v).map_err(Error::internal),
            other => Err(unexpected("a 16-byte id", &other)),
        }
    }
}
impl FromValue for Value<'static> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        Ok(value.into_owned())
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: Value<'_>) -> Result<Self> {
        i64::from_value(value).map(Timestamp::from_micros)
    }
}
impl FromValue for Quantity {
    fn from_value(value: Value<'_>) -> Result<Self> {
        i64::from_value(value).map(Quantity)
    }
}
impl FromValue for Rate {
    fn from_value(value: Value<'_>) -> Result<Self> {
        i64::from_value(value).map(Rate)
    }
}
impl FromValue for Currency {
    fn from_value(value: Value<'_>) -> Result<Self> {
        parse_text(value)
    }
}
impl FromValue for Date {
    fn from_value(value: Value<'_>) -> Result<Self> {
        parse_text(value)
    }
}
impl FromValue for ClockTime {
    fn from_value(value: Value<'_>) -> Result<Self> {
        let minutes = i64::from_value(value)?;
        Self::from_minutes(minutes).ok_or_else(|| Error::internal("a stored time of day is none"))
    }
}

fn parse_text<T: std::str::FromStr<Err = String>>(value: Value<'_>) -> Result<T> {
    match value {
        Value::Text(v) => v.parse().map_err(|e: String| Error::internal(e)),
        other => Err(unexpected("TEXT", &other)),
    }
}

macro_rules! id_values {
    ($($name:ident)*) => {$(
        impl ToValue for onetill_kernel::$name {
            fn to_value(&self) -> Value<'_> {
                Value::Id(self.0)
            }
        }
        impl FromValue for onetill_kernel::$name {
            fn from_value(value: Value<'_>) -> Result<Self> {
                Uuid::from_value(value).map(Self)
            }
        }
    )*};
}
onetill_kernel::for_each_id!(id_values);

/// Gives an enum its stored text: `text_enum!(State { Open = "open", Done = "done" })` implements
/// `as_str`, [`ToValue`] and [`FromValue`]. The stored words are those that the enum's serde names use.
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value<'_> {
                $crate::Value::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }
        }
        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value<'_>) -> onetill_kernel::Result<Self> {
                match &value {
                    $($crate::Value::Text(v) if v == $text => Ok(Self::$variant),)*
                    _ => Err(onetill_kernel::Error::internal(
                        concat!("a stored ", stringify!($name), " is not one of the known words"),
                    )),
                }
            }
        }
    };
}

/// One row of an answer.
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r postgres::Row),
    /// Held in memory.
    Held(&'r [Value<'static>]),
}

impl<'r> Row<'r> {
    /// Some columns, with their own memory.
    pub(crate) fn values(&self, columns: std::ops::Range<usize>) -> Result<Vec<Value<'static>>> {
        columns.map(|n| self.get(n)).collect()
    }

    /// The column at `index`, counted from zero.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        T::from_value(self.value(index)?)
    }

    /// Reads the columns one after the other, in the order of the SELECT list.
    pub fn columns(&'r self) -> Columns<'r> {
        Columns { row: self, next: 0 }
    }

    fn value(&self, index: usize) -> Result<Value<'_>> {
        match self {
            Row::Sqlite(row) => {
                use rusqlite::types::ValueRef;
                Ok(match row.get_ref(index).map_err(Error::internal)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(v) => Value::Int(v),
                    ValueRef::Text(v) => Value::Text(Cow::Borrowed(std::str::from_utf8(v).map_err(Error::internal)?)),
                    ValueRef::Blob(v) => Value::Bytes(Cow::Borrowed(v)),
                    ValueRef::Real(_) => return Err(Error::internal("a result is REAL; sums need CAST AS BIGINT")),
                })
            }
            Row::Postgres(row) => Ok(row.try_get::<_, PgValue<'_>>(index).map_err(Error::internal)?.0),
            Row::Held(values) => {
                let value = values.get(index).ok_or_else(|| Error::internal("a row has fewer columns"))?;
                Ok(value.to_value())
            }
        }
    }
}

/// See [`Row::columns`].
pub struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl Columns<'_> {
    /// The next column.
    pub fn take<T: FromValue>(&mut self) -> Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }
}

/// Reads and writes PostgreSQL's binary form of the three column types.
struct PgValue<'a>(Value<'a>);

type Boxed = Box<dyn std::error::Error + Sync + Send>;

impl<'a> postgres::types::FromSql<'a> for PgValue<'a> {
    fn from_sql(ty: &postgres::types::Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        use postgres::types::Type;
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Cow::Borrowed(raw)),
            _ => Value::Text(Cow::Borrowed(<&str>::from_sql(ty, raw)?)),
        }))
    }

    fn from_sql_null(_: &postgres::types::Type) -> Result<Self, Boxed> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &postgres::types::Type) -> bool {
        use postgres::types::Type;
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }
}

impl postgres::types::ToSql for Value<'_> {
    fn to_sql(&self, ty: &postgres::types::Type, out: &mut bytes::BytesMut) -> Result<postgres::types::IsNull, Boxed> {
        match self {
            Value::Null => Ok(postgres::types::IsNull::Yes),
            Value::Int(v) => v.to_sql(ty, out),
            Value::Text(v) => v.as_ref().to_sql(ty, out),
            Value::Bytes(v) => v.as_ref().to_sql(ty, out),
            Value::Id(v) => v.as_bytes().as_slice().to_sql(ty, out),
        }
    }

    fn accepts(ty: &postgres::types::Type) -> bool {
        use postgres::types::Type;
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    postgres::types::to_sql_checked!();
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
            Value::Id(v) => ValueRef::Blob(v.as_bytes()),
        }))
    }
}
