//! What the database itself refuses, asked with plain SQL beside the store.

use model::{
    audit::{Actor, AuditAction, AuditChain},
    ids::{PersonId, TenantId},
    notice::{NoticeKind, ReadAs},
    role::TenantRole,
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection, TransactionTrait};
use store::{
    audit::NewAuditEntry,
    notices::{NewNotice, Notice},
};

use crate::harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both};

on_both! { history_cannot_be_rewritten states_and_words_are_checked }

async fn count(
    connection: &DatabaseConnection,
    tenant: Option<&str>,
    table: &str,
) -> Result<i64, sea_orm::DbErr> {
    let tx = connection.begin().await?;
    if let Some(tenant) = tenant {
        tx.execute_unprepared(&format!("SELECT set_config('grantry.tenant', '{tenant}', true)")).await?;
    }
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let row = tx.query_one_raw(sea_orm::Statement::from_string(tx.get_database_backend(), sql)).await?;
    row.map_or(Ok(-1), |row| row.try_get("", "n"))
}

fn entry(tenant: TenantId) -> NewAuditEntry {
    NewAuditEntry {
        id: id!(AuditEntryId),
        chain: AuditChain::Tenant(tenant),
        at: at(0),
        actor: Actor::System,
        from: None,
        action: AuditAction::TenantCreated,
        object: tenant.to_string(),
        object_name: "Clinic".into(),
        app: None,
        connection: None,
        detail: None,
    }
}

fn notice(person: PersonId, tenant: TenantId) -> NewNotice {
    let (id, entry) = (id!(NoticeId), id!(AuditEntryId));
    let (read_as, kind) = (ReadAs::OfTenant(tenant), NoticeKind::Decided);
    let notice = Notice { id, person, read_as, entry, kind, offered: None, created_at: at(0), read_at: None };
    NewNotice { notice, daily: false, mail: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_shows_a_tenant_its_own_rows_alone() -> Outcome {
    let database = crate::harness::postgres().await?;
    let [ann] = insert_people(&database.store).await?;
    let [one, two] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    for tenant in [&one, &two] {
        tx.platform().await?.tenants().add_member(tenant.id, ann.id, TenantRole::Owner, at(1)).await?;
        tx.within(tenant.id).await?.audit().append(entry(tenant.id)).await?;
    }
    tx.platform().await?.notices().insert(vec![notice(ann.id, one.id)]).await?;
    tx.within(two.id).await?.audit().append(entry(two.id)).await?;
    tx.commit_unrecorded().await?;

    let raw = SeaOrm::connect(&database.url).await?;
    let (first, second) = (one.id.uuid().to_string(), two.id.uuid().to_string());
    for (table, of_first, of_second) in
        [("tenant_members", 1, 1), ("audit_entries", 1, 2), ("audit_heads", 1, 1)]
    {
        assert_eq!(count(&raw, None, table).await?, 0, "{table} without a tenant");
        assert_eq!(count(&raw, Some(&first), table).await?, of_first, "{table}");
        assert_eq!(count(&raw, Some(&second), table).await?, of_second, "{table}");
        assert_eq!(count(&raw, Some("*"), table).await?, of_first + of_second, "{table}");
    }

    for (tenant, seen) in [(None, 0), (Some(first.as_str()), 0), (Some("*"), 1)] {
        assert_eq!(count(&raw, tenant, "notices").await?, seen, "a person's notices for {tenant:?}");
    }

    let tx = raw.begin().await?;
    tx.execute_unprepared(&format!("SELECT set_config('grantry.tenant', '{first}', true)")).await?;
    let stolen = format!("UPDATE tenant_members SET role = 'viewer' WHERE tenant_id = '{second}'");
    assert_eq!(tx.execute_unprepared(&stolen).await?.rows_affected(), 0);
    let planted = format!(
        "INSERT INTO audit_heads (chain, tenant_id, position, hash) VALUES ('planted', '{second}', 0, '')"
    );
    let refused = tx.execute_unprepared(&planted).await.map_err(|error| error.to_string());
    assert!(refused.is_err_and(|text| text.contains("row-level security")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_walls_every_table_that_has_a_tenant() -> Outcome {
    let database = crate::harness::postgres().await?;
    let raw = SeaOrm::connect(&database.url).await?;
    // Invitations are found by their token before anyone's tenant is known.
    let sql = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND c.relname <> 'invitations'
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)";
    let open = raw.query_all_raw(sea_orm::Statement::from_string(raw.get_database_backend(), sql)).await?;
    let open: Vec<String> = open.iter().map(|row| row.try_get("", "relname")).collect::<Result<_, _>>()?;
    assert_eq!(open, Vec::<String>::new());
    Ok(())
}

async fn history_cannot_be_rewritten(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    tx.within(clinic.id).await?.audit().append(entry(clinic.id)).await?;
    tx.commit_unrecorded().await?;
    let raw = SeaOrm::connect(&database.url).await?;
    for sql in ["UPDATE audit_entries SET detail = 'never happened'", "DELETE FROM audit_entries"] {
        let refused = raw.execute_unprepared(sql).await.map_err(|error| error.to_string());
        assert!(refused.is_err_and(|text| text.contains("append-only")), "{sql}");
    }
    Ok(())
}

async fn states_and_words_are_checked(database: Database) -> Outcome {
    let raw = SeaOrm::connect(&database.url).await?;
    let (id, publisher) = if database.url.starts_with("postgres") {
        ("'00000000-0000-0000-0000-000000000001'", "NULL")
    } else {
        ("x'00000000000000000000000000000001'", "NULL")
    };
    for kind in ["production", "sandbox"] {
        let sql = format!(
            "INSERT INTO tenants (id, name, kind, sandbox_of, created_at)
            VALUES ({id}, 'x', '{kind}', {publisher}, '2026-11-21T00:00:00+00:00')"
        );
        let refused = raw.execute_unprepared(&sql).await.map_err(|error| error.to_string());
        assert!(refused.is_err_and(|text| text.to_lowercase().contains("check constraint")), "{kind}");
    }
    Ok(())
}
