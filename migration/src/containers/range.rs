//! Bounds of lengths.

use core::{fmt::Debug, ops::RangeBounds};

use super::{List, Tree, Varray};
use crate::{
    error::InvalidError,
    state::{check_length, Ranged},
};

impl<M, K, R: RangeBounds<usize> + Debug> Ranged<R> for List<M, K> {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        check_length(self.len(), range)
    }
}

impl<K, V, R: RangeBounds<usize> + Debug> Ranged<R> for Tree<K, V> {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        check_length(self.len(), range)
    }
}

impl<M, const MAX: usize, R: RangeBounds<usize> + Debug> Ranged<R> for Varray<M, MAX> {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        check_length(self.len(), range)
    }
}
