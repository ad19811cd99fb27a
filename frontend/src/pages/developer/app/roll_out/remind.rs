//! The dialog that reminds tenants of the newest version.

use leptos::prelude::*;
use model::{
    ids::{AppId, TenantId},
    update::REMINDED_FOR_DAYS,
};
use wire::updates::{Remind, Reminded};

use super::super::super::reader::use_publisher;
use crate::{
    api::{self, ApiError},
    components::feedback::{ConfirmDialog, use_toaster},
    pages::counted::count,
};

/// Who is about to be reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whom {
    /// None: all that may be.
    tenant: Option<TenantId>,
    /// "Harbour Clinic", "3 tenants".
    words: String,
}

/// Opens the dialog.
#[derive(Clone, Copy)]
pub struct Reminding {
    open: RwSignal<bool>,
    whom: RwSignal<Option<Whom>>,
}

impl Reminding {
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), whom: RwSignal::new(None) }
    }

    pub fn one(self, tenant: TenantId, name: String) {
        self.ask(Whom { tenant: Some(tenant), words: name });
    }

    pub fn all(self, words: String) {
        self.ask(Whom { tenant: None, words });
    }

    fn ask(self, whom: Whom) {
        self.whom.set(Some(whom));
        self.open.set(true);
    }
}

#[component]
pub fn RemindDialog(
    app: AppId,
    version: u32,
    reminding: Reminding,
    #[prop(into)] reminded: Callback<()>,
) -> impl IntoView {
    let publisher = use_publisher();
    let toaster = use_toaster();
    let Reminding { open, whom } = reminding;
    let title = Signal::derive(move || {
        whom.with(|whom| format!("Remind {}?", whom.as_ref().map_or("", |whom| whom.words.as_str())))
    });
    view! {
        <ConfirmDialog
            open
            title
            verb="Send reminder"
            run=move || async move {
                let tenant_id = whom.get_untracked().ok_or(ApiError::NotFound)?.tenant;
                api::call(api::developer::remind(publisher, app, Remind { version, tenant_id })).await
            }
            then=move |answer: Reminded| {
                let tenants = count(answer.tenants as usize, "tenant is", "tenants are");
                toaster.done(format!("{tenants} reminded."));
                reminded.run(());
            }
        >
            <p>
                {format!(
                    "Its admins read that version {version} waits for their review. A tenant is reminded of an app once in {REMINDED_FOR_DAYS} days at most.",
                )}
            </p>
        </ConfirmDialog>
    }
}
