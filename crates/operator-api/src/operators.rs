use actix_web::{HttpResponse, post};
use marketplace::Operator;
use web::{Answer, As, Body, Changing, Here};
use wire::{members::Invited, operator::InviteOperator};

/// Invite an operator
#[utoipa::path(
    operation_id = "operators_invite",
    tag = "Operators",
    request_body = InviteOperator,
    responses((status = 201, description = "Invited; whoever opens the link first becomes an operator", body = Invited), Changing),
)]
#[post("/operators")]
pub async fn invite(here: Here, As(by): As<Operator>, body: Body<InviteOperator>) -> Answer {
    Ok(HttpResponse::Created().json(here.invite_operator(&by, body.read()?).await?))
}
