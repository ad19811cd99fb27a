//! The form by which one decision, with exceptions, is taken for several organisations.

use leptos::prelude::*;
use wire::{admin::Review, app_requests::AppInTenant, texts::Reason};

use super::plan::{Asked, Exception, Plan, Step, Verb};
use crate::{
    components::form::{Choice, ErrorSummary, Form, RadioGroup, Select, SubmitButton, TextArea},
    pages::{
        admin::{
            end_date::EndDateField,
            reader::use_tenant,
            scopes::{Choosing, NamesForDevelopers, ScopesByApi, scopes_of},
        },
        counted::count,
        end_of_day::end_of_day,
        focus::settle_focus,
    },
    route,
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
        let steps = untrack(|| plan.steps(&of_steps));
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
        Choice::new(Verb::Leave, "Leave as it is")
            .hint("Only what you choose for single organisations is done."),
    ];
    let (name, publisher, apis) = (review.name, review.publisher.name, review.apis);
    let named = scopes_of(&apis);
    let cancel = route::admin::consent(use_tenant(), review.app_id);
    let (decided, app) = (open.clone(), name.clone());
    let follows = move || consequence(&app, &plan.steps(&decided));
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
                <NamesForDevelopers scopes=named />
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
                <p aria-live="polite">{follows}</p>
                <div class="decision-actions">
                    <a class="btn" href=cancel>"Cancel"</a>
                    <SubmitButton label="Apply decisions" />
                </div>
            </div>
        </Form>
    }
}

/// What the button does, before it is pressed.
fn consequence(app: &str, steps: &[Step]) -> String {
    let number = |verb| steps.iter().filter(|step| step.verb == verb).count();
    let places = |number| count(number, "organisation", "organisations");
    let allowed = match number(Verb::Allow) {
        0 => None,
        some => Some(format!(
            "{} will let {app} do the above until you disable or delete the connection there.",
            places(some)
        )),
    };
    let declined = match number(Verb::Decline) {
        0 => None,
        some => Some(format!("{} will decline {app}, and its developer reads your reason.", places(some))),
    };
    let all: Vec<_> = allowed.into_iter().chain(declined).collect();
    match all.is_empty() {
        true => "Nothing is chosen yet: each organisation stays as it is.".to_owned(),
        false => all.join(" "),
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
        Choice::new(Exception::Leave, "Leave as it is"),
    ];
    view! { <Select name=tenant.to_string() label=one.tenant_name value choices /> }
}

#[cfg(test)]
mod tests {
    use model::ids::TenantId;

    use super::*;

    fn steps(verbs: &[Verb]) -> Vec<Step> {
        let step =
            |verb: &Verb| Step { tenant: TenantId::new(1, &[1; 10]), place: String::new(), verb: *verb };
        verbs.iter().map(step).collect()
    }

    #[test]
    fn what_follows_is_said_before_the_button_is_pressed() {
        let says = |verbs: &[Verb]| consequence("Quill", &steps(verbs));
        assert_eq!(says(&[]), "Nothing is chosen yet: each organisation stays as it is.");
        let one = says(&[Verb::Allow]);
        assert!(one.starts_with("1 organisation will let Quill do the above"), "{one}");
        let both = says(&[Verb::Allow, Verb::Decline, Verb::Allow]);
        assert!(both.starts_with("2 organisations will let Quill"), "{both}");
        assert!(
            both.ends_with("1 organisation will decline Quill, and its developer reads your reason."),
            "{both}"
        );
    }
}
