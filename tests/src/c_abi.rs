//! The Rust side of the C ABI: of this project's own header, and of the headers of a QEMU.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What could not be generated, and why.
pub type Failure = Box<dyn std::error::Error>;

/// The committed file: of `include/vmstate.h`.
///
/// # Errors
///
/// If libclang does not read the header.
pub fn of_our_header(migration: &Path) -> Result<String, Failure> {
    let header = text(&migration.join("include/vmstate.h"))?;
    let bindings = builder()
        .header(header)
        .allowlist_function("vmstate_.*|qemu_.*|json_writer_.*|error_.*|(rust_)?bql_.*")
        .generate_comments(true)
        .generate()?;
    finish(&bindings, "include/vmstate.h: see CONTRIBUTING for the command")
}

/// The file for a QEMU: of its sources, or of its folder `include` alone. Nothing of it needs to be configured.
///
/// # Errors
///
/// If there are no headers, libclang does not read them, or what the runtime needs is not in them.
pub fn of_qemu(place: &Path) -> Result<String, Failure> {
    let include = [place.join("include"), place.to_owned()]
        .into_iter()
        .find(|folder| folder.join("migration/vmstate.h").is_file())
        .ok_or_else(|| {
            format!(
                "{} has neither include/migration/vmstate.h nor migration/vmstate.h: expected the folder of QEMU's sources",
                place.display()
            )
        })?;
    for declaration in LOCK {
        check_declared(&include.join("qemu/main-loop.h"), declaration)?;
    }
    let stand_ins = tempfile::tempdir()?;
    for (header, content) in STAND_INS {
        let file = stand_ins.path().join(header);
        fs::create_dir_all(file.parent().unwrap_or(&file))?;
        fs::write(file, content)?;
    }
    let main = stand_ins.path().join("qemu-bindings.h");
    let headers = headers(&include)?.map(|header| format!("#include \"{header}\"\n"));
    fs::write(&main, [PRELUDE, &headers.concat(), &LOCK.map(|line| format!("{line}\n")).concat()].concat())?;
    let bindings = builder()
        .header(text(&main)?)
        // In front of QEMU's own, which need generated headers.
        .clang_args(["-I", &text(stand_ins.path())?, "-iquote", &text(stand_ins.path())?, "-I", &text(&include)?])
        .allowlist_function("vmstate_(load|save)_state|qemu_(put|get)_(byte|be16|be32|be64|buffer)|qemu_file_get_error")
        .allowlist_function(
            "json_writer_(start|end)_object|error_(setg_internal|get_pretty|free|report)|(rust_)?bql_.*",
        )
        .generate_comments(false)
        .generate()?;
    finish(&bindings, "QEMU's headers by `qemu-bindings`")
}

/// What QEMU's headers expect to be there, without the headers that a build generates, and without glib.
const PRELUDE: &str = "\
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#define coroutine_mixed_fn
#define G_GNUC_PRINTF(format, arguments)
#define G_DEFINE_AUTOPTR_CLEANUP_FUNC(type, function)
#define G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(type, function)
#define GLIB_SIZEOF_VOID_P __SIZEOF_POINTER__
typedef struct GString GString;
#include \"qemu/typedefs.h\"
";

/// In place of a header that QEMU's build generates, and of one that needs the whole object model.
const STAND_INS: [(&str, &str); 2] = [
    (
        "qapi/qapi-types-error.h",
        "enum { QAPI_ERROR_CLASS_GENERICERROR, QAPI_ERROR_CLASS_COMMANDNOTFOUND, QAPI_ERROR_CLASS_DEVICENOTACTIVE, \
         QAPI_ERROR_CLASS_DEVICENOTFOUND, QAPI_ERROR_CLASS_KVMMISSINGCAP };\n",
    ),
    ("hw/vmstate-if.h", "typedef struct VMStateIf VMStateIf;\n"),
];

/// The big lock: QEMU declares it in a header that needs half of QEMU.
const LOCK: [&str; 5] = [
    "bool bql_locked(void);",
    "void bql_lock_impl(const char *file, int line);",
    "void bql_unlock(void);",
    "void bql_block_unlock(bool increase);",
    "void rust_bql_mock_lock(void);",
];

fn headers(include: &Path) -> Result<[&'static str; 5], Failure> {
    let json = ["qobject/json-writer.h", "qapi/qmp/json-writer.h"]
        .into_iter()
        .find(|header| include.join(header).is_file())
        .ok_or_else(|| format!("{} has neither qobject/json-writer.h nor qapi/qmp/json-writer.h", include.display()))?;
    Ok(["migration/vmstate.h", "migration/qemu-file-types.h", "qapi/error.h", "qemu/error-report.h", json])
}

fn check_declared(header: &Path, declaration: &str) -> Result<(), Failure> {
    let there = fs::read_to_string(header).map_err(|error| format!("{}: {error}", header.display()))?;
    if there.lines().any(|line| line.trim() == declaration) {
        return Ok(());
    }
    Err(format!("{} does not declare `{declaration}`", header.display()).into())
}

fn builder() -> bindgen::Builder {
    bindgen::Builder::default()
        .rust_target(bindgen::RustTarget::stable(83, 0).expect("1.83 is a known release"))
        .rust_edition(bindgen::RustEdition::Edition2021)
        .use_core()
        .allowlist_type("VMState(Info|Field|Description|Flags)|MigrationPriority|QEMUFile|JSONWriter|Error")
        .allowlist_var(format!("vmstate_info_({})", KINDS.join("|")))
        .bitfield_enum("VMStateFlags")
        .newtype_enum("MigrationPriority")
        .no_debug("VMState(Info|Field|Description)")
        .size_t_is_usize(true)
        .formatter(bindgen::Formatter::Prettyplease)
}

/// The kinds of the C core that the runtime uses.
const KINDS: [&str; 17] = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "buffer",
    "unused_buffer",
    "uint8_equal",
    "uint16_equal",
    "int32_equal",
    "uint32_equal",
    "uint64_equal",
    "int32_le",
];

fn finish(bindings: &bindgen::Bindings, source: &str) -> Result<String, Failure> {
    let bindings = bindings.to_string();
    let hooks =
        ["pre_load_errp", "post_load_errp", "pre_save_errp"].map(|hook| bindings.contains(&format!("pub {hook}:")));
    if hooks.iter().any(|there| *there != hooks[0]) {
        return Err("of the hooks with an error object, some are there and some are not".into());
    }
    let choices = [
        ("errp_hooks", "Whether hooks have a form with an error object", hooks[0]),
        ("errp_load", "Whether `vmstate_load_state` takes an error object", has_errp(&bindings, "vmstate_load_state")?),
        ("errp_save", "Whether `vmstate_save_state` takes an error object", has_errp(&bindings, "vmstate_save_state")?),
    ];
    let choices = choices.map(|(name, what, yes)| choice(name, what, yes)).concat();
    // bindgen measures with this host's pointers; a 32-bit host has other numbers, and its own compiler to lay out `repr(C)`.
    let asserted = bindings.replace("const _: () = {", "#[cfg(target_pointer_width = \"64\")]\nconst _: () = {");
    Ok(format!("// Generated from {source}. Do not edit.\n{asserted}{choices}"))
}

fn has_errp(bindings: &str, function: &str) -> Result<bool, Failure> {
    let (_, behind) = bindings
        .split_once(&format!("pub fn {function}("))
        .ok_or_else(|| format!("the headers do not declare `{function}`"))?;
    Ok(behind.split(')').next().is_some_and(|arguments| arguments.contains("errp:")))
}

/// A macro that chooses between two pieces of code.
fn choice(name: &str, what: &str, yes: bool) -> String {
    let chosen = if yes { "$($yes)*" } else { "$($no)*" };
    format!(
        "/// {what}: the first code, or else the second.\n\
         macro_rules! {name} {{\n    ({{ $($yes:tt)* }} else {{ $($no:tt)* }}) => {{\n        {chosen}\n    }};\n}}\n\
         pub(crate) use {name};\n"
    )
}

fn text(path: &Path) -> Result<String, Failure> {
    let path: PathBuf = fs::canonicalize(path)?;
    Ok(path.to_str().ok_or("a path is not UTF-8")?.to_owned())
}
