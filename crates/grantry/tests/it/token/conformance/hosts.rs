//! Tenants' hosts (docs/adr/0027): which host is asked, what stands there, and what assertions and proofs say of it.

use serde_json::{Value, json};

use super::check::{checks, need, same};
use super::keys::Key;
use super::ours::signer;
use super::target::{GRANT, JWT_BEARER, Signer, Target, granted, is_client_error, is_error};
use crate::harness::{Outcome, Publisher, Stage, Tenant, stage::BASE_DOMAIN};
use crate::token::domains::{ALIASES, AtHosts, close, get, host, new_slug, port, post, set_slug, tells_of};
use crate::token::{HELD, raw, raw::Raw};

checks! { "Tenants' hosts":
    Must "RFC 8414, 3.3" a_hosts_metadata_names_the_host "The issuer is the host that was asked, in the metadata and in the openid-configuration, and all endpoints stand there; a tenant's path has no metadata at a host."
    Must "RFC 9068, 4" a_token_names_the_address_that_was_asked "iss is the issuer whose token endpoint was asked: host or path, as long as both are open."
    Choice "docs/adr/0027" aliases_are_the_token_endpoint "The aliases of the settings answer at hosts, and at the platform's own address, as the token endpoint; other paths do not."
    Must "RFC 9110, 15.5.20" another_servers_host_is_misdirected "A host that is not this server's gets 421, whatever the path."
    Choice "docs/adr/0027" a_host_that_no_tenant_has_is_unknown "A host below the base domain that no tenant has gets 404, whatever the path, and nothing of any tenant."
    Choice "docs/adr/0027" the_port_is_the_public_ones "A host is named with the port of the public URL or with none; another or an empty one gets 421."
    Must "RFC 9112, 3.2" a_request_names_one_host "A request of HTTP/1.1 without Host, with an empty one or with two gets 400."
    Must "RFC 9112, 3.2.2" an_absolute_target_goes_first "The host of an absolute request target is taken, and the Host header is not."
    Choice "docs/adr/0027" a_closed_host_is_as_one_that_never_was "Once an issuer is closed, its host answers as an unknown one, assertions for it are refused, and its tokens are revoked."
    Must "RFC 7523, 3 (3)" an_assertion_names_an_open_issuer_of_its_tenant "aud is any open issuer of the client's tenant, at whichever of its endpoints; another tenant's, the platform's and a URL are not."
    Must "RFC 9449, 4.3" htu_has_the_host_that_was_asked "htu is the URL at the host and the alias that were asked; the same endpoint under another name is refused."
}

const TOKEN: &str = "/oauth2/token";
const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

/// A tenant that has a host beside its path, and clients of it.
pub struct Hosts<'a> {
    stage: &'a Stage,
    tenant: Tenant,
    slug: String,
    host: String,
    client: AtHosts<'a>,
    signer: Signer,
}

impl<'a> Hosts<'a> {
    pub async fn on(stage: &'a Stage, publisher: &Publisher) -> Outcome<Self> {
        let (tenant, slug) = (stage.tenant().await?, new_slug());
        let client = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
        let signer = signer(publisher, &tenant, Key::es256()?, &HELD).await?;
        set_slug(stage, tenant.id, &slug).await?;
        Ok(Self { stage, host: host(stage, &slug), tenant, slug, client, signer })
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.host)
    }

    /// The path that names the tenant at the platform's own address.
    fn path(&self) -> String {
        format!("/t/{}", self.tenant.id)
    }

    /// The platform's own host.
    fn platform(&self) -> &str {
        self.stage.anonymous.base.trim_start_matches("http://")
    }

    async fn sign_in(&self, path: &str, audience: &str) -> Outcome<Raw> {
        let assertion = self.signer.assertion(audience, Value::Null)?;
        let form = format!("{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={assertion}");
        post(self.stage, &self.host, path, "", &form).await
    }

    /// Every path of a host that is not served has this status, and tells of no tenant.
    async fn is_not_served(&self, host: &str, status: u16) -> Outcome {
        for path in [TOKEN, ALIASES[0], "/oauth2/introspect", &format!("{}{TOKEN}", self.path())] {
            let answer = self.client.ask(host, path).await?;
            let right = answer.status() == status && !tells_of(&answer, self.tenant.id);
            need(right, format_args!("{host}{path}: {answer:?}"))?;
        }
        for path in ["/", WELL_KNOWN, OPENID, "/docs/", "/api/account/v1/session"] {
            let answer = get(self.stage, host, path).await?;
            need(answer.status() == status, format_args!("{host}{path}: {answer:?}"))?;
        }
        Ok(())
    }
}

async fn a_hosts_metadata_names_the_host(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let metadata = get(at.stage, &at.host, WELL_KNOWN).await?.json()?;
    for (member, path) in [
        ("issuer", ""),
        ("token_endpoint", TOKEN),
        ("jwks_uri", "/oauth2/jwks"),
        ("introspection_endpoint", "/oauth2/introspect"),
        ("revocation_endpoint", "/oauth2/revoke"),
    ] {
        same(member, &metadata[member], &json!(format!("{}{path}", at.issuer())))?;
    }
    same("openid-configuration", get(at.stage, &at.host, OPENID).await?.json()?, metadata)?;
    for path in [format!("{WELL_KNOWN}{}", at.path()), format!("{}{OPENID}", at.path())] {
        same(&path, get(at.stage, &at.host, &path).await?.status(), 404)?;
        let at_path = get(at.stage, at.platform(), &path).await?.json()?;
        same("issuer at the path", &at_path["issuer"], &json!(format!("{}{}", on.base, at.path())))?;
    }
    Ok(())
}

async fn a_token_names_the_address_that_was_asked(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    for path in [TOKEN, "/oauth2/token/"] {
        same("iss at the host", at.client.token(&at.host, path).await?.1, at.issuer())?;
    }
    let at_path = at.client.token(at.platform(), &format!("{}{TOKEN}", at.path())).await?.1;
    same("iss at the path", at_path, format!("{}{}", on.base, at.path()))?;
    let current = at.client.token(at.platform(), TOKEN).await?.1;
    same("iss at the platform's own endpoint", current, at.issuer())
}

async fn aliases_are_the_token_endpoint(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    for alias in ALIASES {
        for host in [at.host.as_str(), at.platform()] {
            same(alias, at.client.token(host, alias).await?.1, at.issuer())?;
        }
        for other in [format!("{alias}s"), format!("/oauth2{alias}"), alias.to_uppercase()] {
            same(&other, at.client.ask(&at.host, &other).await?.status(), 404)?;
        }
    }
    Ok(())
}

async fn another_servers_host_is_misdirected(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let (slug, port) = (&at.slug, port(at.stage));
    for other in [
        at.host.to_uppercase(),
        format!("{slug}.{BASE_DOMAIN}.:{port}"),
        format!("{slug}.evil.example:{port}"),
        format!("{slug}{BASE_DOMAIN}:{port}"),
        BASE_DOMAIN.to_owned(),
        format!("localhost:{port}"),
    ] {
        at.is_not_served(&other, 421).await?;
    }
    Ok(())
}

async fn a_host_that_no_tenant_has_is_unknown(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    for other in [
        host(at.stage, &at.slug.to_uppercase()),
        format!("www.{}", at.host),
        host(at.stage, &format!("{}.sandbox", at.slug)),
        host(at.stage, "no-such-clinic"),
        host(at.stage, "xn--hafn-5qa"),
    ] {
        at.is_not_served(&other, 404).await?;
    }
    Ok(())
}

async fn the_port_is_the_public_ones(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let bare = format!("{}.{BASE_DOMAIN}", at.slug);
    for host in [&at.host, &bare] {
        same(host, at.client.token(host, TOKEN).await?.1, at.issuer())?;
    }
    for other in [format!("{bare}:1"), format!("{bare}:")] {
        at.is_not_served(&other, 421).await?;
    }
    Ok(())
}

async fn a_request_names_one_host(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    at.is_not_served("", 400).await?;
    at.is_not_served(&format!("{0}\r\nhost: {0}", at.host), 400).await?;
    let none = request_line("/oauth2/jwks", "1.1", "");
    same("without Host", raw::bytes(&on.base, &none).await?.status(), 400)
}

fn request_line(target: &str, version: &str, head: &str) -> Vec<u8> {
    format!("GET {target} HTTP/{version}\r\n{head}connection: close\r\n\r\n").into_bytes()
}

async fn an_absolute_target_goes_first(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let own = format!("host: {}\r\n", at.host);
    let absolute = format!("{}/oauth2/jwks", at.issuer());
    for (bytes, status) in [
        (request_line(&absolute, "1.1", "host: evil.example\r\n"), 200),
        (request_line("http://evil.example/oauth2/jwks", "1.1", &own), 421),
        // HTTP/1.0 knows no Host; monitoring asks so.
        (request_line("/oauth2/jwks", "1.0", ""), 421),
        (request_line("/livez", "1.0", ""), 200),
    ] {
        let answer = raw::bytes(&on.base, &bytes).await?;
        need(answer.status() == status, format_args!("{}: {answer:?}", String::from_utf8_lossy(&bytes)))?;
    }
    Ok(())
}

async fn a_closed_host_is_as_one_that_never_was(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let (stage, tenant, former) = (at.stage, at.tenant.id, new_slug());
    set_slug(stage, tenant, &former).await?;
    let there = host(stage, &former);
    let issuer = format!("http://{there}");
    set_slug(stage, tenant, &at.slug).await?;
    let (token, named) = at.client.token(&there, TOKEN).await?;
    same("iss at the former host", &named, &issuer)?;
    granted(&at.sign_in(TOKEN, &issuer).await?)?;
    close(stage, tenant, &issuer).await?;
    let never = host(stage, "never-was-one");
    for path in [TOKEN, ALIASES[0], "/oauth2/introspect"] {
        let closed = at.client.ask(&there, path).await?.without_the_moment();
        same(path, closed, at.client.ask(&never, path).await?.without_the_moment())?;
    }
    for path in [WELL_KNOWN, OPENID, "/oauth2/jwks"] {
        let closed = get(stage, &there, path).await?.without_the_moment();
        same(path, closed, get(stage, &never, path).await?.without_the_moment())?;
    }
    is_client_error(&at.sign_in(TOKEN, &issuer).await?)?;
    same("the status of a call with its token", at.client.verified(&token).await?, 401)
}

async fn an_assertion_names_an_open_issuer_of_its_tenant(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    for path in [TOKEN, ALIASES[0]] {
        for open in [at.issuer(), format!("{}{}", on.base, at.path())] {
            granted(&at.sign_in(path, &open).await?)?;
        }
        for wrong in [
            format!("http://{}", host(at.stage, "no-such-clinic")),
            format!("{}/", at.issuer()),
            format!("{}{path}", at.issuer()),
            on.base.clone(),
            on.issuer.clone(),
        ] {
            let refused = is_client_error(&at.sign_in(path, &wrong).await?);
            refused.map_err(|error| format!("{path}, {wrong}: {error}"))?;
        }
    }
    Ok(())
}

async fn htu_has_the_host_that_was_asked(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.hosts;
    let key = Key::es256()?;
    let ask = async |path: &str, url: &str| -> Outcome<Raw> {
        let head = format!("dpop: {}\r\n", key.proof("POST", url, json!({}))?);
        post(at.stage, &at.host, path, &head, &at.client.form()).await
    };
    for path in [TOKEN, ALIASES[0], ALIASES[1]] {
        granted(&ask(path, &format!("{}{path}", at.issuer())).await?)?;
        for wrong in [
            format!("{}{path}", on.base),
            format!("{}{}{TOKEN}", on.base, at.path()),
            format!("{}/other{path}", at.issuer()),
            format!("https://{}{path}", at.host),
        ] {
            let refused = is_error(&ask(path, &wrong).await?, 400, "invalid_dpop_proof");
            refused.map_err(|error| format!("{path}, {wrong}: {error}"))?;
        }
    }
    Ok(())
}
