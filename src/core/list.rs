//! Small functions on lists in one plain body each: the standard library's `retain` is 250 bytes
//! in the module for every closure it is given.

/// Keeps the items that are wanted. For short lists: every item that goes moves those behind it.
pub(crate) fn keep<T>(list: &mut Vec<T>, wanted: impl Fn(&T) -> bool) {
    let mut at = 0;
    while let Some(item) = list.get(at) {
        if wanted(item) {
            at += 1;
        } else {
            list.remove(at);
        }
    }
}
