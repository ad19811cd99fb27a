//! The log's own form.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use super::{Process, until};
use crate::harness::{Outcome, server};

#[tokio::test]
async fn a_file_gets_no_colours() -> Outcome {
    for format in ["pretty", "json"] {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("log");
        let mut node = Process::with_log(&[("LOG", "debug"), ("LOG_FORMAT", format)], &file)?;
        node.becomes(200).await?;
        node.client.get("/nothing.js").await?.ok(404)?;
        node.signal("TERM")?;
        assert!(node.ends().await?.success());
        let log = fs::read_to_string(&file)?;
        assert!(log.contains("serving") && log.contains("refused"), "{log}");
        assert!(!log.contains('\u{1b}'), "{log}");
    }
    Ok(())
}

/// Anyone can send it, as often as they like.
#[tokio::test]
async fn what_is_no_http_is_no_error_of_ours() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("log");
    let mut node = Process::with_log(&[], &file)?;
    node.becomes(200).await?;
    let address = node.client.base.trim_start_matches("http://").to_owned();
    let long = [b"GET / HTTP/1.1\r\nx: ".to_vec(), vec![b'a'; 200_000]].concat();
    let garbage: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS greeting \r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n",
        &long,
    ];
    for sent in garbage {
        let mut stream = TcpStream::connect(&address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let _ = stream.write_all(sent);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    let counted = until(async || {
        let metrics = node.client.get("/metrics").await?.body;
        let line = metrics.lines().find_map(|line| line.strip_prefix("grantry_malformed_connections_total "));
        Ok(line.and_then(|count| count.parse::<u64>().ok()).filter(|count| *count >= 3))
    });
    counted.await?;
    let log = fs::read_to_string(&file)?;
    assert!(!log.contains("ERROR"), "{log}");
    Ok(())
}

#[tokio::test]
async fn a_filter_that_names_nothing_is_said() -> Outcome {
    for (filter, named) in [("inof", "`inof`"), ("info,token-service=debug", "`token-service=debug`")] {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("log");
        let mut node = Process::with_log(&[("LOG", filter)], &file)?;
        node.becomes(200).await?;
        until(async || Ok(fs::read_to_string(&file)?.contains(named).then_some(()))).await?;
    }
    Ok(())
}

/// In words for whoever wrote the settings.
#[test]
fn errors_of_settings_name_the_key_and_nothing_of_our_source() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("grantry.toml");
    fs::write(&file, "trusted_proxies = ['10.0.0.0/99']\n")?;
    let of_file = ["migrate", "--config", &file.display().to_string()].map(str::to_owned).to_vec();
    let cases = [
        ("LISTEN", "nowhere", vec!["migrate".to_owned()], "`listen`"),
        ("DATABASE_CONNECTIONS", "many", vec!["migrate".to_owned()], "`database_connections`"),
        ("NO_SUCH_SETTING", "1", vec!["migrate".to_owned()], "no_such_setting"),
        ("LOG_FORMAT", "json", of_file, "10.0.0.0/99"),
    ];
    for (variable, value, args, named) in cases {
        let mut command = server::grantry();
        let output = command.args(&args).env(format!("GRANTRY_{variable}"), value).output()?;
        let said = String::from_utf8(output.stderr)?;
        assert!(!output.status.success() && said.contains(named), "{said}");
        assert!(!said.contains(".rs") && !said.contains("crates/"), "{said}");
    }
    Ok(())
}
