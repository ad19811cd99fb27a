//! People's passwords are slow to hash on purpose: a bounded pool of its own keeps them from starving the rest.

use std::sync::Arc;

use credentials::{NewPassword, PasswordHash, spend_a_verification};
use rand::{SeedableRng, rngs::StdRng};
use tokio::sync::Semaphore;

use crate::Error;

pub struct PasswordPool {
    /// One permit per hash under way or waiting.
    queue: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl PasswordPool {
    pub fn new(workers: usize, queue: usize) -> Self {
        let workers = workers.max(1);
        Self { queue: Arc::new(Semaphore::new(workers + queue)), workers: Arc::new(Semaphore::new(workers)) }
    }

    /// `Unavailable` when too many wait.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let full = |_| Error::Unavailable("too many people sign in at this moment".into());
        let _place = self.queue.try_acquire().map_err(full)?;
        let _worker = self.workers.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }

    /// Takes as long for a person without a password as for one with.
    pub async fn verify(&self, hash: Option<PasswordHash>, presented: String) -> Result<bool, Error> {
        self.run(move || match hash {
            Some(hash) => hash.verify(&presented),
            None => {
                spend_a_verification(&presented);
                false
            }
        })
        .await
    }

    pub async fn hash(&self, password: NewPassword, seed: [u8; 32]) -> Result<PasswordHash, Error> {
        self.run(move || PasswordHash::create(&password, &mut StdRng::from_seed(seed)))
            .await?
            .map_err(Error::internal)
    }
}
