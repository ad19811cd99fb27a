use std::{
    error::Error,
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use model::{
    Timestamp,
    environment::Environment,
    ids::{PublisherId, TenantId},
    person::Person,
    publisher::Publisher,
    tenant::Tenant,
};
use store::{Settings, Store};
use tempfile::TempDir;
use tokio::{sync::OnceCell, task::spawn_blocking};

pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A migrated database of its own, and where it is.
pub struct Database {
    pub store: Store,
    pub url: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// One that is there.
    pub fn at(store: Store, url: String, folder: Option<TempDir>) -> Self {
        Self { store, url, _folder: folder }
    }
}

/// A copy of one that is migrated once for all tests of this process.
pub async fn sqlite() -> Result<Database, Box<dyn Error>> {
    static ORIGINAL: OnceCell<Vec<u8>> = OnceCell::const_new();
    let file = |folder: &Path| folder.join("grantry.db");
    let url = |folder: &Path| format!("sqlite:{}", file(folder).display());
    let original = ORIGINAL.get_or_try_init(|| async {
        let folder = tempfile::tempdir()?;
        Box::pin(migrate(&url(folder.path()))).await?;
        Ok::<_, Box<dyn Error>>(fs::read(file(folder.path()))?)
    });
    let original = original.await?;
    let folder = tempfile::tempdir()?;
    fs::write(file(folder.path()), original)?;
    let url = url(folder.path());
    Ok(Database { store: Store::connect(&Settings::new(&url)).await?, url, _folder: Some(folder) })
}

/// As [`sqlite`].
pub async fn postgres() -> Result<Database, Box<dyn Error>> {
    static ORIGINAL: OnceCell<String> = OnceCell::const_new();
    let original = ORIGINAL.get_or_try_init(|| async {
        let url = spawn_blocking(throwaway_postgres::fresh_database).await??;
        Box::pin(migrate(&url)).await?;
        Ok::<_, Box<dyn Error>>(url)
    });
    let original = original.await?;
    let url = spawn_blocking(move || throwaway_postgres::copy_of(original)).await??;
    Ok(Database { store: Store::connect(&Settings::new(&url)).await?, url, _folder: None })
}

/// Makes the schema, and leaves no connection behind.
async fn migrate(url: &str) -> Result<(), Box<dyn Error>> {
    let store = Store::connect(&Settings::new(url)).await?;
    store.migrate().await?;
    Ok(store.close().await?)
}

/// Makes a test in `sqlite` and one in `postgres` of each function that takes a [`Database`].
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() -> crate::harness::Outcome {
                super::$name(crate::harness::sqlite().await?).await
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() -> crate::harness::Outcome {
                super::$name(crate::harness::postgres().await?).await
            })*
        }
    };
}
pub(crate) use on_both;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that no other call of this process gets; later ones are greater.
pub fn next() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A time in whole microseconds, this many seconds after a fixed one.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp_micros(1_790_000_000_123_456 + seconds * 1_000_000).unwrap_or_default()
}

/// A new id of any noun.
macro_rules! id {
    ($noun:ident) => {
        model::ids::$noun::new(crate::harness::next(), &[7; 10])
    };
}
pub(crate) use id;

pub fn person() -> Person {
    let id = id!(PersonId);
    Person {
        id,
        email: format!("{id}@example.org").parse().expect("an address"),
        name: "Ann".into(),
        operator: false,
        created_at: at(0),
    }
}

pub fn tenant(name: &str) -> Tenant {
    let id: TenantId = id!(TenantId);
    Tenant {
        id,
        name: name.into(),
        kind: Environment::Live,
        sandbox_of: None,
        slug: None,
        secret_days: None,
        revision: 0,
        created_at: at(0),
    }
}

/// A publisher with its sandbox.
pub fn publisher(name: &str) -> (Publisher, Tenant) {
    let (id, sandbox): (PublisherId, TenantId) = (id!(PublisherId), id!(TenantId));
    let tenant = Tenant {
        id: sandbox,
        name: format!("{name} sandbox"),
        kind: Environment::Sandbox,
        sandbox_of: Some(id),
        slug: None,
        secret_days: None,
        revision: 0,
        created_at: at(0),
    };
    (
        Publisher {
            id,
            name: name.into(),
            website: None,
            verified: false,
            sandbox,
            sandbox_slug: None,
            revision: 0,
            created_at: at(0),
        },
        tenant,
    )
}

/// Puts people in.
pub async fn insert_people<const N: usize>(store: &Store) -> Result<[Person; N], store::Error> {
    let people = std::array::from_fn(|_| person());
    let mut tx = store.begin().await?;
    for person in &people {
        tx.platform().await?.people().insert(person, None).await?;
    }
    tx.commit_unrecorded().await?;
    Ok(people)
}

/// Puts live tenants in.
pub async fn insert_tenants<const N: usize>(store: &Store) -> Result<[Tenant; N], store::Error> {
    let tenants = std::array::from_fn(|index| tenant(&format!("Tenant {index}")));
    let mut tx = store.begin().await?;
    for tenant in &tenants {
        tx.platform().await?.tenants().insert(tenant).await?;
    }
    tx.commit_unrecorded().await?;
    Ok(tenants)
}
