//! Set-up: what a command needs and a fresh machine does not have.
//!
//! Each part is quick when it is done already, so every command simply asks for what it needs.
//! Downloads go through the ordinary tools (rustup, npm, apt) and nothing else: no browser and no
//! ready-made binary is fetched from anywhere. Where a machine cannot be set up, the message says
//! what to do by hand.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::project::{Project, WASM};
use crate::shell::{self, note};

/// The oldest Node.js that has all we use (`node --test --test-concurrency`).
const NODE: (u32, u32) = (20, 10);

/// Makes sure that Rust can compile to WebAssembly.
pub(crate) fn wasm_target() -> Result<()> {
    if ask_rustup(&["target", "add", WASM], has_wasm_target) {
        return Ok(());
    }
    bail!(
        "Rust cannot compile for {WASM} yet, and `rustup target add {WASM}` did not work.\n\
         Is the network up? Run that command by hand, then this one again. If Rust did not come \
         from rustup,\ninstall the package of your system that holds Rust's standard library for \
         wasm32 (Debian: libstd-rust-dev-wasm32)."
    )
}

/// Makes sure that the source of the standard library is there: the SDK compiles its own.
pub(crate) fn std_source() -> Result<()> {
    if ask_rustup(&["component", "add", "rust-src"], has_std_source) {
        return Ok(());
    }
    bail!(
        "the source of Rust's standard library is missing, and `rustup component add rust-src` \
         did not work.\nIs the network up? Run that command by hand, then this one again. If Rust \
         did not come from rustup,\ninstall the package of your system that holds it (Debian: \
         rust-src)."
    )
}

/// Lets rustup add what is missing, and tells whether it is there in the end. A download that
/// failed is tried again: most failures are the network's and short.
fn ask_rustup(arguments: &[&str], is_there: fn() -> bool) -> bool {
    if is_there() {
        return true;
    }
    [0, 3, 10].into_iter().any(|pause| {
        thread::sleep(Duration::from_secs(pause));
        note(format_args!("rustup {}", arguments.join(" ")));
        shell::run(Command::new("rustup").args(arguments)).is_ok() && is_there()
    })
}

fn has_wasm_target() -> bool {
    rustc(&["--print", "target-libdir", "--target", WASM]).is_some_and(|path| path.is_dir())
}

fn has_std_source() -> bool {
    let lock = "lib/rustlib/src/rust/library/Cargo.lock";
    rustc(&["--print", "sysroot"]).is_some_and(|path| path.join(lock).is_file())
}

/// Asks the compiler for a path rather than rustup: Rust may have come another way.
fn rustc(arguments: &[&str]) -> Option<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = shell::output(Command::new(rustc).args(arguments)).ok()?;
    Some(answer.trim().into())
}

/// Makes sure that the npm tools are there, in the versions of `package-lock.json`.
pub(crate) fn node_tools(project: &Project) -> Result<()> {
    node_version(project)?;
    let wanted = fs::read(project.path("package-lock.json"))?;
    let stamp = project.path("target/npm-installed.json");
    let installed = project.path("node_modules/.package-lock.json").is_file();
    if installed && fs::read(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    note("npm ci");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    shell::run(Command::new(npm).args(arguments).current_dir(&project.root))
        .context("the development tools could not be installed; is the network up?")?;
    fs::create_dir_all(project.path("target"))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn node_version(project: &Project) -> Result<()> {
    let (major, minor) = NODE;
    let advice = format!("install Node.js {major}.{minor} or newer (https://nodejs.org)");
    let answer = shell::output(project.node().arg("--version")).with_context(|| advice.clone())?;
    let mut parts = answer.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(a)), Some(Ok(b))) if (a, b) >= NODE => Ok(()),
        _ => bail!("this is Node.js {}: {advice}", answer.trim()),
    }
}

/// Builds wasm-bindgen's tools from `Cargo.lock` and returns the program.
pub(crate) fn bindgen(project: &Project) -> Result<PathBuf> {
    shell::run(project.cargo().args(["build", "--package", "bindgen"]))?;
    let name = format!("debug/bindgen{}", env::consts::EXE_SUFFIX);
    Ok(project.cargo_target()?.join(name))
}

/// On Debian as root, as in most containers, installing a package surprises nobody. Anywhere else
/// it would need a password or the wrong package manager.
pub(crate) fn may_use_apt() -> bool {
    let root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").is_file()
        && shell::find_program(&["apt-get"]).is_some()
}

pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    note(format_args!("apt-get install {}", packages.join(" ")));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o", "Acquire::Retries=3"]).args(arguments);
        shell::run(command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}
