//! The form by which one decision, with exceptions, is taken for several organisations.

use leptos::prelude::*;
use wire::{admin::Review, app_requests::AppInTenant, texts::Reason};

use super::plan::{Asked, Exception, Plan, Verb};
use crate::{
    components::form::{Choice, ErrorSummary, Form, RadioGroup, Select, SubmitButton, TextArea},
    pages::{
        admin::{
            end_date::EndDateField,
            scopes::{Choosing, ScopesByApi},
        },
        end_of_day::end_of_day,
        focus::settle_focus,
    },
};

#[component]
pub fn Decide(review: Review, open: Vec<AppInTenant>, plan: Plan) -> impl IntoView {
    let form = plan.form;
    let (asked, of_steps) = (review.clone(), open.clone());
    let decide = move |()| {
        let ends_at = match end_of_day(&plan.ends.get_untracked()) {
            Ok(ends_at) => ends_at,
            Err(message) => return form.refuse("ends_at", message),
        };
        let steps = plan.steps(&of_steps);
        if steps.is_empty() {
            return form.refuse("", "Choose an organisation for which something is decided.");
        }
        let declines = steps.iter().any(|step| step.verb == Verb::Decline);
        if declines && plan.reason.with_untracked(|reason| reason.trim().is_empty()) {
            return form.refuse("reason", "This cannot be empty.");
        }
        let asked = Asked::of(&asked, plan, ends_at);
        let again = move || {
            plan.read_again.run(());
            settle_focus();
        };
        form.send_or(
            plan.carry_out(steps, asked),
            move |()| again(),
            move |error| {
                again();
                Some(error)
            },
        );
    };
    let verbs = vec![
        Choice::new(Verb::Allow, "Allow").hint("Each organisation gets a client ID and secret of its own."),
        Choice::new(Verb::Decline, "Decline").hint("The app’s developer reads your reason."),
    ];
    let (name, publisher, apis) = (review.name, review.publisher.name, review.apis);
    let row = move |one: AppInTenant| view! { <Place one plan /> };
    view! {
        <Form state=form on_submit=decide>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <div class="grid gap-1">
                    <h2>{format!("Decide about version {} for several organisations", review.version)}</h2>
                    <p>{format!("{name} asks to act on the data of each organisation without anyone signed in.")}</p>
                </div>
                <ScopesByApi apis choosing=Choosing::Optional(plan.chosen) asker=publisher />
                <RadioGroup name="verb" label="For all" value=plan.verb choices=verbs />
                <div class="grid gap-4">{open.into_iter().map(row).collect_view()}</div>
                <EndDateField value=plan.ends />
                <TextArea
                    name="reason"
                    label="Reason for declining"
                    value=plan.reason
                    hint="Needed where you decline. The app’s developer reads it."
                    rule=Reason::RULE
                    rows=3
                    optional=true
                />
                <div class="decision-actions">
                    <SubmitButton label="Apply decisions" />
                </div>
            </div>
        </Form>
    }
}

/// One organisation, and whether it is an exception.
#[component]
fn Place(one: AppInTenant, plan: Plan) -> impl IntoView {
    let tenant = one.tenant_id;
    let value = RwSignal::new(plan.exception(tenant));
    Effect::new(move || {
        let chosen = value.get();
        plan.exceptions.update(|all| {
            all.insert(tenant, chosen);
        });
    });
    let choices = vec![
        Choice::new(Exception::None, "As for all"),
        Choice::new(Exception::Allow, "Allow"),
        Choice::new(Exception::Decline, "Decline"),
        Choice::new(Exception::Leave, "Decide nothing"),
    ];
    view! { <Select name=tenant.to_string() label=one.tenant_name value choices /> }
}
