//! Windows, which tells the version of its kernel and is known by the one on the box.

use super::super::Found;
use super::super::text::{Agent, Place, starting};

/// Kernel versions and the names they were sold under. 5.2 was also Server 2003; a browser runs on
/// the 64-bit XP. Windows 11 says 10.0 too: only client hints tell them apart.
const KERNELS: &str = "10.=10|6.4=10|6.3=8.1|6.2=8|6.1=7|6.0=Vista|5.2=XP|5.1=XP|5.0=2000";

/// Names on the box, as they follow `Windows` or `Win`.
const BOXES: &str = "\
    9x 4.90=ME|11=11|10=10|8.1=8.1|8=8|7=7|vista=Vista|xp=XP|2000=2000|2003=2003|me=ME|98=98|\
    95=95|16=3.1|3.1=3.1|ce=CE|nt=NT|32=95";

/// Recognises Windows. The name may come several times; the first with a version counts.
pub(super) fn recognise<'a>(agent: &Agent) -> Option<Found<'a>> {
    let mut seen = false;
    let mut from = 0;
    while let Some(end) = agent.find("win", Place::Word, from) {
        let after =
            if agent.find("dows", Place::Anywhere, end) == Some(end + 4) { end + 4 } else { end };
        let version = version_at(agent, after);
        if let Some(version) = version {
            return Some(Found { name: "Windows", version });
        }
        // `WindowsWechat` runs on a Mac.
        seen |= after > end && !agent.at(after).is_ascii_alphanumeric();
        from = end;
    }
    seen.then_some(Found { name: "Windows", version: "" })
}

/// The version at the position behind the name.
fn version_at(agent: &Agent, position: usize) -> Option<&'static str> {
    let behind = |at: usize| agent.slice(at, agent.len());
    for prefix in [" nt ", "32nt/"] {
        if agent.find(prefix, Place::Anywhere, position) == Some(position + prefix.len()) {
            let kernel = behind(position + prefix.len());
            return Some(starting(KERNELS, kernel).unwrap_or("NT"));
        }
    }
    let spaced = position + usize::from(matches!(agent.at(position), b' ' | b'/'));
    starting(BOXES, behind(spaced))
}
