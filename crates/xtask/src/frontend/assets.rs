//! From staged files to the site: names with a content hash, compressed copies, and an `index.html` that names them.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::inputs;
use crate::shell::{self, Result};

/// Not `index.html`: the server writes the platform's name into it, and sends it as it is.
const COMPRESSIBLE: &[&str] = &["css", "js", "json", "svg", "txt", "wasm"];

/// Builds the site in `dist` from the staged style sheet and bindings, `frontend/public` and `frontend/index.html`.
///
/// `index.html` says `"/style.css"`, `"/boot.js"`, `"/app/NAME"` of a file of the program or `"/NAME"` of a file in
/// `public`, in double quotes, and gets the hashed name instead. What it does not name keeps its own name.
pub fn publish(staged: &Path, dist: &Path, thoroughly: bool) -> Result {
    let source = shell::root().join("frontend");
    let name = dist.file_name().unwrap_or_default().to_string_lossy();
    let site = shell::scratch(&format!("{name}.new"))?;
    let _ = fs::remove_dir_all(&site);
    fs::create_dir_all(site.join("assets"))?;
    let mut index = shell::read(&source.join("index.html"))?;

    let style = hashed(&site, "style.css", &fs::read(staged.join("style.css"))?)?;
    let app = program(&site, &staged.join("app"))?;
    // `startFailed` stands in `public/start.js`.
    let boot = format!(
        "import(\"{app}/frontend.js\").then((app) => app.default({{ module_or_path: \"{app}/frontend_bg.wasm\" }})).catch(window.startFailed);\n"
    );
    let boot = hashed(&site, "boot.js", boot.as_bytes())?;
    for (name, path) in [("\"/style.css\"", style), ("\"/boot.js\"", boot)] {
        index = index.replace(name, &format!("\"{path}\""));
    }
    index = index.replace("\"/app/", &format!("\"{app}/"));
    let public = source.join("public");
    for file in shell::files_below(&public, &[]).unwrap_or_default() {
        let name = file.strip_prefix(&public)?.to_string_lossy().into_owned();
        let reference = format!("\"/{name}\"");
        if index.contains(&reference) {
            let path = hashed(&site, &name, &fs::read(&file)?)?;
            index = index.replace(&reference, &format!("\"{path}\""));
        } else {
            write(&site.join(&name), &fs::read(&file)?)?;
        }
    }
    fs::write(site.join("index.html"), index)?;
    compress(&site, thoroughly)?;

    let _ = fs::remove_dir_all(dist);
    fs::rename(&site, dist)?;
    Ok(())
}

/// Writes a file under its hashed name and returns its path in the site.
fn hashed(site: &Path, name: &str, content: &[u8]) -> Result<String> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let path = format!("/assets/{stem}-{}.{extension}", inputs::short(content));
    write(&site.join(path.trim_start_matches('/')), content)?;
    Ok(path)
}

/// The modules and scripts of the program find each other by their names: they share a folder that has the hash.
fn program(site: &Path, staged: &Path) -> Result<String> {
    let mut contents = Vec::new();
    for file in shell::files_below(staged, &[])? {
        contents.extend(fs::read(file)?);
    }
    let path = format!("/assets/app-{}", inputs::short(&contents));
    copy(staged, &site.join(path.trim_start_matches('/')))?;
    Ok(path)
}

fn write(path: &Path, content: &[u8]) -> Result {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, content)?)
}

fn copy(from: &Path, to: &Path) -> Result {
    for file in shell::files_below(from, &[]).unwrap_or_default() {
        write(&to.join(file.strip_prefix(from)?), &fs::read(&file)?)?;
    }
    Ok(())
}

/// Puts `.br` and `.gz` next to each file that they make smaller.
fn compress(site: &Path, thoroughly: bool) -> Result {
    for file in shell::files_below(site, &[])? {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !COMPRESSIBLE.contains(&extension) {
            continue;
        }
        let content = fs::read(&file)?;
        for (suffix, packed) in [("br", brotli(&content, thoroughly)?), ("gz", gzip(&content, thoroughly)?)] {
            if packed.len() < content.len() {
                fs::write(file.with_added_extension(suffix), packed)?;
            }
        }
    }
    Ok(())
}

fn brotli(content: &[u8], thoroughly: bool) -> Result<Vec<u8>> {
    let quality = if thoroughly { 11 } else { 4 };
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(content: &[u8], thoroughly: bool) -> Result<Vec<u8>> {
    let level = if thoroughly { Compression::best() } else { Compression::fast() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
