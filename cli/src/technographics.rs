//! `docent technographics`: browsers, systems and devices by their user agents.

use crate::lines::{self, Questions};
use crate::{Ending, Failure, help};
use docent::core::technographics::recognise;
use docent::core::value::to_json;
use docent::native::Native;
use std::path::PathBuf;

const HELP: &str = "\
Recognises browser, operating system, device and bots, as the page does

Usage: docent technographics [FILE]...

Reads JSON Lines from the files, or from standard input where there are none or for -:
  {\"user_agent\": \"Mozilla/5.0 …\", \"client_hints\": {…}}
client_hints may be left out; they are as navigator.userAgentData gives them: brands or
fullVersionList (lists of {brand, version}), mobile, platform, platformVersion, model,
formFactors.

Writes a line for each:
  {\"bot\":false,\"browser\":{\"name\":\"Chrome\",\"version\":\"126.0.0.0\"},\"device\":{\"type\":\"desktop\"},\"os\":{…}}
and {\"error\": \"…\"} for a line that cannot be read. What nobody told is null; vendor and model
are then left out.

Example:
  echo '{\"user_agent\": \"curl/8.5.0\"}' | docent technographics

Exit codes: 0 all is well, 1 a line could not be read, 2 docent was used wrongly.
";

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value};
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return help(HELP),
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let questions = Questions {
        command: "technographics",
        paths: &paths,
        fields: &["user_agent", "client_hints"],
        header: None,
        traced: false,
    };
    lines::answer_each(&questions, |line| {
        let agent = line.text("user_agent").ok_or("user_agent: expected a text")?;
        let hints = line.get("client_hints").filter(|hints| !hints.is_null());
        if hints.is_some_and(|hints| hints.as_map().is_none()) {
            return Err("client_hints: expected an object".into());
        }
        let told = recognise(agent, hints);
        Ok(Some(to_json(&told.to_value(), &Native)))
    })
}
