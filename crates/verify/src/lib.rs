//! The books prove themselves: every invariant recomputed from the facts.
