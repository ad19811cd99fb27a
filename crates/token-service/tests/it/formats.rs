//! Each API says how its tokens are written.

use actix_web::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::environment::Environment;
use model::token::TokenFormat;

use crate::node::{ask, claims, form, on_both, token};
use crate::platform::{Outcome, Platform};

on_both! {
    tokens_are_signed_as_the_api_says
    opaque_tokens_tell_nothing_and_need_no_published_key
}

async fn tokens_are_signed_as_the_api_says(platform: Platform) -> Outcome {
    for format in [TokenFormat::EdDsa, TokenFormat::Rs256, TokenFormat::Es256] {
        platform.format(format).await?;
        let service = platform.service().await?;
        let answer = ask(&service, "/oauth2/token", form(&platform)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{format}");
        let body = token(answer).await?;
        let text = body["access_token"].as_str().ok_or("no token")?;
        let header = URL_SAFE_NO_PAD.decode(text.split('.').next().unwrap_or_default())?;
        let header: serde_json::Value = serde_json::from_slice(&header)?;
        assert_eq!(header["alg"], format.as_str());
        assert_eq!(claims(&service, text)?.client_id, platform.client.to_string());
    }
    Ok(())
}

async fn opaque_tokens_tell_nothing_and_need_no_published_key(platform: Platform) -> Outcome {
    let published = platform.service().await?.public_keys(Environment::Live).keys.len();
    platform.format(TokenFormat::Opaque).await?;
    let (one, other) = (platform.service().await?, platform.service().await?);
    let body = token(ask(&one, "/oauth2/token", form(&platform)).await).await?;
    let text = body["access_token"].as_str().and_then(|text| text.strip_prefix("gto_"));
    let sealed = URL_SAFE_NO_PAD.decode(text.ok_or("not opaque")?)?;
    let readable = sealed.windows(4).any(|window| window == b"cli_" || window == b"ten_");
    assert!(!readable, "a sealed token shows whose it is");
    assert_eq!(one.public_keys(Environment::Live).keys.len(), published, "sealing keys are no one else's");

    let whole = format!("gto_{}", URL_SAFE_NO_PAD.encode(&sealed));
    let revoked = ask(&other, "/oauth2/revoke", format!("{}&token={whole}", form(&platform))).await;
    assert_eq!(revoked.status(), StatusCode::OK, "another node opens it");
    let mut tx = platform.store.read().await?;
    let known = tx.platform().await?.revoked_tokens(crate::platform::at(0)).await?;
    assert_eq!(known.len(), 1, "it was read, and so could be revoked");
    Ok(())
}
