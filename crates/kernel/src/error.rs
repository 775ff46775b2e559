//! One error type: an outward message for the person, an inward cause for the log.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with the shared [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of refusal it is. The server turns this into an HTTP status, and nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input cannot be accepted as it stands.
    Invalid,
    /// The thing asked for does not exist.
    NotFound,
    /// The request is sound but the present state refuses it.
    Conflict,
    /// Nobody is signed in.
    Unauthenticated,
    /// Somebody is signed in who may not do this.
    Forbidden,
    /// The request cannot be read at all.
    Malformed,
    /// The body is larger than accepted.
    TooLarge,
    /// The body is of a type that is not accepted.
    WrongType,
    /// Somebody tried too often.
    TooMany,
    /// It cannot be done at the moment: too much work, or a database that does not answer; try again.
    Busy,
    /// A fault of ours or of the database; the cause is for the log only.
    Internal,
}

/// A refusal or failure, in words that may be shown to the person who asked.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    code: &'static str,
    message: String,
    field: Option<String>,
    fix: Option<String>,
    retry_after_s: Option<u32>,
    approvable: Vec<&'static str>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error with a stable `code` and an outward `message`.
    pub fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            code,
            message: message.into(),
            field: None,
            fix: None,
            retry_after_s: None,
            approvable: Vec::new(),
            cause: None,
        }))
    }

    /// Input refused because of one field, named as in the request: `lines[0].quantity`.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, "invalid_field", message).field(field)
    }

    /// The named thing does not exist.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorKind::NotFound, "not_found", format!("There is no such {what}."))
            .fix("Check the id: use one as an answer gave it.")
    }

    /// The present state refuses the request.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, code, message)
    }

    /// A fault of ours. The person sees a plain sentence; the log sees the cause.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(
            ErrorKind::Internal,
            "internal",
            "OneTill could not do this because of a fault on its side. Nothing was changed.",
        )
        .because(cause)
    }

    /// An amount left the range of a 64-bit integer.
    pub fn overflow() -> Self {
        Self::new(ErrorKind::Invalid, "amount_too_large", "The amount is larger than OneTill can hold.")
            .fix("Use a smaller quantity or price.")
    }

    /// Replaces the code, keeping kind and message.
    pub fn code(mut self, code: &'static str) -> Self {
        self.0.code = code;
        self
    }

    /// Names the field at fault.
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Names the field at fault unless a more exact one is known already.
    pub fn or_field(mut self, field: impl FnOnce() -> String) -> Self {
        if self.0.field.is_none() {
            self.0.field = Some(field());
        }
        self
    }

    /// Puts `prefix` before the field's name, for an error found inside a part of the request.
    pub fn within(mut self, prefix: &str) -> Self {
        self.0.field = Some(match self.0.field.take() {
            Some(field) => format!("{prefix}.{field}"),
            None => prefix.to_owned(),
        });
        self
    }

    /// Adds the inward cause, for the log only.
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Says the way out.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.0.fix = Some(fix.into());
        self
    }

    /// Says after how many seconds another try may do better.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Names the permission that somebody else may lend for this one request.
    pub fn approvable(mut self, permission: &'static str) -> Self {
        self.0.approvable = vec![permission];
        self
    }

    /// This refusal and another of the same request: if permissions that may be lent are all that both lack, it names all of
    /// them; otherwise it is the one that nobody can lift.
    pub fn lacking_too(mut self, mut other: Self) -> Self {
        if self.0.approvable.is_empty() {
            return self;
        }
        if other.0.approvable.is_empty() {
            return other;
        }
        other.0.approvable.retain(|one| !self.0.approvable.contains(one));
        self.0.approvable.append(&mut other.0.approvable);
        if self.0.approvable.len() > 1 {
            let all: Vec<String> = self.0.approvable.iter().map(|one| format!("`{one}`")).collect();
            self.0.fix = Some(format!("It takes the permissions {}: ask somebody who has them.", all.join(", ")));
        }
        self
    }

    /// What sort of refusal it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code that programs may test.
    pub fn code_str(&self) -> &'static str {
        self.0.code
    }

    /// The outward sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The field at fault, if one is.
    pub fn field_str(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The way out, if one is known.
    pub fn fix_str(&self) -> Option<&str> {
        self.0.fix.as_deref()
    }

    /// After how many seconds another try may do better, if that is known.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.0.retry_after_s
    }

    /// The permissions that somebody else may lend for this one request; none where that would not do.
    pub fn approvable_list(&self) -> &[&'static str] {
        &self.0.approvable
    }

    /// The inward cause, for the log.
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.0.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(fix) = &self.0.fix {
            write!(f, " {fix}")?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl StdError for Error {}
