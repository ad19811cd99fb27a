//! Profiles: the URL and the access token of a platform, in a file that its owner alone may read.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    failure::{Failure, Outcome},
    printer::Shown,
};

const URL: &str = "GRANTRY_URL";
const TOKEN: &str = "GRANTRY_TOKEN";
const OTHERS: u32 = 0o077;

/// A platform, and the access token for it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub url: String,
    pub token: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    #[serde(default)]
    pub profiles: BTreeMap<String, Profile>,
}

/// A profile as it is listed: without its token.
#[derive(Serialize)]
pub struct ListedProfile {
    name: String,
    url: String,
}

/// Of the environment, or else of the profile. A token goes to no other platform than its own: both come from one place.
pub fn access(profile: &str) -> Outcome<Profile> {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    match (set(URL), set(TOKEN)) {
        (Some(url), Some(token)) => Ok(Profile { url, token }),
        (None, None) => Profiles::load()?.profiles.remove(profile).ok_or_else(|| {
            Failure::SignedOut(format!(
                "there is no profile {profile}: run grantryctl login, or set {URL} and {TOKEN}"
            ))
        }),
        _ => Err(Failure::Usage(format!("set both {URL} and {TOKEN}, or neither"))),
    }
}

impl Profiles {
    pub fn load() -> Outcome<Self> {
        let path = path()?;
        match fs::metadata(&path) {
            Ok(found) if found.permissions().mode() & OTHERS != 0 => {
                return Err(Failure::Usage(format!(
                    "others may read {}: take that away with chmod 600",
                    path.display()
                )));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            _ => {}
        }
        let text = fs::read_to_string(&path).map_err(|error| wrong(&path, &error.to_string()))?;
        // The parser's own message would show the line, and with it the token.
        toml::from_str(&text).map_err(|_| wrong(&path, "it is not as grantryctl writes it"))
    }

    /// Puts the file in place as a whole.
    pub fn save(&self) -> Outcome {
        let path = path()?;
        let text = toml::to_string(self).map_err(|error| wrong(&path, &error.to_string()))?;
        write(&path, &text).map_err(|error| wrong(&path, &error.to_string()))
    }

    pub fn listed(&self) -> Vec<ListedProfile> {
        let listed = |(name, profile): (&String, &Profile)| ListedProfile {
            name: name.clone(),
            url: profile.url.clone(),
        };
        self.profiles.iter().map(listed).collect()
    }
}

impl Shown for ListedProfile {
    const COLUMNS: &'static [&'static str] = &["profile", "URL"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.url.clone()]
    }
}

fn path() -> Outcome<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")));
    let config = config.ok_or_else(|| Failure::Usage("set HOME or XDG_CONFIG_HOME".to_owned()))?;
    Ok(config.join("grantryctl/profiles.toml"))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let fresh = path.with_extension("toml.new");
    // What is left of a write that broke off may have another mode.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
    fs::rename(fresh, path)
}

fn wrong(path: &Path, why: &str) -> Failure {
    Failure::Usage(format!("{}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_as_it_was_written() {
        let profile = Profile { url: "https://access.example.com".to_owned(), token: "gta_x".to_owned() };
        let profiles = Profiles { profiles: BTreeMap::from([("default".to_owned(), profile)]) };
        let read: Profiles = toml::from_str(&toml::to_string(&profiles).unwrap()).unwrap();
        assert_eq!(read.profiles["default"].token, "gta_x");
    }

    #[test]
    fn the_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("grantryctl/profiles.toml");
        for text in ["a", "b"] {
            write(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
