//! Serves pictures, and keeps them in memory for a while: the content under a hash never changes.

use std::collections::VecDeque;
use std::sync::Arc;

use model::logo::LogoImage;
use parking_lot::Mutex;

use crate::{Error, Logos, Origin, attempts::settle};

/// Of all pictures that are kept in memory.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Pictures that were asked for lately, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Shown(Mutex<VecDeque<(LogoImage, Arc<[u8]>)>>);

impl Shown {
    fn get(&self, image: &LogoImage) -> Option<Arc<[u8]>> {
        self.0.lock().iter().find(|(known, _)| known == image).map(|(_, png)| Arc::clone(png))
    }

    fn put(&self, image: &LogoImage, png: &Arc<[u8]>) {
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

impl Logos<'_> {
    /// The PNG of a picture, for anyone: whoever knows its hash has seen it on a page.
    ///
    /// # Errors
    /// `NotFound` where it is not kept; `TooMany` where others like it keep coming from the same address.
    pub async fn png(self, image: &LogoImage, origin: &Origin) -> Result<Arc<[u8]>, Error> {
        if let Some(png) = self.inner.0.logos.shown.get(image) {
            return Ok(png);
        }
        let look_up = self.inner.look_up(origin)?;
        let found = self.kept(image).await;
        settle(look_up, &found);
        let png: Arc<[u8]> = found?.into();
        self.inner.0.logos.shown.put(image, &png);
        Ok(png)
    }

    async fn kept(self, image: &LogoImage) -> Result<Vec<u8>, Error> {
        let mut tx = self.inner.store().read().await?;
        tx.platform().await?.logos().png(image).await?.ok_or(Error::NotFound)
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
