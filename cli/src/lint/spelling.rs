//! What a word that is not known was probably meant to be.

/// The known word that differs least: in capitals and the signs between words only, or by a typing
/// error or two.
pub(super) fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let meant = plain(word);
    // In short words, two errors lead from anything to anything.
    let most = if meant.len() < 5 { 1 } else { 2 };
    let near = known.map(|other| (distance(&meant, &plain(other)), other));
    near.filter(|(far, _)| *far <= most).min_by_key(|(far, _)| *far).map(|(_, other)| other)
}

/// The same as the end of a sentence; empty where nothing is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    closest(word, known).map(|it| format!("; did you mean \"{it}\"?")).unwrap_or_default()
}

fn plain(word: &str) -> Vec<char> {
    word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Levenshtein's: how many letters to put in, leave out or replace.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let (mut corner, mut left) = (at, at + 1);
        for (above, b) in row.iter_mut().skip(1).zip(other) {
            let cost = (corner + usize::from(a != b)).min(left + 1).min(*above + 1);
            (corner, left) = (*above, cost);
            *above = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
