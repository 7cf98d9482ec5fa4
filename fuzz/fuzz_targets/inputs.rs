//! Any texts as what was stored, as calls and as a fetched guidebook: every step ends, and what
//! it stores can be read again.
#![no_main]

use docent::core::call::Call;
use docent::core::config::Config;
use docent::core::input::Fetched;
use docent::core::value::{Limits, Value, parse};
use docent::core::{Effect, Input, Moment, State, step};
use docent::native::Native;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, Vec<(&str, &str)>, Vec<(&str, &str)>)| {
    let (guidebook, stored, calls) = texts;
    let value = |text: &str| parse(text, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let options = parse(r#"{"guidebook": "/g.json"}"#, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let (config, _) = Config::decode(&options, false);
    let mut state = State::new(Box::new(Native), config, "tab".into());
    let mut now = 1_780_000_000_000;
    let mut storage: Vec<(String, Value)> =
        stored.iter().map(|(key, text)| ((*key).to_owned(), value(text))).collect();
    let mut feed = |state: &mut State, input| {
        now += 1_000;
        let moment = Moment { wall: now, monotonic: now, utc_offset: 0, entropy: 7 };
        for effect in step(state, input, moment) {
            if let Effect::Persist(key, value) = effect {
                storage.push((key, value));
            }
        }
    };
    feed(&mut state, Input::Restored(stored.iter().map(|(key, text)| ((*key).to_owned(), value(text))).collect()));
    feed(&mut state, Input::Fetched(Fetched::Text(guidebook.to_owned(), None)));
    for (ticket, (name, arguments)) in (0..).zip(calls) {
        if let Ok(call) = Call::decode(name, value(arguments).as_list(), &Native) {
            feed(&mut state, Input::Called { call, page: None, ticket });
        }
    }
    feed(&mut state, Input::Woke);
    let _ = state.explain(None, now);
    let (config, _) = Config::decode(&options, false);
    let mut again = State::new(Box::new(Native), config, "tab".into());
    let moment = Moment { wall: now, monotonic: now, utc_offset: 0, entropy: 7 };
    let _ = step(&mut again, Input::Restored(storage), moment);
});
