//! Any text as a guidebook: it is refused with one place, or its good parts are in force.
#![no_main]

use docent::core::guidebook::load;
use docent::core::value::locate;
use docent::native::Native;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match load(text, &Native) {
        Ok((_, problems)) => {
            for problem in problems {
                let (line, column) = locate(text, &problem.place, &Native);
                assert!(line >= 1 && column >= 1);
            }
        }
        Err(problem) => assert!(!problem.why.is_empty()),
    }
});
