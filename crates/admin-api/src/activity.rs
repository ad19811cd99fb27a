//! Routes that list the history of a tenant, and of one of its connections.

use actix_web::{HttpResponse, get, web::Path};
use marketplace::TenantMember;
use web::{Answer, As, Here, HistoryPaging, Looking, Paging};
use wire::{
    activity::{Activity, ExportedEntry, HistoryQuery, HistoryVerification},
    page::{Page, PageQuery},
    paths::admin::{ConnectionPath, TenantPath},
};

/// Of the list as a file.
const COLUMNS: &[&str] =
    &["id", "at", "action", "actor", "from", "object", "object_name", "app_id", "connection_id", "detail"];

/// List what was done
#[utoipa::path(
    operation_id = "activity_list",
    tag = "Activity",
    params(TenantPath, HistoryQuery),
    responses((status = 200, description = "Entries, newest first", content((Page<Activity> = "application/json"), (String = "text/csv"), (String = "application/jsonl"))), Looking),
)]
#[get("/tenants/{tenant_id}/activity")]
pub async fn list(here: Here, As(by): As<TenantMember>, query: HistoryPaging) -> Answer {
    let histories = here.histories();
    query.answer("activity", COLUMNS, async |page| histories.of_tenant(&by, page).await).await
}

/// Export the history with its hashes
///
/// All entries, the oldest first. One entry a line, `grantry audit verify` verifies them without this platform. The cursor
/// is a position in the history.
#[utoipa::path(
    operation_id = "activity_export",
    tag = "Activity",
    params(
        TenantPath,
        ("cursor" = Option<String>, Query, max_length = 30, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Entries a page; 50 where absent."),
    ),
    responses((status = 200, description = "Entries, oldest first", body = Page<ExportedEntry>), Looking),
)]
#[get("/tenants/{tenant_id}/activity/export")]
pub async fn export(here: Here, As(by): As<TenantMember>, query: Paging) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().export(&by, query.read()?).await?))
}

/// Verify the history
///
/// Computes the hash of each entry again, and compares it with the one that was stored. A person may ask for it ten times a
/// minute.
#[utoipa::path(
    operation_id = "activity_verify",
    tag = "Activity",
    params(TenantPath),
    responses((status = 200, description = "What was found", body = HistoryVerification), Looking),
)]
#[get("/tenants/{tenant_id}/activity/verification")]
pub async fn verify(here: Here, As(by): As<TenantMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().verify(&by).await?))
}

/// List what was done to a connection
#[utoipa::path(
    operation_id = "activity_of_connection",
    tag = "Activity",
    params(ConnectionPath, PageQuery),
    responses((status = 200, description = "Entries, newest first", body = Page<Activity>), Looking),
)]
#[get("/tenants/{tenant_id}/connections/{connection_id}/activity")]
pub async fn of_connection(
    here: Here,
    As(by): As<TenantMember>,
    path: Path<ConnectionPath>,
    query: Paging,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.histories().of_connection(&by, path.connection_id, query.read()?).await?))
}
