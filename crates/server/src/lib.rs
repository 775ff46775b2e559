//! HTTP, live events, jobs and the embedded web pages.
