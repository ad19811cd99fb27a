//! Client authentication (RFC 6749 section 2.3, RFC 7617): one error response for every failure.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use model::ids::CredentialId;

use super::{HELD, in_the_body, partner, post, raw::Raw};
use crate::harness::{Outcome, Partner, Stage, on_both, timed_on_both};

on_both! {
    shared:
        basic_and_form_credentials_both_work
        two_ways_at_once_are_refused
        malformed_credentials_are_refused
        an_issuer_takes_only_its_own_clients
        a_deleted_connection_is_gone;
}

timed_on_both! {
    shared: no_one_can_tell_why_a_client_is_refused;
}

const GRANT: &str = "grant_type=client_credentials";
const UNAUTHORIZED: &str = "HTTP/1.1 401 Unauthorized";
const FAILED: &str = "client authentication failed";

fn basic(id: &str, secret: &str) -> String {
    format!("authorization: Basic {}\r\n", STANDARD.encode(format!("{id}:{secret}")))
}

async fn basic_and_form_credentials_both_work(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (id, secret) = (&partner.client_id, &partner.client_secret);
    // Appendix B: both halves are form-urlencoded before base64; an underscore may be, too.
    let encoded = basic(&id.replace('_', "%5F"), &secret.replace('_', "%5f"));
    let requests = [
        (basic(id, secret), GRANT.to_owned()),
        (encoded, GRANT.to_owned()),
        (basic(id, secret), format!("{GRANT}&client_id={id}")),
        (String::new(), format!("{GRANT}&{}", in_the_body(&partner))),
    ];
    for (head, form) in requests {
        let answer = post(&partner, &head, &form).await?;
        assert_eq!(answer.status_line, "HTTP/1.1 200 OK", "{}", answer.body);
    }
    Ok(())
}

async fn two_ways_at_once_are_refused(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (id, secret) = (&partner.client_id, &partner.client_secret);
    let two_ways = "the client authenticates in more than one way";
    let requests = [
        (basic(id, secret), format!("{GRANT}&{}", in_the_body(&partner)), two_ways),
        (basic(id, secret), format!("{GRANT}&client_secret={secret}"), two_ways),
        (basic(id, secret), format!("{GRANT}&client_assertion=x"), two_ways),
        ("authorization: Bearer x\r\n".to_owned(), format!("{GRANT}&{}", in_the_body(&partner)), two_ways),
        (basic(id, secret).repeat(2), GRANT.to_owned(), two_ways),
        (
            basic(id, secret),
            format!("{GRANT}&client_id=cli_x"),
            "client_id differs from the one that authenticates",
        ),
    ];
    for (head, form, description) in requests {
        let answer = post(&partner, &head, &form).await?;
        answer.is_error("HTTP/1.1 400 Bad Request", "invalid_request", description)?;
    }
    Ok(())
}

async fn malformed_credentials_are_refused(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let heads = [
        String::new(),
        "authorization: Basic\r\n".to_owned(),
        "authorization: Basic ***\r\n".to_owned(),
        "authorization: Basic bm9jb2xvbg==\r\n".to_owned(),
        "authorization: Bearer x\r\n".to_owned(),
        basic(&partner.client_id, "%zz"),
        basic("%ff", &partner.client_secret),
        basic("", ""),
    ];
    for head in heads {
        post(&partner, &head, GRANT).await?.is_error(UNAUTHORIZED, "invalid_client", FAILED)?;
    }
    Ok(())
}

/// Unknown, malformed, wrong, empty and disabled: the same bytes, and times of the same kind.
async fn no_one_can_tell_why_a_client_is_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let disabled = Partner::new(&stage.anonymous, &allowed.credential);
    let token = disabled.token().await?;
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    assert!(!disabled.is_alive(&token).await?, "the token from before is revoked when the pause is answered");

    let live = partner(stage).await?;
    let unknown = CredentialId::new(1, &[9; 10]).to_string();
    let mut wrong = live.client_secret.clone();
    wrong.replace_range(10..11, if &wrong[10..11] == "a" { "b" } else { "a" });
    let pairs = [
        (unknown.as_str(), live.client_secret.as_str()),
        ("unknown", "nothing"),
        (&live.client_id, &wrong),
        (&live.client_id, &disabled.client_secret),
        (&live.client_id, ""),
        (&disabled.client_id, &disabled.client_secret),
        (&disabled.client_id, &wrong),
    ];
    for in_header in [true, false] {
        let mut answers: Vec<Raw> = Vec::new();
        for (id, secret) in pairs {
            let (head, form) = if in_header {
                (basic(id, secret), GRANT.to_owned())
            } else {
                (String::new(), format!("{GRANT}&client_id={id}&client_secret={secret}"))
            };
            let answer = post(&disabled, &head, &form).await?;
            answer.is_error(UNAUTHORIZED, "invalid_client", FAILED)?;
            answers.push(answer.without_the_moment());
        }
        assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    }
    times_are_alike(&disabled, &live.client_id, &wrong, &unknown).await
}

/// The medians of two refusals differ by less than either varies by itself.
async fn times_are_alike(disabled: &Partner, known: &str, wrong: &str, unknown: &str) -> Outcome {
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..21 {
        for (id, times) in [known, unknown].into_iter().zip(&mut times) {
            let began = Instant::now();
            post(disabled, &basic(id, wrong), GRANT).await?;
            times.push(began.elapsed());
        }
    }
    times.iter_mut().for_each(|times| times.sort_unstable());
    let [known, unknown] = times.map(|times| times[times.len() / 2]);
    assert!(known.abs_diff(unknown) < Duration::from_millis(50), "{known:?} {unknown:?}");
    Ok(())
}

async fn an_issuer_takes_only_its_own_clients(stage: &Stage) -> Outcome {
    let (one, other) = (partner(stage).await?, partner(stage).await?);
    let form = format!("{GRANT}&{}", in_the_body(&one));
    let nowhere = "/t/ten_00000000000000000000000000/oauth2/token".to_owned();
    let sandbox = format!("/sandbox{}", one.endpoint);
    for endpoint in [other.endpoint.clone(), nowhere, sandbox, "/t/x/oauth2/token".to_owned()] {
        let asked = Partner { endpoint, ..one.clone() };
        post(&asked, "", &form).await?.is_error(UNAUTHORIZED, "invalid_client", FAILED)?;
    }
    let platform = Partner { endpoint: "/oauth2/token".into(), ..one.clone() };
    assert_eq!(post(&platform, "", &form).await?.status_line, "HTTP/1.1 200 OK");
    Ok(())
}

async fn a_deleted_connection_is_gone(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    let regenerated = tenant.connection(allowed.connection.id, "/regenerate-secret");
    let renewed: wire::admin::IssuedCredential = tenant.owner.act(&regenerated).await?;
    assert!(!partner.gets_token().await?, "the old secret is revoked at once");
    assert!(!partner.is_alive(&token).await?, "and so do its tokens");
    let renewed = Partner::new(&stage.anonymous, &renewed);
    let token = renewed.token().await?;
    let delete = tenant.connection(allowed.connection.id, "/delete");
    tenant.owner.post(&delete, serde_json::json!({ "confirmation": app.details.name })).await?.ok(200)?;
    assert!(!renewed.gets_token().await?);
    assert!(!renewed.is_alive(&token).await?);
    Ok(())
}
