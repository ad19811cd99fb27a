//! Hashes people's passwords in a bounded pool, because the hash is slow on purpose.

use std::sync::Arc;

use credentials::{HashingMemory, NewPassword, PasswordHash, spend_a_verification};
use parking_lot::Mutex;
use rand::{SeedableRng, rngs::StdRng};
use tokio::sync::Semaphore;

use crate::errors::Error;

pub struct PasswordPool {
    /// One permit per hash under way or waiting.
    queue: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    /// What workers that rest hash in.
    memories: Arc<Mutex<Vec<HashingMemory>>>,
}

impl PasswordPool {
    pub fn new(workers: usize, queue: usize) -> Self {
        let workers = workers.max(1);
        Self {
            queue: Arc::new(Semaphore::new(workers + queue)),
            workers: Arc::new(Semaphore::new(workers)),
            memories: Arc::default(),
        }
    }

    /// `Unavailable` when too many wait.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut HashingMemory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let full = |_| Error::Unavailable("too many people sign in at this moment".into());
        let _place = self.queue.try_acquire().map_err(full)?;
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(Error::internal)?;
        let memories = Arc::clone(&self.memories);
        let work = move || {
            // Whoever asked may have gone: the hash goes on, and so does its worker.
            let _worker = worker;
            let mut memory = memories.lock().pop().unwrap_or_default();
            let done = work(&mut memory);
            memories.lock().push(memory);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }

    /// Takes as long for a person without a password as for one with.
    pub async fn verify(&self, hash: Option<PasswordHash>, presented: String) -> Result<bool, Error> {
        self.run(move |memory| match hash {
            Some(hash) => hash.verify(&presented, memory),
            None => {
                spend_a_verification(&presented, memory);
                false
            }
        })
        .await
    }

    pub async fn hash(&self, password: NewPassword, seed: [u8; 32]) -> Result<PasswordHash, Error> {
        self.run(move |memory| PasswordHash::create(&password, &mut StdRng::from_seed(seed), memory))
            .await?
            .map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Callers that leave early, as those do whose connection breaks, free no worker that still works.
    #[tokio::test]
    async fn memories_are_as_many_as_workers() {
        let pool = Arc::new(PasswordPool::new(2, 64));
        let mut checks = tokio::task::JoinSet::new();
        for number in 0..24 {
            let pool = Arc::clone(&pool);
            checks.spawn(async move {
                let check = pool.verify(None, format!("wrong {number}"));
                let patience = std::time::Duration::from_millis(if number % 2 == 0 { 1 } else { 60_000 });
                tokio::time::timeout(patience, check).await
            });
        }
        while let Some(checked) = checks.join_next().await {
            if let Ok(Ok(right)) = checked {
                assert!(!right.expect("a place in the queue"));
            }
        }
        let _all = pool.workers.acquire_many(2).await;
        assert!((1..=2).contains(&pool.memories.lock().len()), "{}", pool.memories.lock().len());
    }
}
