//! What access tokens need for each operation of `/api/operator/v1`.

use super::{Need, Needs};

pub const NEEDS: Needs = &[
    (
        Need::READ,
        &[
            ("GET", "/activity"),
            ("GET", "/apis"),
            ("GET", "/apis/{api_id}"),
            ("GET", "/apis/{api_id}/document"),
            ("GET", "/apis/{api_id}/resource-servers"),
            ("GET", "/apps"),
            ("GET", "/health"),
            ("GET", "/invitations"),
            ("GET", "/mails"),
            ("GET", "/needs-you"),
            ("GET", "/operators"),
            ("GET", "/publishers"),
            ("GET", "/publishers/{publisher_id}"),
            ("GET", "/publishers/{publisher_id}/invitations"),
            ("GET", "/tenants"),
            ("GET", "/tenants/{tenant_id}"),
            ("GET", "/tenants/{tenant_id}/addresses"),
            ("GET", "/tenants/{tenant_id}/invitations"),
            ("GET", "/usage"),
            ("GET", "/workload-issuers"),
            ("GET", "/workload-issuers/{issuer_id}"),
        ],
    ),
    (
        Need::WRITE,
        &[
            ("POST", "/apis"),
            ("PUT", "/apis/{api_id}"),
            ("POST", "/apis/{api_id}/document/fetch"),
            ("PUT", "/apis/{api_id}/document/source"),
            ("PUT", "/apis/{api_id}/document/text"),
            ("DELETE", "/apis/{api_id}/resource-servers/{resource_server_id}"),
            ("POST", "/apis/{api_id}/scopes"),
            ("PUT", "/apis/{api_id}/scopes/{name}"),
            ("POST", "/apps/{app_id}/restore"),
            ("POST", "/apps/{app_id}/suspend"),
            ("POST", "/mails/retry"),
            ("PUT", "/publishers/{publisher_id}"),
            ("PUT", "/tenants/{tenant_id}"),
            ("POST", "/tenants/{tenant_id}/addresses/close"),
            ("POST", "/tenants/{tenant_id}/addresses/open"),
            ("PUT", "/tenants/{tenant_id}/slug"),
            ("POST", "/workload-issuers/{issuer_id}/close"),
        ],
    ),
    (
        // Whoever sets an issuer's keys signs in as its workloads.
        Need::SECRETS,
        &[
            ("POST", "/apis/{api_id}/resource-servers"),
            ("POST", "/workload-issuers"),
            ("PUT", "/workload-issuers/{issuer_id}"),
            ("POST", "/workload-issuers/{issuer_id}/open"),
        ],
    ),
    (
        Need::PEOPLE,
        &[
            ("DELETE", "/invitations/{invitation_id}"),
            ("POST", "/invitations/{invitation_id}/mail"),
            ("POST", "/invitations/{invitation_id}/new-link"),
            ("POST", "/operators"),
            ("DELETE", "/operators/{person_id}"),
            ("POST", "/publishers"),
            ("POST", "/publishers/{publisher_id}/invitations"),
            ("POST", "/tenants"),
            ("POST", "/tenants/{tenant_id}/invitations"),
        ],
    ),
    (Need::OnlyPeople, &[("POST", "/password-links")]),
];
