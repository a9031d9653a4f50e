//! What the command line asks for.

use std::{fs, io, path::PathBuf};

/// The options, which all commands share.
#[derive(Debug, Default)]
pub struct Options {
    /// The command; without one, the comparison.
    pub command: Option<String>,
    /// Where to write a chart.
    pub plot: Option<PathBuf>,
    /// Where to write the figures for machines.
    pub json: Option<PathBuf>,
    /// What the name of a case must contain.
    pub filter: Option<String>,
    /// Whether rough figures will do.
    pub quick: bool,
    /// Whether only the usage is asked for.
    pub help: bool,
}

impl Options {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
            match argument.as_str() {
                "--plot" => options.plot = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                "--filter" => options.filter = Some(value()?),
                "--quick" => options.quick = true,
                "--help" | "-h" => options.help = true,
                command if !command.starts_with('-') && options.command.is_none() => {
                    options.command = Some(argument);
                }
                other => return Err(format!("there is no {other}")),
            }
        }
        Ok(options)
    }

    /// Writes the chart, if one is asked for.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_plot(&self, draw: impl FnOnce() -> String) -> io::Result<()> {
        self.plot.as_ref().map_or(Ok(()), |file| fs::write(file, draw()))
    }

    /// Writes the figures, if they are asked for.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_json(&self, figures: impl FnOnce() -> serde_json::Value) -> io::Result<()> {
        self.json.as_ref().map_or(Ok(()), |file| fs::write(file, format!("{:#}\n", figures())))
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        Options::parse(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn come_in_any_order() {
        let options = parse(&["--quick", "scale", "--plot", "a.svg"]).unwrap();
        assert_eq!((options.command.as_deref(), options.quick), (Some("scale"), true));
        assert_eq!(options.plot.unwrap().to_str(), Some("a.svg"));
    }

    #[test]
    fn may_ask_for_help() {
        assert!(parse(&["scale", "--help"]).unwrap().help);
        assert!(!parse(&["scale"]).unwrap().help);
    }

    #[test]
    fn refuse_what_they_do_not_know() {
        assert_eq!(parse(&["--json"]).unwrap_err(), "--json wants a value");
        assert_eq!(parse(&["--fast"]).unwrap_err(), "there is no --fast");
    }
}
