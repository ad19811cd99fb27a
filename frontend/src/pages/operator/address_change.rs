//! A change of a tenant's addresses: what the operator is about to do, and with which address.

use leptos::prelude::*;
use model::ids::TenantId;
use wire::{
    addresses::{TenantAddress, TenantAddresses},
    operator::Tenant,
};

use crate::{
    api,
    components::{
        feedback::{OnError, use_toaster},
        list::Loader,
    },
    pages::{focus::settle_focus, out_of_date::unless_out_of_date},
};

/// What the operator is about to do, and with which address.
#[derive(Clone, Copy)]
pub struct Doing {
    pub tenant: TenantId,
    pub list: Loader<TenantAddresses>,
    /// The tenant, whose page shows the current address too.
    facts: Loader<Tenant>,
    pub address: RwSignal<Option<TenantAddress>>,
    pub naming: RwSignal<bool>,
    pub closing: RwSignal<bool>,
    pub opening: RwSignal<bool>,
}

impl Doing {
    pub fn new(tenant: TenantId, facts: Loader<Tenant>) -> Self {
        // A change names the tenant's revision, which a change of the name counts up too.
        let revision = Memo::new(move |_| facts.get().map(|tenant| tenant.revision));
        let list = Loader::new(move || {
            revision.track();
            api::call(api::operator::tenant_addresses(tenant))
        });
        Self {
            tenant,
            list,
            facts,
            address: RwSignal::new(None),
            naming: RwSignal::new(false),
            closing: RwSignal::new(false),
            opening: RwSignal::new(false),
        }
    }

    /// The one that was read.
    pub fn revision(self) -> u32 {
        untrack(|| self.list.get()).map(|now| now.revision).unwrap_or_default()
    }

    pub fn issuer(self) -> String {
        self.address.with_untracked(|one| one.as_ref().map(|one| one.issuer.clone()).unwrap_or_default())
    }

    /// Takes the answer of a change. The tenant's revision is another one now.
    pub fn done(self, now: TenantAddresses) {
        self.list.set(now);
        self.facts.reload_then(settle_focus);
    }

    /// Where a verb was refused because the page is out of date, reads it again.
    pub fn refused(self) -> OnError {
        let toaster = use_toaster();
        Callback::new(move |error| {
            unless_out_of_date(error, toaster, || {
                self.facts.reload();
                self.list.reload_then(settle_focus);
            })
        })
    }
}
