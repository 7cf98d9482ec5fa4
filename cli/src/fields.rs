//! Fields of a line that nothing looks at: whoever writes `fact` for `facts` would otherwise be
//! answered as if there were none.

use crate::lint::did_you_mean;
use docent::core::value::Value;

/// What is looked at in the parts of a line that are lists of objects.
const PARTS: [(&str, &[&str]); 2] = [
    ("events", &["name", "time", "properties"]),
    ("experiences", &["id", "state", "time", "step"]),
];

/// Says each unknown field once: there may be a million lines like the first.
pub(crate) struct Unknown {
    known: &'static [&'static str],
    said: Vec<String>,
}

impl Unknown {
    /// With the fields that lines of this command may have.
    pub(crate) fn but(known: &'static [&'static str]) -> Self {
        Self { known, said: Vec::new() }
    }

    /// What is to be said of a line.
    pub(crate) fn of(&mut self, line: &Value) -> Vec<String> {
        let mut out = Vec::new();
        for (key, value) in line.members() {
            self.look(key, self.known, "", &mut out);
            if let Some((_, known)) = PARTS.iter().find(|(part, _)| *part == key) {
                let inner = value.as_list().iter().flat_map(Value::members);
                inner.for_each(|(field, _)| self.look(field, known, key, &mut out));
            }
        }
        out
    }

    fn look(&mut self, key: &str, known: &[&str], inside: &str, out: &mut Vec<String>) {
        let name = if inside.is_empty() { key.to_owned() } else { format!("{inside}[].{key}") };
        if known.contains(&key) || self.said.contains(&name) || self.said.len() >= MOST {
            return;
        }
        let meant = did_you_mean(key, known.iter().copied());
        out.push(format!("{name}: is not looked at{meant}"));
        self.said.push(name);
    }
}

/// Who has keys of another kind, such as ids, hears of so many.
const MOST: usize = 20;
