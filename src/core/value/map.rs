//! Objects: a vector of members sorted by key.
//!
//! Sorted, because look-ups are then logarithmic with almost no code, equality does not depend
//! on the order in which members were written, and output is stable.

use std::rc::Rc;

use super::Value;
use crate::core::strings::same;

/// Up to this many members, going through them is faster than a binary search.
const FEW: usize = 12;

/// The members of a JSON object, unique by key and in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct Map {
    members: Vec<Member>,
}

/// A key, shared by all objects of a text that have it, and its value.
pub(super) type Member = (Rc<str>, Value);

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.members() == other.members()
    }
}

impl Map {
    /// An object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Vec::new() }
    }

    /// Builds an object from members in any order; a key that stands twice is an error.
    pub(super) fn of(mut members: Vec<Member>) -> Result<Self, Rc<str>> {
        members.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut before = None;
        for (key, _) in &members {
            if before == Some(key) {
                return Err(key.clone());
            }
            before = Some(key);
        }
        Ok(Self { members })
    }

    /// Its members, whose values may be changed.
    pub fn members_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.members.iter_mut().map(|(key, value)| (&**key, value))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members().get(self.seek(key)?).map(|member| &member.1)
    }

    /// The value of a key, or `null` where there is none.
    #[must_use]
    #[inline(never)]
    pub fn member(&self, key: &str) -> &Value {
        const MISSING: &Value = &Value::Null;
        self.get(key).unwrap_or(MISSING)
    }

    // Most keys are literals, which are compared in place; in the page, bytes count for more.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn seek(&self, key: &str) -> Option<usize> {
        // Among a few, most keys are told apart by their lengths: no text is compared.
        let members = self.members();
        if members.len() <= FEW {
            members.iter().position(|member| same(&member.0, key))
        } else {
            self.find(key).ok()
        }
    }

    /// The value of a key that was found at `hint` before, in this map or in one like it. A key
    /// that is the map's own needs no comparison: it is kept for the next time.
    pub(crate) fn near(&self, key: &mut Rc<str>, hint: &mut usize) -> Option<&Value> {
        let members = self.members();
        if let Some((known, value)) = members.get(*hint)
            && Rc::ptr_eq(known, key)
        {
            return Some(value);
        }
        *hint = self.seek(key)?;
        let (known, value) = members.get(*hint)?;
        *key = known.clone();
        Some(value)
    }

    /// Sets a key, replacing what it held; returns the map for chaining.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.put(key, value.into());
        self
    }

    /// As [`set`](Self::set), leaving the key as it is where there is nothing to say.
    pub fn set_some(&mut self, key: &str, value: Option<impl Into<Value>>) -> &mut Self {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    /// As [`set`](Self::set), for building an object in one expression.
    // Inlined, so that the object stays where it is: 350 bytes of the module after compression.
    #[must_use]
    #[inline(always)]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// As [`set_some`](Self::set_some), for building an object in one expression.
    #[must_use]
    #[inline(always)]
    pub fn with_some(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        self.set_some(key, value);
        self
    }

    /// The value of a key, to be changed in its place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let at = self.seek(key)?;
        self.members.get_mut(at).map(|member| &mut member.1)
    }

    fn put(&mut self, key: &str, value: Value) {
        // Most keys that are set are there already and need no copy.
        match self.get_mut(key) {
            Some(known) => *known = value,
            None => self.insert(key.into(), value),
        }
    }

    /// Adds a member that is not there yet.
    fn insert(&mut self, key: Rc<str>, value: Value) {
        if let Err(at) = self.find(&key) {
            self.members.insert(at, (key, value));
        }
    }

    fn members(&self) -> &[Member] {
        &self.members
    }

    /// The object at a key, to be changed in its place; an empty one is put there where there is none.
    pub fn child(&mut self, key: &str) -> Option<&mut Map> {
        if self.get(key).and_then(Value::as_map).is_none() {
            self.put(key, Value::Map(Map::new()));
        }
        if let Value::Map(child) = self.get_mut(key)? { Some(child) } else { None }
    }

    /// Takes a key out and returns what it held.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.find(key).ok()?;
        Some(self.members.remove(at).1)
    }

    /// The members in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members().iter().map(|(key, value)| (&**key, value))
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// Copies every member of `other` over this one; `null` deletes.
    pub fn merge(&mut self, other: &Map) {
        for (key, value) in other.iter() {
            if value.is_null() {
                self.remove(key);
            } else {
                self.put(key, value.clone());
            }
        }
    }

    #[inline(never)]
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.members().binary_search_by(|member| (*member.0).cmp(key))
    }
}
