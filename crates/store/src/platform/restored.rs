//! Removes from a restored database what may not come back: see `docs/operators/restore.md`.

use model::Timestamp;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{
    address_changes, invitations, password_links, password_resets, pending_sign_ins, secret_links, sessions,
    signing_keys, wrapped_keys,
};

impl Platform<'_> {
    /// Ends every session, and every sign-in that waits for a code; how many sessions they were.
    pub async fn end_all_sessions(&self) -> Result<u64> {
        pending_sign_ins::Entity::delete_many().exec(self.conn).await?;
        Ok(sessions::Entity::delete_many().exec(self.conn).await?.rows_affected)
    }

    /// Withdraws every invitation that is not accepted yet, and every link to a new password, a new address or a secret; how many they
    /// were.
    pub async fn withdraw_all_links(&self) -> Result<u64> {
        let open = invitations::Entity::delete_many().filter(invitations::Column::AcceptedAt.is_null());
        let invitations = open.exec(self.conn).await?.rows_affected;
        let passwords = password_links::Entity::delete_many().exec(self.conn).await?.rows_affected;
        let asked = password_resets::Entity::delete_many().exec(self.conn).await?.rows_affected;
        let addresses = address_changes::Entity::delete_many().exec(self.conn).await?.rows_affected;
        let secrets = secret_links::Entity::delete_many().exec(self.conn).await?.rows_affected;
        Ok(invitations + passwords + asked + addresses + secrets)
    }

    /// Raises the numbers of what webhooks hear of above those that were given after the backup: a receiver that has
    /// seen these takes no later event for an older one.
    pub async fn raise_webhook_sequences(&self) -> Result<()> {
        self.conn.execute_unprepared("UPDATE webhook_sequences SET last = last + 1000000").await?;
        Ok(())
    }

    /// Takes every key that signs or seals out of use; how many they were.
    pub async fn retire_all_signing_keys(&self, retire_at: Timestamp) -> Result<u64> {
        let used = Condition::any()
            .add(signing_keys::Column::RetireAt.is_null())
            .add(signing_keys::Column::RetireAt.gt(retire_at));
        let retire = signing_keys::Entity::update_many()
            .col_expr(signing_keys::Column::RetireAt, Expr::value(retire_at))
            .filter(used);
        Ok(retire.exec(self.conn).await?.rows_affected)
    }

    /// Every key that a master key has wrapped.
    pub async fn all_wrapped(&self) -> Result<Vec<Vec<u8>>> {
        let signing =
            signing_keys::Entity::find().all(self.conn).await?.into_iter().map(|row| row.private_key);
        let others = wrapped_keys::Entity::find().all(self.conn).await?.into_iter().map(|row| row.wrapped);
        Ok(signing.chain(others).collect())
    }
}
