//! The outbox: what follows a change elsewhere. Put in with the change, claimed by one node at a time, delivered at least
//! once.

use model::{Timestamp, delivery::Receiver, ids::DeliveryId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{insert_all, number, outbox as row, parse};

/// What is to be delivered, before it is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    pub id: DeliveryId,
    pub receiver: Receiver,
    /// The id of the thing.
    pub subject: Uuid,
    /// Not before then.
    pub due: Timestamp,
}

/// What this node has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    /// The id of the thing.
    pub subject: Uuid,
    /// How often nodes have claimed it, this time too: no two claims of a row have the same number.
    pub attempts: u32,
    /// How far it has come, where it is delivered part by part.
    pub place: Option<Uuid>,
}

/// What no node tries any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    pub count: u64,
    /// Why the one failed that was given up last.
    pub error: Option<String>,
    pub at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy)]
pub struct Outbox<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn outbox(&self) -> Outbox<'a> {
        Outbox { conn: self.conn }
    }
}

impl Outbox<'_> {
    /// Whether there is something to claim.
    pub async fn is_due(&self, receiver: Receiver, now: Timestamp) -> Result<bool> {
        let first = due(receiver, now).select_only().column(row::Column::Id);
        Ok(first.into_tuple::<Uuid>().one(self.conn).await?.is_some())
    }

    /// Claims what has been due for longest. Others leave it alone until then, when the claim ends by itself.
    pub async fn claim(
        &self,
        receiver: Receiver,
        limit: u64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Delivery>> {
        // On SQLite no other transaction writes meanwhile.
        let found = due(receiver, now)
            .order_by_asc(row::Column::Due)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.conn)
            .await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let claim = row::Entity::update_many()
            .col_expr(row::Column::Due, Expr::value(until))
            .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
            .filter(row::Column::Id.is_in(found.iter().map(|row| row.id)));
        claim.exec(self.conn).await?;
        found.iter().map(claimed).collect()
    }

    /// It is delivered. Whether that holds: not once another node has claimed it.
    pub async fn done(&self, claimed: &Delivery) -> Result<bool> {
        let done = row::Entity::delete_many().filter(of_claim(claimed)?);
        Ok(done.exec(self.conn).await?.rows_affected == 1)
    }

    /// A part of it is delivered, up to this place. Others leave it alone until then. Whether that holds, as with
    /// [`done`](Self::done).
    pub async fn go_on(&self, claimed: &Delivery, place: Uuid, until: Timestamp) -> Result<bool> {
        let go_on = row::Entity::update_many()
            .col_expr(row::Column::Place, Expr::value(place))
            .col_expr(row::Column::Due, Expr::value(until))
            .filter(of_claim(claimed)?);
        Ok(go_on.exec(self.conn).await?.rows_affected == 1)
    }

    /// An attempt failed: the next one is not before `due`. Whether that holds, as with [`done`](Self::done).
    pub async fn put_off(&self, claimed: &Delivery, due: Timestamp, error: &str) -> Result<bool> {
        let put_off = row::Entity::update_many()
            .col_expr(row::Column::Due, Expr::value(due))
            .col_expr(row::Column::Error, Expr::value(error))
            .filter(of_claim(claimed)?);
        Ok(put_off.exec(self.conn).await?.rows_affected == 1)
    }

    /// What of these receivers was given up.
    pub async fn given_up(&self, receivers: &[Receiver]) -> Result<GivenUp> {
        let count = given_up(receivers).count(self.conn).await?;
        let last = given_up(receivers).order_by_desc(row::Column::GivenUpAt).one(self.conn).await?;
        let (error, at) = last.map(|row| (row.error, row.given_up_at)).unwrap_or_default();
        Ok(GivenUp { count, error, at })
    }

    /// Takes out what of these receivers was given up, the oldest first: whose it was, and of which thing.
    pub async fn take_given_up(&self, receivers: &[Receiver], limit: u64) -> Result<Vec<(Receiver, Uuid)>> {
        let found = given_up(receivers)
            .order_by_asc(row::Column::GivenUpAt)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.conn)
            .await?;
        let ids: Vec<_> = found.iter().map(|row| row.id).collect();
        row::Entity::delete_many().filter(row::Column::Id.is_in(ids)).exec(self.conn).await?;
        found.iter().map(|row| Ok((parse("outbox", "receiver", &row.receiver)?, row.subject))).collect()
    }

    /// It is not tried again, and its row stays. Whether that holds, as with [`done`](Self::done).
    pub async fn give_up(&self, claimed: &Delivery, at: Timestamp) -> Result<bool> {
        let give_up = row::Entity::update_many()
            .col_expr(row::Column::GivenUpAt, Expr::value(at))
            .filter(of_claim(claimed)?)
            .filter(row::Column::GivenUpAt.is_null());
        Ok(give_up.exec(self.conn).await?.rows_affected == 1)
    }
}

/// The row, as long as it is as this claim left it.
fn of_claim(claimed: &Delivery) -> Result<Condition> {
    let attempts: i32 = number("outbox", "attempts", claimed.attempts)?;
    let id = row::Column::Id.eq(claimed.id.uuid());
    Ok(Condition::all().add(id).add(row::Column::Attempts.eq(attempts)))
}

fn given_up(receivers: &[Receiver]) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Receiver.is_in(receivers.iter().map(|receiver| receiver.as_str())))
        .filter(row::Column::GivenUpAt.is_not_null())
}

fn due(receiver: Receiver, now: Timestamp) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Receiver.eq(receiver.as_str()))
        .filter(row::Column::GivenUpAt.is_null())
        .filter(row::Column::Due.lte(now))
}

fn claimed(row: &row::Model) -> Result<Delivery> {
    let attempts: u32 = number("outbox", "attempts", row.attempts)?;
    Ok(Delivery {
        id: DeliveryId::from_uuid(row.id),
        subject: row.subject,
        attempts: attempts.saturating_add(1),
        place: row.place,
    })
}

pub(crate) async fn put_in(conn: &DatabaseTransaction, new: Vec<NewDelivery>, at: Timestamp) -> Result<()> {
    let of = |new: NewDelivery| row::Model {
        id: new.id.uuid(),
        receiver: new.receiver.as_str().to_owned(),
        subject: new.subject,
        created_at: at,
        due: new.due,
        attempts: 0,
        error: None,
        given_up_at: None,
        place: None,
    };
    insert_all(conn, new.into_iter().map(of).map(IntoActiveModel::into_active_model).collect()).await
}
