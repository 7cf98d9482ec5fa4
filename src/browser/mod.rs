//! The thin edge to the page.
