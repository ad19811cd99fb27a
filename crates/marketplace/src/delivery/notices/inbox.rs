//! A person's inbox.

use model::{audit::AuditChain, ids::NoticeId, notice::ReadAs, person::Person, search::Texts};
use store::{Listing, notices::Reader, people::Memberships};
use wire::{
    notices::{MarkRead, Notice, UnreadNotices},
    page::{Page, PageQuery},
};

use super::view::views;
use crate::errors::{Error, refused};
use crate::identity::SignedIn;
use crate::requests::listing::{listing, searched_page};
use crate::service::Notices;
use crate::views::searched;
use crate::work::{Author, Work};

impl Notices<'_> {
    /// What the person may see of it now, newest first.
    pub async fn list(self, who: &SignedIn, query: PageQuery) -> Result<Page<Notice>, Error> {
        let listing = listing(&query, NoticeId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let memberships = platform.memberships(who.person_id()).await?;
        let reader = reader(who.person(), &memberships);
        let part = async |listing: &Listing| {
            let mut listed = platform.notices().list(&reader, listing).await?;
            let found = std::mem::take(&mut listed.items);
            let notices = views(self.inner, platform, &memberships, found).await?;
            Result::<_, Error>::Ok(listed.with(notices))
        };
        let listed = searched(&listing, part, |one| one.id.uuid(), texts).await?;
        Ok(searched_page(listed, |one| one.id, NoticeId::from_uuid, |one| one))
    }

    pub async fn unread(self, who: &SignedIn) -> Result<UnreadNotices, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let memberships = platform.memberships(who.person_id()).await?;
        let unread = platform.notices().unread(&reader(who.person(), &memberships)).await?;
        Ok(UnreadNotices { unread: u32::try_from(unread).unwrap_or(u32::MAX) })
    }

    /// # Errors
    /// `NotFound` where the person has no such notice, or may not see it now.
    pub async fn mark_read(self, who: SignedIn, id: NoticeId) -> Result<(), Error> {
        let (mut work, person) = self.begin(who).await?;
        let platform = work.platform().await?;
        let memberships = platform.memberships(person.id).await?;
        let now = self.inner.now();
        platform.notices().mark_read(&reader(&person, &memberships), id, now).await?;
        work.without_event("whether someone has read is no one else's").finish(()).await
    }

    /// Marks this one and all before it: what has come since stays unread.
    pub async fn mark_all_read(self, who: SignedIn, request: MarkRead) -> Result<(), Error> {
        let (mut work, person) = self.begin(who).await?;
        let now = self.inner.now();
        work.platform().await?.notices().mark_read_up_to(person.id, request.newest, now).await?;
        work.without_event("whether someone has read is no one else's").finish(()).await
    }

    /// Begins what a person changes of their own, for as long as their session lasts.
    pub(super) async fn begin(self, who: SignedIn) -> Result<(Work, Person), Error> {
        let (person, session) = who.into_parts();
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !work.shared().sessions().lock_shared(session, self.inner.now()).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        Ok((work, person))
    }
}

/// As whom a person may read notices now.
pub(crate) fn reader(person: &Person, of: &Memberships) -> Reader {
    let operator = person.operator.then_some(ReadAs::Operator);
    let publishers = of.publishers.iter().map(|(publisher, _)| ReadAs::OfPublisher(publisher.id));
    let tenants = of.tenants.iter().map(|(tenant, _)| ReadAs::OfTenant(tenant.id));
    let may_read_as =
        [ReadAs::Oneself].into_iter().chain(operator).chain(publishers).chain(tenants).collect();
    Reader { person: person.id, may_read_as }
}

/// What a search finds a notice by.
fn texts(notice: &Notice) -> Texts {
    let texts = Texts::new().name(&notice.title).name(&notice.organisation);
    notice.detail.as_deref().into_iter().fold(texts, Texts::name)
}
