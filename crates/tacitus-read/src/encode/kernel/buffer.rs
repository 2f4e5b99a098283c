//! A growable buffer whose elements start on a cache line, so that 64-byte loads never straddle two.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// One cache line; the unit that a [`Buffer`] allocates.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// The element types a [`Buffer`] may hold.
///
/// # Safety
///
/// Any bit pattern is a value, zero bytes are the value zero, and the size divides 64.
pub(in crate::encode) unsafe trait Plain: Copy {}
// SAFETY: plain numbers (and arrays of them) of 1, 2, 4, 64 bytes, without padding or invalid values.
unsafe impl Plain for i8 {}
// SAFETY: as above.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for i16 {}
// SAFETY: as above.
unsafe impl Plain for i32 {}
// SAFETY: as above.
unsafe impl Plain for f32 {}
// SAFETY: as above.
unsafe impl Plain for [f32; 16] {}

/// A slice of `T` that starts on a cache line.
pub(in crate::encode) struct Buffer<T> {
    lines: Vec<Line>,
    len: usize,
    element: PhantomData<T>,
}

impl<T> Default for Buffer<T> {
    fn default() -> Self {
        Buffer { lines: Vec::new(), len: 0, element: PhantomData }
    }
}

impl<T: Plain> Buffer<T> {
    /// A buffer of `len` zeros.
    pub(in crate::encode) fn zeros(len: usize) -> Self {
        let mut buffer = Buffer::default();
        buffer.resize(len);
        buffer
    }

    /// Makes the buffer `len` elements long. What the elements hold afterwards is not specified:
    /// this is for scratch space, which is written before it is read.
    pub(in crate::encode) fn resize(&mut self, len: usize) {
        self.lines.resize((len * size_of::<T>()).div_ceil(64), Line([0; 64]));
        self.len = len;
    }
}

impl<T: Plain> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: `lines` owns at least `len * size_of::<T>()` initialised bytes, aligned to 64;
        // `Plain` says that any bytes make a `T`.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl<T: Plain> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`; the buffer is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}
