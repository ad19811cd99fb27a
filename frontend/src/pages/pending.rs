//! Invitations that no one has accepted yet, as Members, Team and the operator's pages show them.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use model::{ids::InvitationId, person::LinkDelivery, role::TenantRole};
use wire::members::{Invited, PendingInvitation};

use crate::{
    api::ApiError,
    components::{
        Symbol,
        feedback::{Badge, Breakable, ConfirmDialog, Time, Tone, use_toaster},
        layout::Section,
        list::{Column, LoadedList, Loader, Table},
    },
    pages::{
        answered::{Answered, answered},
        counted::HowMany,
        focus::{settle_at_top, settle_focus},
        invite::{DeliveryChoice, LinkPanel, tell_mailed, usual_delivery},
    },
};

type Call<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;
type Ask<T> = Arc<dyn Fn(InvitationId) -> Call<T> + Send + Sync>;
type Renewal = Arc<dyn Fn(InvitationId, LinkDelivery) -> Call<Invited> + Send + Sync>;

/// The pending invitations of an organisation, and what may be done with them.
#[derive(Clone)]
pub struct Pending {
    pub list: Loader<Vec<PendingInvitation>>,
    renew: Renewal,
    withdraw: Ask<()>,
    /// The link that came of renewing one, until it is sent.
    invited: RwSignal<Option<Invited>>,
    /// Whether the link stands elsewhere on the page.
    elsewhere: bool,
}

impl Pending {
    pub fn new<Renew, Withdraw>(
        list: Loader<Vec<PendingInvitation>>,
        renew: impl Fn(InvitationId, LinkDelivery) -> Renew + Send + Sync + 'static,
        withdraw: impl Fn(InvitationId) -> Withdraw + Send + Sync + 'static,
    ) -> Self
    where
        Renew: Future<Output = Result<Invited, ApiError>> + 'static,
        Withdraw: Future<Output = Result<(), ApiError>> + 'static,
    {
        Self {
            list,
            renew: Arc::new(move |id, deliver| Box::pin(renew(id, deliver))),
            withdraw: Arc::new(move |id| Box::pin(withdraw(id))),
            invited: RwSignal::new(None),
            elsewhere: false,
        }
    }

    /// Where the page shows the link, and that of a new invitation. One waits there at a time.
    pub fn shown_in(self, invited: RwSignal<Option<Invited>>) -> Self {
        Self { invited, elsewhere: true, ..self }
    }
}

/// Whom the reader may invite, change and remove: only an owner touches owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manages {
    NoOne,
    AllButOwners,
    Everyone,
}

impl Manages {
    pub const fn touches(self, owner: bool) -> bool {
        match self {
            Self::NoOne => false,
            Self::AllButOwners => !owner,
            Self::Everyone => true,
        }
    }
}

/// As an invitation names the role.
const OWNER: &str = TenantRole::Owner.as_str();

/// What is being done, and with which invitation.
#[derive(Clone, Copy)]
struct Doing {
    invitation: RwSignal<Option<PendingInvitation>>,
    renewing: RwSignal<bool>,
    deliver: RwSignal<LinkDelivery>,
    withdrawing: RwSignal<bool>,
    invited: RwSignal<Option<Invited>>,
}

impl Doing {
    fn email(self) -> String {
        let email = |one: &PendingInvitation| one.email.to_string();
        self.invitation.with(|one| one.as_ref().map(email).unwrap_or_default())
    }

    fn id(self) -> Result<InvitationId, ApiError> {
        self.invitation.with_untracked(|one| one.as_ref().map(|one| one.id)).ok_or(ApiError::NotFound)
    }
}

/// Nothing where no one waits, and until it is known that someone does.
#[component]
pub fn PendingInvitations(pending: Pending, manages: Manages) -> impl IntoView {
    let doing = Doing {
        invitation: RwSignal::new(None),
        renewing: RwSignal::new(false),
        deliver: RwSignal::new(LinkDelivery::Show),
        withdrawing: RwSignal::new(false),
        invited: pending.invited,
    };
    let (list, elsewhere) = (pending.list, pending.elsewhere);
    let nothing = Memo::new(move |_| {
        list.error().is_none()
            && list.get().is_none_or(|invitations| invitations.is_empty())
            && (elsewhere || doing.invited.with(Option::is_none))
    });
    let content = move || {
        (!nothing.get()).then(|| {
            view! {
                <Section
                    title="Invitations"
                    lead="Not accepted yet. A link works once, and ends when it is withdrawn or a new one is made."
                >
                    {(!elsewhere).then(|| view! { <LinkPanel invited=doing.invited class="panel mb-4" /> })}
                    <LoadedList from=list let:invitations>
                        <Listed invitations doing manages />
                    </LoadedList>
                </Section>
            }
        })
    };
    view! {
        {content}
        <Renew pending=pending.clone() doing />
        <Withdraw pending doing />
    }
}

#[component]
fn Listed(invitations: Signal<Vec<PendingInvitation>>, doing: Doing, manages: Manages) -> impl IntoView {
    view! {
        <Show when=move || !invitations.with(Vec::is_empty)>
            <HowMany number=Signal::derive(move || invitations.with(Vec::len)) one="invitation" many="invitations" />
            <Table label="Invitations" columns=columns(doing, manages) rows=invitations />
        </Show>
    }
}

fn columns(doing: Doing, manages: Manages) -> Vec<Column<PendingInvitation>> {
    vec![
        Column::name("Who", |one: &PendingInvitation| {
            view! { <span class="font-semibold wrap-anywhere"><Breakable text=one.email.to_string() /></span> }
        }),
        Column::new("Role", |one: &PendingInvitation| capitalised(&one.role)),
        Column::new("Invited by", |one: &PendingInvitation| one.invited_by.clone()),
        Column::new("Link expires", |one: &PendingInvitation| {
            let (expired, mailed) = (one.expired, one.mailed);
            view! {
                <Time at=one.expires_at />
                {mailed.then(|| view! { " " <Badge>"Mailed"</Badge> })}
                {expired.then(|| view! { " " <Badge tone=Tone::Caution symbol=Symbol::Clock>"Expired"</Badge> })}
            }
        }),
        Column::verbs(move |one: &PendingInvitation| {
            manages.touches(one.role == OWNER).then(|| view! { <Verbs one=one.clone() doing /> })
        }),
    ]
}

#[component]
fn Verbs(one: PendingInvitation, doing: Doing) -> impl IntoView {
    let (for_whom, of_whom) = (format!(" for {}", one.email), format!(" invitation of {}", one.email));
    let start = move |invitation: &PendingInvitation, open: RwSignal<bool>| {
        doing.invitation.set(Some(invitation.clone()));
        // As it was made, unless this installation sends no mail any more.
        doing.deliver.set(if invitation.mailed { usual_delivery() } else { LinkDelivery::Show });
        open.set(true);
    };
    let (again, away) = (one.clone(), one);
    // The link on the page stays until it is sent.
    let renew = move || {
        let (again, for_whom) = (again.clone(), for_whom.clone());
        doing.invited.with(Option::is_none).then(move || {
            view! {
                <button type="button" class="btn" on:click=move |_| start(&again, doing.renewing)>
                    <span>"New link" <span class="sr-only">{for_whom}</span> "…"</span>
                </button>
            }
        })
    };
    view! {
        <div class="flex flex-wrap justify-end gap-2">
            {renew}
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| start(&away, doing.withdrawing)>
                <span>"Withdraw" <span class="sr-only">{of_whom}</span> "…"</span>
            </button>
        </div>
    }
}

#[component]
fn Renew(pending: Pending, doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let Pending { list, renew, elsewhere, .. } = pending;
    let then = move |answer: Answered<Invited>| {
        let shown = matches!(&answer, Answered::Shown(invited) if !invited.mailed);
        match answer {
            Answered::Shown(invited) if invited.mailed => tell_mailed(toaster, &invited.email),
            Answered::Shown(invited) => doing.invited.set(Some(invited)),
            Answered::NotShown(Invited { email, .. }) => toaster.unfinished(format!(
                "The link that {email} had stopped working. The new one did not reach this page and is not kept: make another one."
            )),
        }
        list.reload_then(settle_focus);
        if shown && elsewhere { settle_at_top() } else { settle_focus() }
    };
    view! {
        <ConfirmDialog
            open=doing.renewing
            title=Signal::derive(move || format!("Make a new link for {}?", doing.email()))
            verb="Make new link"
            run=move || {
                let renew = renew.clone();
                async move { answered(renew(doing.id()?, doing.deliver.get_untracked())).await }
            }
            then
        >
            <p>"The link that was made before stops working."</p>
            <DeliveryChoice value=doing.deliver />
        </ConfirmDialog>
    }
}

#[component]
fn Withdraw(pending: Pending, doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let list = pending.list;
    let withdraw = pending.withdraw;
    view! {
        <ConfirmDialog
            open=doing.withdrawing
            title=Signal::derive(move || format!("Withdraw the invitation of {}?", doing.email()))
            verb="Withdraw invitation"
            destroys=true
            run=move || {
                let withdraw = withdraw.clone();
                async move { withdraw(doing.id()?).await }
            }
            then=move |()| {
                toaster.done(format!("The invitation of {} is withdrawn.", doing.email()));
                list.reload_then(settle_focus);
            }
        >
            <p>"Its link stops working at once. You can invite them again."</p>
        </ConfirmDialog>
    }
}

pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whoever_manages_owners_touches_them() {
        let touches = [Manages::NoOne, Manages::AllButOwners, Manages::Everyone]
            .map(|manages| (manages.touches(false), manages.touches(true)));
        assert_eq!(touches, [(false, false), (true, false), (true, true)]);
    }
}
