//! People's inboxes: a row for each event that a person hears of. What a person may no longer see is not shown.

use std::collections::{BTreeSet, HashMap};

use model::{
    Timestamp,
    app::AppState,
    ids::{AppId, AuditEntryId, NoticeId, PersonId, TenantId},
    notice::{NoticeKind, ReadAs},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{self, Expr},
};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{
    apps as app_row, blocked_publishers as blocked_row, notices as row, one_changed, parse, parts,
    targets as target_row,
};
use crate::search::listing::{Listed, Listing, length, part};

/// Unread notices are counted up to this many.
pub const MOST_UNREAD: u64 = 100;

/// An event in a person's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub person: PersonId,
    pub read_as: ReadAs,
    pub entry: AuditEntryId,
    pub kind: NoticeKind,
    /// The app that waited for a decision, and where.
    pub offered: Option<(AppId, TenantId)>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A notice before it is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    pub notice: Notice,
    /// Whether it is for the next daily mail.
    pub daily: bool,
    /// The mail that carries it at once.
    pub mail: Option<Uuid>,
}

/// Whose inbox is read, and as whom the person may read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub person: PersonId,
    pub may_read_as: Vec<ReadAs>,
}

#[derive(Debug, Clone, Copy)]
pub struct Notices<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn notices(&self) -> Notices<'a> {
        Notices { conn: self.conn }
    }
}

impl Notices<'_> {
    /// A person hears of an event once in each of their roles: what is there stays as it is.
    pub async fn insert(&self, new: Vec<NewNotice>) -> Result<()> {
        let key = [row::Column::EntryId, row::Column::PersonId, row::Column::ReadAs];
        for part in parts(new) {
            let rows = part.into_iter().map(|new| row_of(new).into_active_model());
            row::Entity::insert_many::<row::ActiveModel, _>(rows)
                .on_conflict_do_nothing_on(key)
                .exec_without_returning(self.conn)
                .await?;
        }
        Ok(())
    }

    /// The mails of their own in which these people hear of an event, where they are to hear of it already.
    pub async fn mails_of(
        &self,
        entry: AuditEntryId,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<HashMap<PersonId, Uuid>> {
        let people: BTreeSet<_> = people.into_iter().map(PersonId::uuid).collect();
        let mut mails = HashMap::new();
        for people in parts(people.into_iter().collect()) {
            let found = row::Entity::find()
                .select_only()
                .column(row::Column::PersonId)
                .column(row::Column::MailId)
                .distinct()
                .filter(row::Column::EntryId.eq(entry.uuid()))
                .filter(row::Column::PersonId.is_in(people))
                .filter(row::Column::MailId.is_not_null())
                .filter(row::Column::Daily.eq(false));
            let found = found.into_tuple::<(Uuid, Uuid)>().all(self.conn).await?;
            mails.extend(found.into_iter().map(|(person, mail)| (PersonId::from_uuid(person), mail)));
        }
        Ok(mails)
    }

    /// Newest first.
    pub async fn list(&self, reader: &Reader, listing: &Listing) -> Result<Listed<Notice>> {
        let all = visible(reader);
        let rows = part(all.clone(), row::Column::Id, listing).all(self.conn).await?;
        Listed::new(rows, listing).counted(listing, all, self.conn).await?.try_map(|row| entity(&row))
    }

    /// How many are not read, up to [`MOST_UNREAD`].
    pub async fn unread(&self, reader: &Reader) -> Result<u64> {
        let unread = visible(reader).filter(row::Column::ReadAt.is_null());
        let unread = unread.select_only().column(row::Column::Id).limit(MOST_UNREAD);
        Ok(length(&unread.into_tuple::<Uuid>().all(self.conn).await?))
    }

    /// Marks one as read; one that was read before stays as it is.
    ///
    /// # Errors
    /// `NotFound` where the person has no such notice, or may not see it now.
    pub async fn mark_read(&self, reader: &Reader, id: NoticeId, at: Timestamp) -> Result<()> {
        let found = visible(reader).filter(row::Column::Id.eq(id.uuid())).one(self.conn).await?;
        one_changed(u64::from(found.is_some()))?;
        self.mark(row::Column::Id.eq(id.uuid()), reader.person, at).await
    }

    /// Marks this one and all before it as read.
    pub async fn mark_read_up_to(&self, person: PersonId, newest: NoticeId, at: Timestamp) -> Result<()> {
        self.mark(row::Column::Id.lte(newest.uuid()), person, at).await
    }

    async fn mark(&self, which: Expr, person: PersonId, at: Timestamp) -> Result<()> {
        let mark = row::Entity::update_many()
            .col_expr(row::Column::ReadAt, Expr::value(at))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::ReadAt.is_null())
            .filter(which);
        mark.exec(self.conn).await?;
        Ok(())
    }

    /// Whose mail this is; `None` where nothing is left of it.
    pub async fn person_of_mail(&self, mail: Uuid) -> Result<Option<PersonId>> {
        let found = row::Entity::find().filter(row::Column::MailId.eq(mail)).one(self.conn).await?;
        Ok(found.map(|row| PersonId::from_uuid(row.person_id)))
    }

    /// What the person may see now of what a mail carries, oldest first.
    pub async fn of_mail(&self, reader: &Reader, mail: Uuid, limit: u64) -> Result<Vec<Notice>> {
        let found = visible(reader).filter(row::Column::MailId.eq(mail));
        let found = found.order_by_asc(row::Column::Id).limit(limit);
        found.all(self.conn).await?.iter().map(entity).collect()
    }

    /// Puts what waits for a daily mail into this one. What another has taken stays there.
    pub async fn gather_daily(&self, person: PersonId, mail: Uuid) -> Result<()> {
        let gather = row::Entity::update_many()
            .col_expr(row::Column::MailId, Expr::value(mail))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::Daily.eq(true))
            .filter(row::Column::MailId.is_null());
        gather.exec(self.conn).await?;
        Ok(())
    }

    /// Leaves what a daily mail carried to the next one.
    pub async fn release_daily(&self, mail: Uuid) -> Result<()> {
        let release = row::Entity::update_many()
            .col_expr(row::Column::MailId, Expr::value(None::<Uuid>))
            .filter(row::Column::MailId.eq(mail))
            .filter(row::Column::Daily.eq(true));
        release.exec(self.conn).await?;
        Ok(())
    }

    /// Forgets what is older; how many they were.
    pub async fn forget(&self, until: Timestamp) -> Result<u64> {
        let old = row::Entity::delete_many().filter(row::Column::CreatedAt.lte(until));
        Ok(old.exec(self.conn).await?.rows_affected)
    }
}

/// Of a person's notices those that they may see now: as someone who they still are, and of an app that waits only as
/// long as it is offered.
fn visible(reader: &Reader) -> Select<row::Entity> {
    let read_as = reader.may_read_as.iter().map(|one| one.to_string());
    let at_tenant = || row::Column::OfferedTenantId.into_expr();
    let targeting = target_row::Entity::find()
        .select_only()
        .column(target_row::Column::AppId)
        .filter(sea_query::ExprTrait::eq(target_row::Column::TenantId.into_expr(), at_tenant()));
    let published = app_row::Entity::find()
        .select_only()
        .column(app_row::Column::Id)
        .filter(app_row::Column::State.eq(AppState::Published.as_str()));
    let blocked = blocked_row::Entity::find()
        .select_only()
        .column(blocked_row::Column::PublisherId)
        .filter(sea_query::ExprTrait::eq(blocked_row::Column::TenantId.into_expr(), at_tenant()));
    let published = published.filter(app_row::Column::PublisherId.not_in_subquery(blocked.into_query()));
    let offered = Condition::all()
        .add(row::Column::OfferedAppId.in_subquery(targeting.into_query()))
        .add(row::Column::OfferedAppId.in_subquery(published.into_query()));
    row::Entity::find()
        .filter(row::Column::PersonId.eq(reader.person.uuid()))
        .filter(row::Column::ReadAs.is_in(read_as))
        .filter(Condition::any().add(row::Column::OfferedAppId.is_null()).add(offered))
}

fn entity(row: &row::Model) -> Result<Notice> {
    let offered = row.offered_app_id.zip(row.offered_tenant_id);
    Ok(Notice {
        id: NoticeId::from_uuid(row.id),
        person: PersonId::from_uuid(row.person_id),
        read_as: parse("notices", "read_as", &row.read_as)?,
        entry: AuditEntryId::from_uuid(row.entry_id),
        kind: parse("notices", "kind", &row.kind)?,
        offered: offered.map(|(app, tenant)| (AppId::from_uuid(app), TenantId::from_uuid(tenant))),
        created_at: row.created_at,
        read_at: row.read_at,
    })
}

fn row_of(new: NewNotice) -> row::Model {
    let NewNotice { notice, daily, mail } = new;
    row::Model {
        id: notice.id.uuid(),
        person_id: notice.person.uuid(),
        read_as: notice.read_as.to_string(),
        entry_id: notice.entry.uuid(),
        kind: notice.kind.as_str().to_owned(),
        offered_app_id: notice.offered.map(|(app, _)| app.uuid()),
        offered_tenant_id: notice.offered.map(|(_, tenant)| tenant.uuid()),
        created_at: notice.created_at,
        read_at: notice.read_at,
        daily,
        mail_id: mail,
    }
}
