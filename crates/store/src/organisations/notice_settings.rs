//! When people want mail.

use std::collections::{BTreeSet, HashMap};

use model::{ids::PersonId, notice::MailChoices};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use crate::database::Shared;
use crate::errors::{Error, Result};
use crate::rows::{insert_new, notice_settings as row, number, parse, parts, revision, won};

/// What a person has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoticeSettings {
    pub choices: MailChoices,
    /// Counts the changes; 0: nothing was ever chosen.
    pub revision: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct SettingsOfPeople<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn notice_settings(&self) -> SettingsOfPeople<'a> {
        SettingsOfPeople { conn: self.conn }
    }
}

impl SettingsOfPeople<'_> {
    pub async fn get(&self, person: PersonId) -> Result<NoticeSettings> {
        let found = row::Entity::find_by_id(person.uuid()).one(self.conn).await?;
        Ok(found.as_ref().map(entity).transpose()?.unwrap_or_default())
    }

    /// Of these people those who have chosen something.
    pub async fn of(
        &self,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<HashMap<PersonId, MailChoices>> {
        let people: BTreeSet<_> = people.into_iter().map(PersonId::uuid).collect();
        let mut chosen = HashMap::new();
        for people in parts(people.into_iter().collect()) {
            let found = row::Entity::find().filter(row::Column::PersonId.is_in(people));
            for row in found.all(self.conn).await? {
                let person = PersonId::from_uuid(row.person_id);
                chosen.insert(person, entity(&row)?.choices);
            }
        }
        Ok(chosen)
    }

    /// Writes the choices and counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `settings.revision` is the one in the database.
    pub async fn put(&self, person: PersonId, settings: &NoticeSettings) -> Result<NoticeSettings> {
        let next = NoticeSettings {
            revision: settings.revision.saturating_add(1),
            choices: settings.choices.clone(),
        };
        let choices = next.choices.to_string();
        if settings.revision == 0 {
            let row = row::Model { person_id: person.uuid(), choices, revision: revision(next.revision)? };
            return if insert_new(self.conn, row).await? { Ok(next) } else { Err(Error::LostRace) };
        }
        let update = row::Entity::update_many()
            .col_expr(row::Column::Choices, Expr::value(choices))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::Revision.eq(revision(settings.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }
}

fn entity(row: &row::Model) -> Result<NoticeSettings> {
    Ok(NoticeSettings {
        choices: parse("notice_settings", "choices", &row.choices)?,
        revision: number("notice_settings", "revision", row.revision)?,
    })
}
