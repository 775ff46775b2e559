//! Values every crate shares: money, quantities, ids, time, errors.
