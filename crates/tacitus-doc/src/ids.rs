//! Typed positions in a layer or a list of a record.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// Which item of a list: a position that carries the type of what it points at, so that a claim
/// cannot be looked up among events.
pub struct Id<T> {
    index: u32,
    points_at: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The item at `index`.
    pub fn new(index: usize) -> Id<T> {
        Id { index: u32::try_from(index).unwrap_or(u32::MAX), points_at: PhantomData }
    }

    /// Its position in the list, from zero.
    pub fn index(self) -> usize {
        self.index as usize
    }
}

// Written out because a derive would demand the same traits of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}
