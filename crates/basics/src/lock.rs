//! Locks that remain usable after a panic. A panic ends one call or one mail. After that, the lock
//! can be taken again, and the data are used as they are.
//!
//! Therefore data under such a lock must be replaced as a whole or changed in one step. SQLite
//! itself rolls back an interrupted transaction.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Locks the mutex, waiting until it is free.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for reading, waiting until no thread writes.
pub fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for writing, waiting until no thread reads or writes.
pub fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
