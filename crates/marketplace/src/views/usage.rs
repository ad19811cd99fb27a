//! Tokens and refusals over time, in days and hours of UTC: of a client, an app, a tenant and the platform.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta};
use model::{
    Timestamp,
    attempt::{Refusal, UsageBy},
    ids::{AppId, ConnectionId, CredentialId},
};
use store::usage::{Span, Subject, Usage as Counted};
use wire::usage::{
    DEFAULT_DAYS, MOST_DAYS, MOST_DAYS_BY_HOUR, RefusalCount, Usage as View, UsagePeriod, UsageQuery,
};

use crate::errors::Error;
use crate::permission::{By, Operator, PublisherMember, TenantMember};
use crate::requests::Checks;
use crate::service::Usage;

const HOURS_OF_DAY: i64 = 24;

impl Usage<'_> {
    pub async fn of_connection(
        self,
        by: &By<TenantMember>,
        id: ConnectionId,
        query: UsageQuery,
    ) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.connections().get(id).await?.ok_or(Error::NotFound)?;
        match rows.credentials().of_connection(id).await? {
            Some(credential) => Ok(report.view(rows.usage_of(credential.id, report.span()).await?)),
            None => Ok(report.view(Vec::new())),
        }
    }

    pub async fn of_credential(
        self,
        by: &By<TenantMember>,
        id: CredentialId,
        query: UsageQuery,
    ) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.credentials().own(id).await?.ok_or(Error::NotFound)?;
        Ok(report.view(rows.usage_of(id, report.span()).await?))
    }

    /// Of all the tenant's clients together.
    pub async fn of_tenant(self, by: &By<TenantMember>, query: UsageQuery) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        Ok(report.view(tx.within(by.tenant()).await?.usage(report.span()).await?))
    }

    /// Of a connection of one of the publisher's apps.
    pub async fn of_publishers_connection(
        self,
        by: &By<PublisherMember>,
        id: ConnectionId,
        query: UsageQuery,
    ) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        let found = tx.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        let tenant = found.ok_or(Error::NotFound)?.connection.tenant;
        let rows = tx.within(tenant).await?;
        match rows.credentials().of_connection(id).await? {
            Some(credential) => Ok(report.view(rows.usage_of(credential.id, report.span()).await?)),
            None => Ok(report.view(Vec::new())),
        }
    }

    /// Of all tenants that have connected the app, together.
    pub async fn of_app(self, by: &By<PublisherMember>, id: AppId, query: UsageQuery) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.apps().get(id).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        Ok(report.view(platform.usage(Subject::App(id), report.span()).await?))
    }

    pub async fn of_platform(self, _: &By<Operator>, query: UsageQuery) -> Result<View, Error> {
        let report = Report::asked(&query, self.inner.now())?;
        let mut tx = self.inner.store().read().await?;
        Ok(report.view(tx.platform().await?.usage(Subject::Platform, report.span()).await?))
    }
}

/// The days that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Report {
    by: UsageBy,
    /// Hours since 1970.
    from: i64,
    to: i64,
}

impl Report {
    /// # Errors
    /// `Invalid` names each parameter that is wrong.
    fn asked(query: &UsageQuery, now: Timestamp) -> Result<Self, Error> {
        let mut checks = Checks::new();
        let by = match query.by.as_deref() {
            None => UsageBy::Day,
            Some(text) => text.parse().unwrap_or_else(|_| {
                checks.wrong("by", "Use day or hour.");
                UsageBy::Day
            }),
        };
        let today = now.date_naive();
        let last = checks.day("to", query.to.as_deref()).unwrap_or(today);
        let first = checks.day("from", query.from.as_deref());
        let first =
            first.or_else(|| last.checked_sub_signed(TimeDelta::days(DEFAULT_DAYS - 1))).unwrap_or(last);
        let days = (last - first).num_days() + 1;
        let most = if by == UsageBy::Hour { MOST_DAYS_BY_HOUR } else { MOST_DAYS };
        if days < 1 {
            checks.wrong("from", "The first day comes after the last.");
        } else if days > most {
            checks.wrong("from", format!("By the {by}, a report has at most {most} days."));
        }
        checks.finish()?;
        let from = hours_until(first);
        Ok(Self { by, from, to: from + days * HOURS_OF_DAY })
    }

    const fn period(self) -> i64 {
        match self.by {
            UsageBy::Hour => 1,
            UsageBy::Day => HOURS_OF_DAY,
        }
    }

    const fn span(self) -> Span {
        Span { from: self.from, to: self.to, period: self.period() }
    }

    /// Every period, those in which nothing happened too.
    fn view(self, counted: Vec<Counted>) -> View {
        let (mut periods, mut refusals) = (BTreeMap::new(), BTreeMap::<Refusal, u64>::new());
        for period in self.from / self.period()..self.to / self.period() {
            periods.insert(period, (0_u64, 0_u64));
        }
        for one in counted {
            let Some((tokens, refused)) = periods.get_mut(&one.period) else { continue };
            match one.refusal {
                None => *tokens += one.number,
                Some(reason) => {
                    *refused += one.number;
                    *refusals.entry(reason).or_default() += one.number;
                }
            }
        }
        let mut refusals: Vec<_> = refusals
            .into_iter()
            .map(|(reason, number)| RefusalCount { reason, label: reason.label().to_owned(), number })
            .collect();
        refusals.sort_by_key(|one| std::cmp::Reverse(one.number));
        View {
            by: self.by,
            from: at(self.from),
            to: at(self.to),
            tokens: periods.values().map(|(tokens, _)| tokens).sum(),
            refused: periods.values().map(|(_, refused)| refused).sum(),
            refusals,
            periods: periods
                .into_iter()
                .map(|(period, (tokens, refused))| UsagePeriod {
                    start: at(period * self.period()),
                    tokens,
                    refused,
                })
                .collect(),
        }
    }
}

fn hours_until(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() / 3600
}

fn at(hour: i64) -> Timestamp {
    DateTime::from_timestamp(hour * 3600, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(from: Option<&str>, to: Option<&str>, by: Option<&str>) -> Result<Report, Vec<String>> {
        let query = UsageQuery {
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            by: by.map(str::to_owned),
        };
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        Report::asked(&query, now).map_err(|error| match error {
            Error::Invalid(fields) => fields.into_iter().map(|one| one.field).collect(),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_report_has_bounds_and_names_what_is_wrong() {
        let month = asked(None, None, None).unwrap();
        assert_eq!((month.to - month.from, month.period()), (30 * 24, 24));
        assert_eq!(at(month.to).to_rfc3339(), "2026-09-22T00:00:00+00:00");
        let day = asked(Some("2026-02-28"), Some("2026-02-28"), Some("hour")).unwrap();
        assert_eq!((day.to - day.from, day.period()), (24, 1));
        let wrong = |fields: &[&str]| -> Result<Report, Vec<String>> {
            Err(fields.iter().map(|field| (*field).to_owned()).collect())
        };
        assert_eq!(asked(Some("2026-01-01"), Some("2026-03-01"), Some("hour")), wrong(&["from"]));
        assert_eq!(asked(Some("2025-01-01"), Some("2026-03-01"), None), wrong(&["from"]));
        assert_eq!(asked(Some("2026-03-02"), Some("2026-03-01"), None), wrong(&["from"]));
        assert_eq!(asked(Some("1.1.26"), Some("+12345-01-01"), Some("week")), wrong(&["by", "to", "from"]));
        assert_eq!(asked(None, Some("2000-01-01"), None).map(|report| report.to - report.from), Ok(720));
    }

    #[test]
    fn periods_without_a_request_are_there_too() {
        let report = Report { by: UsageBy::Day, from: 480_000, to: 480_072 };
        let one = |period, refusal, number| Counted { period, refusal, number };
        let view = report.view(vec![
            one(20_000, None, 3),
            one(20_002, Some(Refusal::WrongSecret), 2),
            one(20_002, Some(Refusal::NotLive), 5),
            one(20_002, None, 1),
        ]);
        let numbers: Vec<_> = view.periods.iter().map(|one| (one.tokens, one.refused)).collect();
        assert_eq!(numbers, [(3, 0), (0, 0), (1, 7)]);
        assert_eq!((view.tokens, view.refused), (4, 7));
        assert_eq!(view.refusals.iter().map(|one| one.number).collect::<Vec<_>>(), [5, 2]);
        assert_eq!(view.refusals[0].label, "Access stopped");
    }
}
