//! A newer version of a connected app as an admin reviews it: on the admin's own page, and on the developer's before it is
//! published.

mod answers;
mod app_changes;
mod groups;
mod scopes;

use leptos::prelude::*;
use wire::{admin::Review, updates::UpdateReview};

pub use self::{
    answers::Answering,
    groups::{Groups, left_out_though_required, still_asked, undecided, with_titles},
};
use self::{
    app_changes::AppChanges,
    scopes::{Asked, Folded, Unchanged},
};
use crate::{
    components::layout::use_organisation,
    pages::admin::{consent::About, scopes::NamesForDevelopers},
};

/// What changed about the app, then each scope in the order of how much there is to decide.
#[component]
pub fn UpdateContents(update: UpdateReview, answering: Answering) -> impl IntoView {
    let groups = Groups::of(&update);
    let (strong, rest) = groups.summary(app_changes::count(&update));
    let UpdateReview { review, accepted_version, .. } = &update;
    let (version, asker) = (review.version, review.publisher.name.clone());
    let note = (!review.note.is_empty()).then(|| format!("{asker} writes: “{}”", review.note));
    let left = if answering.is_by_reader() && use_organisation().may_act {
        "Left out by you before"
    } else {
        "Left out before"
    };
    // The note stands with what is new, and networks and workload beside those that are allowed now.
    let about = Review { note: String::new(), ..review.clone() };
    let Groups { new, left_out, never, held } = groups;
    let all = [&new, &left_out, &never, &held];
    let scopes: Vec<_> = all.into_iter().flatten().map(|one| one.scope.clone()).collect();
    let names = answering.is_by_reader().then(|| view! { <NamesForDevelopers scopes /> });
    let required = never.iter().any(|one| one.scope.required);
    view! {
        <p>
            <strong>{strong}</strong>
            {rest}
        </p>
        <About review=about networks=false workload=false preview=!answering.is_by_reader() />
        <AppChanges update=update.clone() answering />
        <Asked title=format!("New in version {version}") note asked=new asker=asker.clone() answering />
        <Asked title=left note=None asked=left_out asker=asker.clone() answering />
        <Folded title="Never" open=required asked=never asker=asker.clone() answering />
        <Unchanged held asker accepted=*accepted_version named=!answering.is_by_reader() />
        {names}
    }
}
