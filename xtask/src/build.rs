//! From source to the npm package in `dist/`.
//!
//! ```text
//! src/*.rs, std ─ cargo, profile `sdk` ─► docent.wasm ─ bindgen ─► target/bindgen/docent_bg.{wasm,js}
//!                          docent_bg.wasm ─ wasm-opt -Oz ─► target/bindgen/docent.wasm
//! pkg-config/src/*.ts + docent_bg.js + docent.wasm ─ pkg-config/build.mjs ─► dist/
//! docent schema ─► dist/guidebook.schema.json
//! ```

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::locals;
use crate::notices;
use crate::project::{Project, WASM};
use crate::setup;
use crate::shell::{self, note, stage};
use crate::unused;

pub(crate) const HELP: &str = "\
Makes the npm package in dist/: compiles the SDK to WebAssembly, writes the bindings, optimises
the module, bundles the loader, and copies types, schema and licence beside them.

Usage: cargo xtask build

Example: cargo xtask build && npm pack ./dist";

/// What rustc 1.95 turns on by itself for wasm32 (the section `target_features` of any module
/// says so), and with it all that the module may use. Never "all features": what a browser on the
/// floor does not know would stop the module from loading there.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What the code generator is told. Values that move are copied by one instruction instead of two
/// pairs of loads and stores and more (2.5 %), loops keep the one variable they were written with
/// (1 %), and nothing is computed in two places to save it in a third (0.2 %).
const CODE_GENERATOR: [&str; 5] = [
    "-max-store-memcpy=1",
    "-max-store-memmove=1",
    "-max-store-memset=1",
    "-disable-lsr",
    "-enable-pre=false",
];

/// The stack, in bytes; what the linker puts behind it, all texts and tables, has addresses that
/// begin there. Below 1 MiB (which is the default) each of the thousands of addresses in the code
/// is a byte shorter. Nothing recurses deeper than documents nest, which is 100 levels at most.
const STACK: u32 = 256 << 10;

/// `cargo xtask build`.
pub(crate) fn run() -> Result<()> {
    let project = Project::load()?;
    let dist = package(&project)?;
    stage("Done");
    note(format_args!("the package is in {}", dist.display()));
    Ok(())
}

/// All of it, set-up included. Returns `dist/`.
pub(crate) fn package(project: &Project) -> Result<PathBuf> {
    stage("Set-up: wasm32 target, source of std, npm tools, wasm-bindgen");
    setup::wasm_target()?;
    setup::std_source()?;
    setup::node_tools(project)?;
    let bindgen = setup::bindgen(project)?;

    stage("Compiling the SDK to WebAssembly");
    let module = compile(project, "docent")?;

    stage("Bindings and optimisation");
    let bindings = project.path("target/bindgen");
    bind(&bindgen, &module, &bindings)?;
    optimise(project, &bindings)?;

    stage("Bundling the package");
    let dist = project.dist();
    let mut bundle = project.node();
    shell::run(bundle.arg("pkg-config/build.mjs").arg("--bindings").arg(&bindings))?;
    schema(project, &dist)?;
    notices::write(project, &dist)?;
    Ok(dist)
}

/// Compiles the SDK and, with the same flags, the standard library below it: 13 % of the module.
///
/// The ready-made std is compiled for speed and carries the text of every panic and a formatter
/// for each; ours is compiled for size, and a panic is a bare trap, which the loader catches
/// (`guard` in pkg-config/src/module.ts) and cannot read anyway. The flags are unstable, so cargo
/// and rustc need `RUSTC_BOOTSTRAP` to take them. That is sound here: they choose how to compile
/// and not what the source means, they touch nothing but this one artifact, and where a compiler
/// has dropped or renamed one, the build stops with its name. The source stays stable Rust; tests,
/// checks and the command line tool are built without any of this.
///
/// The directory is its own, because cargo would otherwise rebuild everything whenever the flags
/// change between this and a test.
pub(crate) fn compile(project: &Project, package: &str) -> Result<PathBuf> {
    let target = project.cargo_target()?.join("sdk");
    let mut cargo = project.cargo();
    cargo.args(["build", "--package", package, "--lib", "--target", WASM, "--profile", "sdk"]);
    cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    cargo.arg("--target-dir").arg(&target);
    cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_ENCODED_RUSTFLAGS", flags(project)?);
    shell::run(&mut cargo)?;
    Ok(target.join(WASM).join("sdk").join(format!("{}.wasm", package.replace('-', "_"))))
}

fn flags(project: &Project) -> Result<String> {
    let mut flags = vec![
        "-Zunstable-options".into(),
        "-Cpanic=immediate-abort".into(),
        "-Zlocation-detail=none".into(),
        "-Zfmt-debug=none".into(),
        // Every crate, std's included, makes what it needs of generic code and inlines it before
        // all are linked: a call of `Vec::new` is otherwise a call (3 %).
        "-Zshare-generics=n".into(),
        "-Zcross-crate-inline-threshold=always".into(),
        format!("-Clink-arg=-zstack-size={STACK}"),
    ];
    flags.extend(CODE_GENERATOR.iter().map(|option| format!("-Cllvm-args={option}")));
    flags.extend(path_remapping(project)?);
    Ok(flags.join("\u{1f}"))
}

/// Names of source files may end up in the module. Without this it would carry the home directory
/// of whoever built it, and two machines would build two different modules.
fn path_remapping(project: &Project) -> Result<Vec<String>> {
    let mut flags = vec![format!("--remap-path-prefix={}=docent", shell::text(&project.root)?)];
    if let Some(cargo_home) = cargo_home() {
        let crates = cargo_home.join("registry").join("src");
        flags.push(format!("--remap-path-prefix={}=crates", shell::text(&crates)?));
    }
    Ok(flags)
}

fn cargo_home() -> Option<PathBuf> {
    let under = |variable: &str, rest: &str| -> Option<PathBuf> {
        Some(PathBuf::from(env::var_os(variable)?).join(rest))
    };
    under("CARGO_HOME", "").or_else(|| under("HOME", ".cargo"))
}

/// The `bundler` target leaves instantiation to us: the loader fetches and starts the module
/// itself and hands its exports to the glue through `__wbg_set_wasm`.
fn bind(bindgen: &Path, module: &Path, into: &Path) -> Result<()> {
    let mut command = Command::new(bindgen);
    command.args(["--target", "bundler", "--no-typescript", "--out-name", "docent", "--out-dir"]);
    shell::run(command.arg(into).arg(module))
}

/// What counts is the size after compression. A function that is called once stays a function
/// unless it is tiny (`-ocimfs`), because the local variables of a huge one have numbers that
/// never repeat; and structure is made anew from a flat form: together 3 %. Nothing of ours is in
/// the lowest KB, which is the far end of the stack (`--low-memory-unused`); the last pass makes a
/// little more of that. `-tnh` would save more and is not for us: taking every trap for impossible,
/// it removes the bounds checks too.
const OPTIMISE: [&str; 7] = [
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-ocimfs=20",
    "--low-memory-unused",
    "--optimize-instructions",
];

/// Imports and exports get names of one or two letters, for the long ones are 3 % of the module. In a
/// run of its own, because names are good to have until here; and what has been written and read
/// once more can be made a little smaller.
const FINISH: [&str; 4] =
    ["--minify-imports-and-exports-and-modules", "-Oz", "-ocimfs=20", "--low-memory-unused"];

/// The module as it is shipped. Which name became which goes to `names.json`, and
/// pkg-config/build.mjs tells the glue.
fn optimise(project: &Project, bindings: &Path) -> Result<()> {
    let (input, output) = (bindings.join("docent_bg.wasm"), bindings.join("docent.wasm"));
    let (lighter, callbacks) = unused::emptied(&fs::read(&input)?).context("docent_bg.wasm")?;
    fs::write(&output, lighter)?;
    note(format_args!("unused callbacks: {callbacks}"));
    shrink(project, &output, &output)?;
    let names = wasm_opt(project, &output, &output, &FINISH)?;
    fs::write(bindings.join("names.json"), names)?;
    fs::write(&output, locals::renumbered(&fs::read(&output)?).context("docent.wasm")?)?;
    let size = |path: &Path| fs::metadata(path).map(|file| file.len()).unwrap_or_default();
    note(format_args!("docent.wasm: {} bytes, {} before", size(&output), size(&input)));
    Ok(())
}

/// Makes a module about as small as what is shipped, which has shorter names as well.
pub(crate) fn shrink(project: &Project, input: &Path, output: &Path) -> Result<()> {
    let strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
    wasm_opt(project, input, output, &[&strip[..], &OPTIMISE].concat())?;
    Ok(())
}

fn wasm_opt(project: &Project, input: &Path, output: &Path, flags: &[&str]) -> Result<String> {
    let mut command = project.node();
    command.arg("node_modules/binaryen/bin/wasm-opt").args(FEATURES).args(flags);
    shell::output(command.arg(input).arg("-o").arg(output))
}

/// The JSON Schema of the guidebook, written by the same decoder that reads it.
fn schema(project: &Project, dist: &Path) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["run", "--quiet", "--package", "docent-cli", "--", "schema"]);
    fs::write(dist.join("guidebook.schema.json"), shell::output(&mut cargo)?)?;
    Ok(())
}
