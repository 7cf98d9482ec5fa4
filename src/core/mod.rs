//! The whole program without a page: pure, deterministic, native.
#![forbid(unsafe_code)]

pub mod technographics;
