//! From the compiler's module to what browsers load: the main module with its bindings, and a part for each portal.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::shell::Result;

/// Which modules each part needs besides the main one, by the name that `#[wasm_split]` gives the part.
pub type Parts = BTreeMap<String, Vec<String>>;

/// `frontend.js`, `frontend_bg.wasm`, `__wasm_split.js` and the modules of the parts, which find each other by these names.
pub fn make(module: &Path, folder: &Path) -> Result<Parts> {
    fs::create_dir_all(folder)?;
    let (whole, main) = (fs::read(module)?, folder.join("main.wasm"));
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./frontend.js";
    let split = wasm_split_cli_support::transform(options).map_err(|error| format!("{error:#}"))?;
    bindings(&main, folder)?;
    fs::remove_file(&main)?;
    for part in &split.split_modules {
        fs::write(part, without_names(&fs::read(part)?)?)?;
    }
    let with_ending = |names: Vec<String>| names.into_iter().map(|name| format!("{name}.wasm")).collect();
    Ok(split.prefetch_map.into_iter().map(|(part, names)| (part, with_ending(names))).collect())
}

fn bindings(module: &Path, folder: &Path) -> Result {
    let mut bindgen = Bindgen::new();
    // The parts use what the linker exports: the stack pointer, the table of functions, the memory.
    bindgen.input_path(module).out_name("frontend").typescript(false).keep_lld_exports(true);
    // The names of Leptos's types take more than all the rest, and a browser reads them at each page load.
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("{error:#}").into())
}

/// A module without its custom sections (WebAssembly core specification, section 5.5): names are all that they hold here.
fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let (header, mut rest) = module.split_at_checked(HEADER).ok_or("a part is no module")?;
    let mut kept = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (size, length) = leb128(after).ok_or("a section has no size")?;
        let section = rest.get(..1 + length + size).ok_or("a section is cut off")?;
        if id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = &rest[section.len()..];
    }
    Ok(kept)
}

/// An unsigned number, and in how many bytes it stands.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_left_out_and_the_rest_stays() {
        let header = *b"\0asm\x01\0\0\0";
        let long = vec![7; 200];
        let code = [&[10, 0xc8, 0x01], long.as_slice()].concat();
        let module = [header.as_slice(), &[0, 3, 1, b'n', 9], &code, &[0, 0]].concat();
        assert_eq!(without_names(&module).unwrap(), [header.as_slice(), &code].concat());
        assert!(without_names(&module[..20]).is_err());
        assert!(without_names(b"\0asm").is_err());
    }
}
