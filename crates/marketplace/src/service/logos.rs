//! What a node needs to fetch logos, and the pictures that it keeps in memory.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use model::logo::LogoImage;
use outbound_http::{Bounds, Fetcher};
use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore};

use super::settings::Settings;

/// Of one fetch.
pub(crate) const FETCH_BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(10), bytes: pictures::MOST_BYTES, redirects: 3 };

/// What a node needs for logos.
pub(crate) struct Logos {
    pub fetcher: Fetcher,
    /// Pictures are drawn one after the other: each may take a hundred megabytes for a moment.
    pub drawing: Semaphore,
    /// Told when an address is to be fetched.
    pub asked: Notify,
    pub shown: Shown,
}

impl Logos {
    pub fn new(settings: &Settings) -> Self {
        Self {
            fetcher: Fetcher::new(settings.logo_private_networks, FETCH_BOUNDS),
            drawing: Semaphore::new(1),
            asked: Notify::new(),
            shown: Shown::default(),
        }
    }
}

/// Of all pictures that are kept in memory.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Pictures that were asked for lately, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Shown(Mutex<VecDeque<(LogoImage, Arc<[u8]>)>>);

impl Shown {
    pub fn get(&self, image: &LogoImage) -> Option<Arc<[u8]>> {
        self.0.lock().iter().find(|(known, _)| known == image).map(|(_, png)| Arc::clone(png))
    }

    pub fn put(&self, image: &LogoImage, png: &Arc<[u8]>) {
        let mut kept = self.0.lock();
        if kept.iter().any(|(known, _)| known == image) {
            return;
        }
        kept.push_back((image.clone(), Arc::clone(png)));
        while kept.iter().map(|(_, png)| png.len()).sum::<usize>() > MOST_BYTES {
            kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_for_pictures_is_bounded() {
        let shown = Shown::default();
        let image = |number: u8| LogoImage::new(&[number; 32]);
        let png: Arc<[u8]> = vec![0; MOST_BYTES / 8].into();
        for number in 0..20 {
            shown.put(&image(number), &png);
            shown.put(&image(number), &png);
        }
        assert_eq!(shown.0.lock().len(), 8);
        assert!(shown.get(&image(19)).is_some() && shown.get(&image(11)).is_none());
    }
}
