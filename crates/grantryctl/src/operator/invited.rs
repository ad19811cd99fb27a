//! How a first owner gets the set-up link: known before the call, because the link is shown once.

use clap::Args;
use model::person::LinkDelivery;

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct LinkTo {
    /// Print the set-up link. Whoever opens it first becomes the owner.
    #[arg(long)]
    show_link: bool,
    /// Mail the set-up link to the owner.
    #[arg(long)]
    mail: bool,
}

impl LinkTo {
    pub fn delivery(&self) -> LinkDelivery {
        if self.mail && !self.show_link { LinkDelivery::Mail } else { LinkDelivery::Show }
    }
}
