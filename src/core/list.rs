//! Small functions on lists: the standard library's `retain` is 250 bytes in the module for every
//! closure it is given, its `partition_point` 150. These are less, also than one body that is lent
//! closures as `dyn Fn`: each of them brings a table of functions along, two of which nobody calls.

/// Keeps the items that are wanted.
pub(crate) fn keep<T>(list: &mut Vec<T>, wanted: impl Fn(&T) -> bool) {
    let mut kept = 0;
    for at in 0..list.len() {
        if list.get(at).is_some_and(&wanted) {
            list.swap(kept, at);
            kept += 1;
        }
    }
    list.truncate(kept);
}

/// How many of the first items this is true of, where it is true of none after them.
pub(crate) fn leading<T>(list: &[T], is: impl Fn(&T) -> bool) -> usize {
    let (mut from, mut to) = (0, list.len());
    while from < to {
        let middle = (from + to) / 2;
        if list.get(middle).is_some_and(&is) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}
