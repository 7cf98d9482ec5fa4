//! `docent`: the guidebook tools on the command line.
fn main() {}
