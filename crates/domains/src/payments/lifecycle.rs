//! The life of an attempt: which happening moves which state. Everything that is not in this table is refused, and kept in
//! the attempt's log.
//!
//! | | created | pending | unknown | succeeded | failed, expired |
//! |---|---|---|---|---|---|
//! | sent | pending | | | | |
//! | withdrawn, lapsed | failed | | | | |
//! | under way | | pending | pending | | |
//! | no answer yet | | pending | unknown | | |
//! | no answer for too long | | unknown | unknown | | |
//! | another amount, currency or payment | | unknown | unknown | | |
//! | approved | | succeeded | succeeded | | succeeded, late |
//! | declined, cancelled, never left, not there | | failed | failed | | |
//! | lapsed at the provider | | expired | expired | | |
//! | decided: taken | | | succeeded | | |
//! | decided: not taken | | | failed | | |
//! | came back | | | | failed, if it gave money back | |

use AttemptState::{Created, Expired, Failed, Pending, Succeeded, Unknown};

use super::model::AttemptState;

/// Something that happens to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// It is about to leave.
    Sent,
    /// Somebody stopped it before it left.
    Withdrawn,
    /// It waited too long to leave.
    Lapsed,
    /// The provider works on it.
    UnderWay,
    /// The provider did not answer; that may mean nothing yet.
    Unanswered,
    /// The provider has not answered for too long.
    Silence,
    /// The provider answered with another amount, currency or payment.
    Contradicted,
    /// The provider did it.
    Approved,
    /// The provider refused it.
    Declined,
    /// It was stopped at the provider.
    Cancelled,
    /// It lapsed at the provider.
    Expired,
    /// No byte of it left.
    NeverLeft,
    /// The provider never got it, and nothing can be on its way any more.
    NotThere,
    /// A manager says that money moved.
    DecidedTaken,
    /// A manager says that no money moved.
    DecidedNotTaken,
    /// Money that was given back did not arrive.
    CameBack,
}

impl Happening {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Sent,
        Self::Withdrawn,
        Self::Lapsed,
        Self::UnderWay,
        Self::Unanswered,
        Self::Silence,
        Self::Contradicted,
        Self::Approved,
        Self::Declined,
        Self::Cancelled,
        Self::Expired,
        Self::NeverLeft,
        Self::NotThere,
        Self::DecidedTaken,
        Self::DecidedNotTaken,
        Self::CameBack,
    ];

    /// Whether money moved by it.
    pub const fn moves_money(self) -> bool {
        matches!(self, Self::Approved | Self::DecidedTaken | Self::CameBack)
    }
}

/// The state after `happening`, or none where it changes nothing and must be refused. `gives_back` tells attempts that give
/// money back from those that take it: those that take it end for good once they succeeded.
pub const fn next(state: AttemptState, happening: Happening, gives_back: bool) -> Option<AttemptState> {
    use Happening as H;
    Some(match (state, happening) {
        (Created, H::Sent) => Pending,
        // Money that is owed is sent however late.
        (Created, H::Withdrawn | H::Lapsed) if !gives_back => Failed,

        (Pending | Unknown, H::UnderWay) | (Pending, H::Unanswered) => Pending,
        (Unknown, H::Unanswered) | (Pending | Unknown, H::Silence | H::Contradicted) => Unknown,
        (Pending | Unknown, H::Approved) => Succeeded,
        (Pending | Unknown, H::Declined | H::Cancelled | H::NeverLeft | H::NotThere) => Failed,
        (Pending | Unknown, H::Expired) => Expired,

        (Unknown, H::DecidedTaken) => Succeeded,
        (Unknown, H::DecidedNotTaken) => Failed,

        // It was thought to be over. Money moved all the same, and must be accounted for.
        (Failed | Expired, H::Approved) => Succeeded,
        (Succeeded, H::CameBack) if gives_back => Failed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [AttemptState; 6] = [Created, Pending, Succeeded, Failed, Expired, Unknown];

    #[test]
    fn money_that_was_taken_is_never_forgotten() {
        for happening in Happening::ALL {
            assert_eq!(next(Succeeded, happening, false), None, "{happening:?}");
        }
        for state in [Pending, Unknown, Failed, Expired] {
            assert_eq!(next(state, Happening::Approved, false), Some(Succeeded), "{state:?}");
        }
    }

    #[test]
    fn nothing_moves_before_it_has_left() {
        for happening in Happening::ALL {
            let after = next(Created, happening, false);
            assert!(matches!(after, None | Some(Pending | Failed)), "{happening:?}: {after:?}");
            let after = next(Created, happening, true);
            assert_eq!(after, (happening == Happening::Sent).then_some(Pending), "{happening:?}");
        }
    }

    #[test]
    fn nothing_is_sent_twice() {
        for state in STATES {
            assert_eq!(next(state, Happening::Sent, false).is_some(), state == Created, "{state:?}");
        }
    }

    #[test]
    fn only_what_nobody_knows_is_decided_by_hand() {
        for state in STATES {
            for happening in [Happening::DecidedTaken, Happening::DecidedNotTaken] {
                assert_eq!(next(state, happening, false).is_some(), state == Unknown, "{state:?} {happening:?}");
            }
        }
    }

    #[test]
    fn silence_ends_nothing() {
        for state in STATES {
            for happening in [Happening::Unanswered, Happening::Silence, Happening::Contradicted, Happening::UnderWay] {
                let after = next(state, happening, false);
                assert!(after.is_none_or(|s| !s.is_final()), "{state:?} {happening:?}: {after:?}");
            }
        }
    }
}
