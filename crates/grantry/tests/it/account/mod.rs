//! `/api/account/v1`: sessions, set-up links, new passwords and found secrets.

/// Makes a test in `sqlite` and one in `postgres` of each function, which gets the URL of an empty database.
macro_rules! on_both_databases {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                let folder = tempfile::tempdir()?;
                let url = format!("sqlite:{}", folder.path().join("grantry.db").display());
                Box::pin(super::$name(&url)).await
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                Box::pin(super::$name(&throwaway_postgres::fresh_database()?)).await
            })*
        }
    };
}

mod attempts;
mod ended_invitations;
mod expiry;
mod found_secrets;
mod guessing;
mod invitations;
mod kept_addresses;
mod new_passwords;
mod pending_invitations;
mod sessions;
mod under_way;
mod whose;
