//! An allocator that counts, for tests of what a load takes and leaves behind.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// Counts what each thread has allocated and not freed, and the most of it. A test makes it its `#[global_allocator]`.
#[derive(Debug)]
pub struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        NOW.set(NOW.get() + layout.size() as isize);
        MOST.set(MOST.get().max(NOW.get()));
        // SAFETY: promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.set(NOW.get() - layout.size() as isize);
        // SAFETY: promised by the caller.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// What running this took, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// The most at a time, beside what was there before.
    pub most: usize,
    /// How much more there is now than before.
    pub left_behind: isize,
}

/// Runs something in this thread, and says what memory it took.
pub fn measured<R>(run: impl FnOnce() -> R) -> (R, Memory) {
    let before = NOW.get();
    MOST.set(before);
    let result = run();
    let most = (MOST.get() - before) as usize;
    (result, Memory { most, left_behind: NOW.get() - before })
}
