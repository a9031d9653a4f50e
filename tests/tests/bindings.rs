//! The committed bindings are what bindgen makes of the header today.

use std::{env, fs, path::PathBuf};

fn migration_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../migration")
}

fn generate() -> String {
    let bindings = bindgen::Builder::default()
        .header(migration_folder().join("include/vmstate.h").to_str().expect("the path is UTF-8"))
        .rust_target(bindgen::RustTarget::stable(83, 0).expect("1.83 is a known release"))
        .rust_edition(bindgen::RustEdition::Edition2021)
        .use_core()
        .allowlist_type("VMState.*|MigrationPriority|QEMUFile|JSONWriter|Error")
        .allowlist_function("vmstate_.*|qemu_.*|json_writer_.*")
        .allowlist_var("vmstate_info_.*")
        .bitfield_enum("VMStateFlags")
        .newtype_enum("MigrationPriority")
        .no_debug("VMState(Info|Field|Description)")
        .generate_comments(true)
        .size_t_is_usize(true)
        .formatter(bindgen::Formatter::Prettyplease)
        .generate()
        .expect("bindgen reads the header")
        .to_string();
    // bindgen measures with this host's pointers; a 32-bit host has other numbers, and its own compiler to lay out `repr(C)`.
    let asserted = bindings.replace("const _: () = {", "#[cfg(target_pointer_width = \"64\")]\nconst _: () = {");
    format!("// Generated from include/vmstate.h: see CONTRIBUTING for the command. Do not edit.\n{asserted}")
}

#[test]
#[ignore = "needs libclang"]
fn committed_bindings_are_current() {
    let path = migration_folder().join("src/bindings/vmstate.rs");
    let generated = generate();
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &generated).expect("the bindings are writable");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not what bindgen makes of include/vmstate.h; regenerate it with\n    \
         BLESS=1 cargo test -p migration-tests --test bindings -- --ignored",
        path.display()
    );
}
