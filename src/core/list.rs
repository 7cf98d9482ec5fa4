//! Small functions on lists in one plain body each: the standard library's `retain` is 250 bytes
//! in the module for every closure it is given, its `partition_point` 150.

/// Keeps the items that are wanted.
#[inline(never)]
pub(crate) fn keep<T>(list: &mut Vec<T>, wanted: &dyn Fn(&T) -> bool) {
    let mut kept = 0;
    for at in 0..list.len() {
        if list.get(at).is_some_and(wanted) {
            list.swap(kept, at);
            kept += 1;
        }
    }
    list.truncate(kept);
}

/// How many of the first `len` items this is true of, where it is true of none after them.
#[inline(never)]
pub(crate) fn leading(len: usize, is: &dyn Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, len);
    while from < to {
        let middle = (from + to) / 2;
        if is(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}
