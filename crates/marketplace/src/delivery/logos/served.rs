//! Serves pictures, and keeps them in memory for a while: the content under a hash never changes.

use std::sync::Arc;

use model::logo::LogoImage;

use crate::errors::Error;
use crate::identity::settle;
use crate::requests::Origin;
use crate::service::Logos;

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
