//! Routes of a person's sessions: where they are signed in, and the end of sessions.

use actix_web::{HttpResponse, delete, get, post, web::Path};
use web::{Answer, Caller, CameFrom, Changing, Here, Looking};
use wire::{account::SessionView, page::Page, paths::account::SessionPath};

/// List your sessions
///
/// Where you are signed in. There are at most 50: when one more begins, the one that was unused for longest ends.
#[utoipa::path(
    operation_id = "sessions_list",
    tag = "Session",
    responses((status = 200, description = "Your sessions, newest first", body = Page<SessionView>), Looking),
)]
#[get("/sessions")]
pub async fn list(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.sessions().list(&caller.0).await?))
}

/// End one of your sessions
///
/// Its next request gets 401, on every node.
#[utoipa::path(
    operation_id = "sessions_end",
    tag = "Session",
    params(SessionPath),
    responses((status = 204, description = "The session is over"), Changing),
)]
#[delete("/sessions/{session_id}")]
pub async fn end(here: Here, caller: Caller, CameFrom(origin): CameFrom, path: Path<SessionPath>) -> Answer {
    here.sessions().end(caller.0, path.session_id, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End all your other sessions
///
/// Only the session that asks goes on.
#[utoipa::path(
    operation_id = "sessions_end_others",
    tag = "Session",
    responses((status = 204, description = "The others are over"), Changing),
)]
#[post("/other-sessions/end")]
pub async fn end_others(here: Here, caller: Caller, CameFrom(origin): CameFrom) -> Answer {
    here.sessions().end_others(caller.0, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}
