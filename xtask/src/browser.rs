//! The browsers that tests run in: what each consists of, where that is, and how a machine gets it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::setup;
use crate::shell::{self, note};

/// An engine of browsers; the harness of the end-to-end tests knows them by the same names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// A program: named by an environment variable, or the first of these on the `PATH`, or else in
/// one of these places.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
    /// `{arch}` stands for the processor, as Debian's directories have it.
    places: &'static [&'static str],
}

/// What an engine needs.
struct Kit {
    browser: Program,
    driver: Program,
    /// Other programs on the `PATH`.
    beside: &'static [&'static str],
    /// Debian's packages of all of it.
    packages: &'static [&'static str],
    /// How a machine without these packages gets it.
    advice: &'static str,
}

const CHROMIUM: Kit = Kit {
    browser: Program {
        variable: "CHROMIUM",
        names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
        places: &[
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ],
    },
    driver: Program { variable: "CHROMEDRIVER", names: &["chromedriver"], places: &[] },
    beside: &[],
    packages: &["chromium", "chromium-driver"],
    advice: "\
no Chromium with its chromedriver was found. Install both, in versions that belong together, for example
    Debian, Ubuntu:  sudo apt-get install chromium chromium-driver
    Fedora:          sudo dnf install chromium chromedriver
    macOS:           brew install --cask google-chrome && brew install chromedriver
or name them: CHROMIUM=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver",
};

const FIREFOX: Kit = Kit {
    browser: Program {
        variable: "FIREFOX",
        names: &["firefox", "firefox-esr"],
        places: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
    },
    driver: Program { variable: "GECKODRIVER", names: &["geckodriver"], places: &[] },
    beside: &[],
    packages: &["firefox-esr"],
    advice: "\
no Firefox was found. Install one, for example
    Debian:          sudo apt-get install firefox-esr
    Fedora:          sudo dnf install firefox
    macOS:           brew install --cask firefox
or name it: FIREFOX=/path/to/firefox",
};

const WEBKIT: Kit = Kit {
    browser: Program {
        variable: "MINIBROWSER",
        names: &["MiniBrowser"],
        places: &[
            "/usr/lib/{arch}-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
        ],
    },
    driver: Program { variable: "WEBKITDRIVER", names: &["WebKitWebDriver"], places: &[] },
    beside: &["xvfb-run"],
    packages: &["webkit2gtk-driver", "xvfb", "xauth"],
    advice: "\
no WebKitGTK with its MiniBrowser and driver was found, or no xvfb-run to run them in (WebKit has no
headless mode). Install them on a Linux machine, for example
    Debian, Ubuntu:  sudo apt-get install webkit2gtk-driver xvfb xauth
or name them: MINIBROWSER=/path/to/MiniBrowser WEBKITDRIVER=/path/to/WebKitWebDriver",
};

/// Mozilla's driver comes from crates.io: Debian has none.
const GECKODRIVER: &str = "0.37.1";

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|each| each.name() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            format!("there is no engine `{name}`; known: {known}")
        })
    }

    fn kit(self) -> Kit {
        match self {
            Self::Chromium => CHROMIUM,
            Self::Firefox => FIREFOX,
            Self::WebKit => WEBKIT,
        }
    }

    /// Finds the browser, or installs it where that is safe to do.
    pub(crate) fn browser(self, project: &Project) -> Result<Browser> {
        if let Some(browser) = self.find(project)? {
            return Ok(browser);
        }
        let Kit { packages, advice, .. } = self.kit();
        if setup::may_use_apt() {
            setup::apt_install(packages)?;
            if let Some(browser) = self.find(project)? {
                return Ok(browser);
            }
        }
        bail!(advice)
    }

    fn find(self, project: &Project) -> Result<Option<Browser>> {
        let Kit { browser, driver, beside, .. } = self.kit();
        let Some(program) = browser.find() else { return Ok(None) };
        let driver = match driver.find() {
            None if self == Self::Firefox => Some(geckodriver(project)?),
            found => found,
        };
        let complete = beside.iter().all(|name| shell::find_program(&[name]).is_some());
        Ok(driver.filter(|_| complete).map(|driver| Browser { engine: self, program, driver }))
    }
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from).filter(|path| path.is_file());
        named.or_else(|| shell::find_program(self.names)).or_else(|| {
            let places = self.places.iter().map(|place| place.replace("{arch}", env::consts::ARCH));
            places.map(PathBuf::from).find(|path| path.is_file())
        })
    }
}

/// Builds geckodriver; Cargo does nothing where this version of it has been built before.
fn geckodriver(project: &Project) -> Result<PathBuf> {
    let tools = project.path("target/tools");
    note(format_args!("cargo install geckodriver {GECKODRIVER} (the first time takes minutes)"));
    let mut cargo = project.cargo();
    cargo.args([
        "install",
        "geckodriver",
        "--locked",
        "--quiet",
        "--version",
        GECKODRIVER,
        "--root",
    ]);
    shell::run(cargo.arg(&tools))?;
    Ok(tools.join(format!("bin/geckodriver{}", env::consts::EXE_SUFFIX)))
}

/// A browser and the program that drives it.
pub(crate) struct Browser {
    engine: Engine,
    pub(crate) program: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Hands the paths to a program that is started: end-to-end tests and the test runner read
    /// them from the environment.
    pub(crate) fn tell(&self, command: &mut Command) {
        let kit = self.engine.kit();
        command.env("DOCENT_ENGINE", self.engine.name());
        command.env(kit.browser.variable, &self.program).env(kit.driver.variable, &self.driver);
    }

    /// `node` where this browser can run: WebKit needs a display, and gets one of its own that
    /// nobody sees.
    pub(crate) fn node(&self, project: &Project) -> Command {
        if self.engine != Engine::WebKit {
            return project.node();
        }
        let mut node = Command::new("xvfb-run");
        node.args(["--auto-servernum", "--server-args=-screen 0 1920x1200x24", "node"]);
        node.current_dir(&project.root);
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_known_by_its_name() {
        for engine in Engine::ALL {
            assert_eq!(Engine::named(engine.name()), Ok(engine));
        }
        assert!(Engine::named("trident").is_err_and(|error| error.contains("webkit")));
    }
}
