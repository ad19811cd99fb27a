//! Routes of a person's inbox, and of what is mailed to them.

use actix_web::{HttpResponse, get, post, put, web::Path};
use web::{Answer, Body, Caller, Changing, Here, Looking, Paging};
use wire::{
    notices::{ChangeNoticeSettings, MarkRead, Notice, NoticeSettings, UnreadNotices},
    page::{Page, PageQuery},
    paths::account::NoticePath,
};

/// List your notices
///
/// What you hear of, in all organisations together: kept for 180 days. What you may no longer see is not listed.
#[utoipa::path(
    operation_id = "notices_list",
    tag = "Notices",
    params(PageQuery),
    responses((status = 200, description = "Notices, newest first", body = Page<Notice>), Looking),
)]
#[get("/notices")]
pub async fn list(here: Here, caller: Caller, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.notices().list(&caller.0, query.read()?).await?))
}

/// Count your unread notices
#[utoipa::path(
    operation_id = "notices_unread",
    tag = "Notices",
    responses((status = 200, description = "How many, up to 100", body = UnreadNotices), Looking),
)]
#[get("/notices/unread")]
pub async fn unread(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.notices().unread(&caller.0).await?))
}

/// Mark a notice as read
#[utoipa::path(
    operation_id = "notices_mark_read",
    tag = "Notices",
    params(NoticePath),
    responses((status = 204, description = "It is read, or was before"), Changing),
)]
#[post("/notices/{notice_id}/read")]
pub async fn mark_read(here: Here, caller: Caller, path: Path<NoticePath>) -> Answer {
    here.notices().mark_read(caller.0, path.notice_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mark your notices as read
///
/// Those up to the newest that you have seen: what has come since stays unread.
#[utoipa::path(
    operation_id = "notices_mark_all_read",
    tag = "Notices",
    request_body = MarkRead,
    responses((status = 204, description = "They are read"), Changing),
)]
#[post("/notices/read")]
pub async fn mark_all_read(here: Here, caller: Caller, body: Body<MarkRead>) -> Answer {
    here.notices().mark_all_read(caller.0, body.read()?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What is mailed to you
#[utoipa::path(
    operation_id = "notices_settings",
    tag = "Notices",
    responses((status = 200, description = "Each kind of notice, and when it is mailed", body = NoticeSettings), Looking),
)]
#[get("/notices/settings")]
pub async fn settings(here: Here, caller: Caller) -> Answer {
    Ok(HttpResponse::Ok().json(here.notices().settings(&caller.0).await?))
}

/// Choose what is mailed to you
///
/// The inbox has all notices, whatever is mailed.
#[utoipa::path(
    operation_id = "notices_change_settings",
    tag = "Notices",
    request_body = ChangeNoticeSettings,
    responses((status = 200, description = "As it is now", body = NoticeSettings), Changing),
)]
#[put("/notices/settings")]
pub async fn change_settings(here: Here, caller: Caller, body: Body<ChangeNoticeSettings>) -> Answer {
    Ok(HttpResponse::Ok().json(here.notices().change_settings(caller.0, body.read()?).await?))
}
