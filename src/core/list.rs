//! Small functions on lists in one plain body each: the standard library's `retain` is 250 bytes
//! in the module for every closure it is given.

/// Keeps the items that are wanted.
pub(crate) fn keep<T>(list: &mut Vec<T>, wanted: impl Fn(&T) -> bool) {
    for item in std::mem::take(list) {
        if wanted(&item) {
            list.push(item);
        }
    }
}
