//! Searches find what the names and ids say, by an index or without; what is kept beside the rows stays true.

use std::collections::BTreeMap;

use migrations::{Migrator, MigratorTrait};
use model::{
    connection::Connection,
    ids::{AppId, ConnectionId, TenantId},
    publisher::Publisher,
    search::{Search, Texts},
    tenant::Tenant,
    total::Total,
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection};
use store::{Listing, Platform, Settings, Store};

use crate::{
    counts::{Numbers, numbers_of, past_walls},
    harness::{Database, Outcome, at, id, insert_tenants, next, on_both, publisher, tenant},
    marketplace::{allowed, draft, market, published},
};

on_both! {
    tenants_are_found_whatever_the_letters renamed_things_are_found_by_their_new_names
    searches_give_what_the_names_say
    what_was_there_before_is_found_and_counted texts_of_another_revision_are_made_again
    targets_are_searched_without_telling_names
}

fn search(q: &str) -> Listing {
    Listing { q: Some(q.into()), ..Listing::first(200) }
}

async fn tenants_found(platform: Platform<'_>, q: &str) -> Result<Vec<String>, store::Error> {
    let listed = platform.tenants().list(&search(q)).await?;
    assert_eq!(
        listed.total,
        Some(Total::exactly(u64::try_from(listed.items.len()).unwrap_or_default())),
        "{q}"
    );
    Ok(listed.items.into_iter().map(|tenant| tenant.name).collect())
}

async fn tenants_are_found_whatever_the_letters(database: Database) -> Outcome {
    let names = ["Praxis Dr. Müller", "МЕДИЦИНА Север", "Łódź 100% Clinic_1", "東京医院", "O'Brien \\ Söhne"];
    let tenants = names.map(tenant);
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    for tenant in &tenants {
        platform.tenants().insert(tenant).await?;
    }
    for (q, found) in [
        ("MÜLLER", 0),
        ("mu\u{308}ller praxis", 0),
        ("muller dr", 0),
        ("LLE", 0),
        ("медицина", 1),
        ("СЕВЕР", 1),
        ("lodz", 2),
        ("100%", 2),
        ("%", 2),
        ("_", 2),
        ("c_1", 2),
        ("医院", 3),
        ("京", 3),
        ("o'brien", 4),
        ("'", 4),
        ("\\", 4),
        ("söhne o’b", 4),
        ("so hn", 4),
    ] {
        assert_eq!(tenants_found(platform, q).await?, [names[found]], "{q}");
    }
    let id = tenants[1].id.to_string();
    for q in [id.as_str(), &id.to_lowercase(), &id[4..], &id[..20], &id[12..22], &id[10..]] {
        assert!(tenants_found(platform, q).await?.contains(&names[1].to_owned()), "{q}");
    }
    for q in
        ["mueller", "%%", "1000", "\"", "names : a", "praxis OR clinic", "*", "ten_", "NEAR(a b)", "médecin"]
    {
        assert_eq!(tenants_found(platform, q).await?, Vec::<String>::new(), "{q}");
    }
    assert_eq!(tenants_found(platform, " \t ").await?.len(), names.len());
    Ok(())
}

async fn renamed_things_are_found_by_their_new_names(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let mut tx = database.store.begin().await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let platform = tx.platform().await?;
    platform.tenants().update(&Tenant { name: "Hafenklinik".into(), ..market.clinic.clone() }).await?;
    let mut renamed = app.clone();
    renamed.details.name = "Erinnerungen".into();
    platform.apps().update(&renamed).await?;
    platform.publishers().update(&Publisher { name: "Zenith".into(), ..market.acme.clone() }).await?;
    for (q, found) in [("hafen", 1), ("tenant 0", 0), ("erinn", 0)] {
        assert_eq!(platform.tenants().list(&search(q)).await?.items.len(), found, "{q}");
    }
    for (q, found) in [("erinnerungen zenith", 1), ("acme", 0), ("reminders", 0), ("ZEN", 1)] {
        assert_eq!(platform.apps().list(&search(q)).await?.items.len(), found, "{q}");
    }
    for (q, found) in [("zenith", 1), ("acme", 0)] {
        assert_eq!(platform.publishers().list(&search(q)).await?.items.len(), found, "{q}");
    }
    for (q, found) in [("hafen erinn", 1), ("tenant", 0), ("reminders", 0), ("erinnerungen", 1)] {
        let listed =
            tx.platform().await?.connections().of_publisher(market.acme.id, &search(q), None).await?;
        assert_eq!(listed.items.len(), found, "{q}");
        let own = tx.within(market.clinic.id).await?.connections().list(&search(q), None).await?;
        assert_eq!(own.items.len(), usize::from(q == "erinnerungen"), "{q}");
    }
    Ok(())
}

/// Everything that a list gives, part by part.
async fn all_connections(
    platform: Platform<'_>,
    acme: &Publisher,
    q: &str,
    limit: u64,
) -> Result<Vec<ConnectionId>, store::Error> {
    let (mut all, mut listing) = (Vec::new(), Listing { limit, ..search(q) });
    loop {
        let listed = platform.connections().of_publisher(acme.id, &listing, None).await?;
        let ids: Vec<_> = listed.items.iter().map(|one| one.connection.id).collect();
        let last = listed.stopped_at.or(ids.last().map(|id| id.uuid()));
        all.extend(ids);
        if !listed.more {
            return Ok(all);
        }
        listing.after = last;
    }
}

/// Compares what the databases find with what a look at every connection finds, for few and many that are found.
async fn searches_give_what_the_names_say(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let mut numbers = Numbers(next());
    let words = ["Nord", "Süd", "Klinik", "Praxis", "Dr.", "Müller", "Lab", "Zahn", "Ωmega", "24/7", "a_b"];
    let mut names: BTreeMap<TenantId, String> = BTreeMap::new();
    let mut tx = store.begin().await?;
    for _ in 0..140 {
        let count = 1 + numbers.below(3);
        let name: Vec<_> = (0..count).map(|_| *numbers.of(&words)).collect();
        let tenant = tenant(&name.join(" "));
        tx.platform().await?.tenants().insert(&tenant).await?;
        names.insert(tenant.id, tenant.name);
    }
    tx.commit_unrecorded().await?;
    let mut apps = BTreeMap::new();
    for name in ["Erinnerungen", "Lab Nord", "Zahnarzt", "Klinik Lab"] {
        let app = published(store, &market, &draft(&market.acme, name)).await?;
        apps.insert(app.id, app);
    }
    let (rival, sandbox) = publisher("Rival");
    let mut tx = store.begin().await?;
    tx.platform().await?.publishers().insert(&rival, &sandbox).await?;
    let theirs = draft(&rival, "Klinik Nord");
    tx.platform().await?.apps().insert(&theirs).await?;
    let mut connections: Vec<Connection> = Vec::new();
    for (id, name) in &names {
        let of = Tenant { id: *id, ..tenant(name) };
        for app in apps.values().chain([&theirs]) {
            if numbers.below(3) > 0 {
                let connection = allowed(&of, app, market.ann.id);
                tx.within(*id).await?.connections().insert(&connection).await?;
                connections.push(connection);
            }
        }
    }
    tx.commit_unrecorded().await?;
    connections.sort_by_key(|connection| std::cmp::Reverse(connection.id));

    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    let id = connections[7].id.to_string();
    let tenant_id = connections[9].tenant.to_string();
    let mut asked: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
    asked.extend(
        ["i", "kl", "lab lab", "dr müller nord", "erinn süd", "zahnarzt", "nichts", "/", "_"]
            .map(String::from),
    );
    asked.extend([
        id.clone(),
        id[4..].to_owned(),
        id[..14].to_owned(),
        tenant_id.clone(),
        format!("nord {tenant_id}"),
    ]);
    for _ in 0..25 {
        asked.push(format!("{} {}", numbers.of(&words), numbers.of(&words)));
    }
    for q in asked {
        let found = |connection: &&Connection| {
            let Some(app) = apps.get(&connection.app) else { return false };
            let name = names.get(&connection.tenant).map(String::as_str).unwrap_or_default();
            let texts = Texts::new().name(&app.details.name).name(name).id(app.id).id(connection.tenant);
            Search::read(&q).is_some_and(|search| search.finds(&texts.id(connection.id)))
        };
        let expected: Vec<_> = connections.iter().filter(found).map(|connection| connection.id).collect();
        for limit in [7, 200] {
            let all = all_connections(platform, &market.acme, &q, limit).await?;
            assert_eq!(all, expected, "{q}, by {limit}");
        }
    }
    let rest = platform.connections().of_publisher(market.acme.id, &Listing::first(3), None).await?;
    let own = connections.iter().filter(|connection| apps.contains_key(&connection.app)).count();
    assert_eq!(rest.total, Some(Total::exactly(u64::try_from(own)?)));
    assert_eq!(rest.items.len(), 3);
    Ok(())
}

/// A database as it was before there were texts and counts.
async fn what_was_there_before_is_found_and_counted(database: Database) -> Outcome {
    let url = match database.url.strip_prefix("sqlite:") {
        Some(path) => format!("sqlite:{path}.before"),
        None => tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??,
    };
    let store = Store::connect(&Settings::new(&url)).await?;
    let raw = past_walls(&url).await?;
    let all = Migrator::migrations();
    let mine = all.iter().position(|one| one.name() == "m20261129_000023_search").ok_or("no migration")?;
    Migrator::up(&raw, Some(u32::try_from(mine)?)).await?;
    let id = |number: u8| match raw.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("'018f0000-0000-7000-8000-0000000000{number:02x}'"),
        _ => format!("x'018f00000000700080000000000000{number:02x}'"),
    };
    let time = "'2026-11-01 00:00:00+00:00'";
    let (person, acme, clinic, app) = (id(1), id(2), id(3), id(4));
    let boolean = "FALSE";
    for sql in [
        format!(
            "INSERT INTO people (id, email, name, operator, created_at) VALUES ({person}, 'a@b.example', 'Ann', {boolean}, {time})"
        ),
        format!(
            "INSERT INTO publishers (id, name, verified, created_at) VALUES ({acme}, 'Äcme', {boolean}, {time})"
        ),
        format!(
            "INSERT INTO tenants (id, name, kind, created_at) VALUES ({clinic}, 'Müller Klinik', 'live', {time})"
        ),
        format!(
            "INSERT INTO tenants (id, name, kind, sandbox_of, created_at) VALUES ({}, 'Sandbox', 'sandbox', {acme}, {time})",
            id(9)
        ),
        format!(
            "INSERT INTO apps (id, publisher_id, name, summary, description, support_contact, visibility, hand_over, \
             state, latest_version, revision, created_at, updated_at) VALUES ({app}, {acme}, 'Erinnerung', 's', 'd', \
             'x', 'listed', 'admin_shares', 'draft', 0, 0, {time}, {time})"
        ),
    ] {
        raw.execute_unprepared(&sql).await?;
    }
    for (number, state, reason) in [(5, "active", "NULL"), (6, "deleted", "NULL"), (7, "deleted", "NULL")] {
        raw.execute_unprepared(&format!(
            "INSERT INTO connections (tenant_id, id, app_id, state, reason, pauses, version, generation, decided_by, \
             decided_at, created_at, updated_at, revision) VALUES ({clinic}, {}, {app}, '{state}', {reason}, '', 1, 1, \
             {person}, {time}, {time}, {time}, 0)",
            id(number)
        ))
        .await?;
    }
    assert!(!store.is_migrated().await?);
    store.migrate().await?;
    assert!(store.is_migrated().await?);
    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    assert_eq!(tenants_found(platform, "MULLER").await?, ["Müller Klinik"]);
    let apps = platform.apps().list(&search("acme erin")).await?.items;
    assert_eq!(apps.iter().map(|one| one.connections).collect::<Vec<_>>(), [1]);
    assert_eq!(platform.publishers().list(&search("äc")).await?.items.len(), 1);
    let of_app = platform.connections().of_app(apps[0].app.id, &Listing::first(1), None).await?;
    assert_eq!((of_app.total, of_app.more), (Some(Total::exactly(3)), true));
    for noun in ["app", "tenant"] {
        assert_eq!(numbers_of(&raw, noun, "kept").await?, numbers_of(&raw, noun, "counted").await?);
    }
    Ok(())
}

async fn texts_of_another_revision_are_made_again(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let raw = SeaOrm::connect(&database.url).await?;
    raw.execute_unprepared("UPDATE tenant_texts SET names = '  old'").await?;
    raw.execute_unprepared("UPDATE search_revision SET revision = 0").await?;
    assert!(!store.is_migrated().await?);
    store.migrate().await?;
    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    assert_eq!(tenants_found(platform, &market.clinic.name).await?, [market.clinic.name]);
    assert_eq!(tenants_found(platform, "old").await?, Vec::<String>::new());
    Ok(())
}

async fn targets_are_searched_without_telling_names(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let app = published(store, &market, &draft(&market.acme, "Reminders")).await?;
    let mut tx = store.begin().await?;
    // So many that none is looked up by its name.
    let mut targeted: Vec<Tenant> = (0..230).map(|number| tenant(&format!("Klinik {number}"))).collect();
    for tenant in &targeted {
        tx.platform().await?.tenants().insert(tenant).await?;
        tx.platform().await?.targets().insert(app.id, tenant.id, market.ann.id, at(1)).await?;
    }
    let decided = [3, 120, 229];
    for index in decided {
        let connection = allowed(&targeted[index], &app, market.ann.id);
        tx.within(targeted[index].id).await?.connections().insert(&connection).await?;
    }
    let targets = tx.platform().await?.targets();
    let found = async |q: &str| -> Result<Vec<String>, store::Error> {
        let listed = targets.list(app.id, &search(q)).await?;
        Ok(listed.items.into_iter().map(|target| target.tenant_name).collect())
    };
    assert_eq!(found("klinik").await?, ["Klinik 229", "Klinik 120", "Klinik 3"]);
    assert_eq!(found("120 KLINIK").await?, ["Klinik 120"]);
    assert_eq!(found("klinik 7").await?, Vec::<String>::new());
    let id = targeted.swap_remove(7).id.to_string();
    for q in [&id, &id[4..], &id.to_lowercase()] {
        assert_eq!(found(q).await?, ["Klinik 7"], "{q}");
    }
    assert_eq!(found(&format!("{id} klinik")).await?, Vec::<String>::new(), "a guess of a name");
    let all = targets.list(app.id, &Listing::first(2)).await?;
    assert_eq!((all.items.len(), all.total), (2, Some(Total::exactly(230))));
    Ok(())
}

/// Whoever may make tables, but no extension, still searches.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_without_pg_trgm_finds_the_same() -> Outcome {
    let url = tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??;
    let name = url.rsplit('/').next().ok_or("no name")?.to_owned();
    let owner = SeaOrm::connect(&url).await?;
    owner.execute_unprepared("GRANT ALL ON SCHEMA public TO grantry").await?;
    let server = throwaway_postgres::shared()?;
    let (of_server, _) = server.admin_url().rsplit_once('/').ok_or("no database")?;
    let admin = SeaOrm::connect(format!("{of_server}/{name}")).await?;
    admin.execute_unprepared(&format!("ALTER DATABASE {name} OWNER TO CURRENT_USER")).await?;
    let store = Store::connect(&Settings::new(&url)).await?;
    store.migrate().await?;
    assert!(store.is_migrated().await?);
    let indexes = "SELECT COUNT(*) FROM pg_indexes WHERE indexname LIKE '%_texts_trigrams'";
    let count = async |raw: &DatabaseConnection| -> Result<i64, sea_orm::DbErr> {
        let sql = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, indexes);
        raw.query_one_raw(sql).await?.map_or(Ok(0), |row| row.try_get_by_index(0))
    };
    assert_eq!(count(&admin).await?, 0);
    insert_tenants::<3>(&store).await?;
    let mut tx = store.read().await?;
    assert_eq!(tenants_found(tx.platform().await?, "TENANT 1").await?, ["Tenant 1"]);
    drop(tx);
    // An administrator makes the extension; `grantry migrate` makes the indexes.
    admin.execute_unprepared("CREATE EXTENSION pg_trgm").await?;
    store.index_searches().await?;
    assert_eq!(count(&admin).await?, 3);
    let mut tx = store.read().await?;
    assert_eq!(tenants_found(tx.platform().await?, "TENANT 1").await?, ["Tenant 1"]);
    Ok(())
}

#[test]
fn an_id_of_a_kind_is_no_other() {
    let app: AppId = id!(AppId);
    assert!(!Search::read(&app.to_string()).is_some_and(|search| search.finds(&Texts::new().name("app"))));
}
