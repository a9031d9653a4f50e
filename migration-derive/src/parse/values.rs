//! Readers of the values that keys take.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprBinary, ExprLit, ExprPath, ExprRange, Ident, Lit, LitInt, LitStr, Path, Token, Type};

use super::items::Value;
use super::slot::Mismatch;

/// A version number, with its token.
pub struct Version {
    pub number: u8,
    pub literal: LitInt,
}

/// What counts the elements of an array: another field, and a factor.
pub struct Count {
    pub field: Ident,
    pub factor: Option<Expr>,
}

/// A key that says everything by standing there.
pub fn nothing(value: &Value) -> Result<(), Mismatch> {
    match value {
        Value::Nothing => Ok(()),
        _ => Err(Mismatch("no value")),
    }
}

/// A key that may be given a reason, which is for the reader alone.
pub fn reason(value: &Value) -> Result<(), Mismatch> {
    match value {
        Value::Nothing => Ok(()),
        other => match string(other) {
            Ok(_) => Ok(()),
            Err(_) => Err(Mismatch("no value or a reason in quotes")),
        },
    }
}

pub fn string(value: &Value) -> Result<LitStr, Mismatch> {
    match literal(value) {
        Some(Lit::Str(text)) => Ok(text.clone()),
        _ => Err(Mismatch("a string in quotes")),
    }
}

/// A key that may be given a hint for whoever reads the error.
pub fn hint(value: &Value) -> Result<Option<LitStr>, Mismatch> {
    match value {
        Value::Nothing => Ok(None),
        other => string(other).map(Some).map_err(|_| Mismatch("no value or a hint in quotes")),
    }
}

/// `count` or `count * FACTOR`.
pub fn count(value: &Value) -> Result<Count, Mismatch> {
    const EXPECTED: Mismatch = Mismatch("the field that counts, or that times a constant");
    let (counted, factor) = match assigned(value) {
        Some(Expr::Binary(ExprBinary { left, op: BinOp::Mul(_), right, .. })) => (ungrouped(left), Some(right)),
        Some(other) => (other, None),
        None => return Err(EXPECTED),
    };
    match counted {
        Expr::Path(ExprPath { qself: None, path, .. }) => match path.get_ident() {
            Some(field) => Ok(Count { field: field.clone(), factor: factor.map(|factor| (**factor).clone()) }),
            None => Err(EXPECTED),
        },
        _ => Err(EXPECTED),
    }
}

/// A range with both ends, or an open one.
pub fn range(value: &Value) -> Result<ExprRange, Mismatch> {
    match assigned(value) {
        Some(Expr::Range(range)) if range.start.is_some() || range.end.is_some() => Ok(range.clone()),
        _ => Err(Mismatch("a range")),
    }
}

pub fn version(value: &Value) -> Result<Version, Mismatch> {
    let Some(Lit::Int(literal)) = literal(value) else {
        return Err(Mismatch("a number from 0 to 255"));
    };
    if !matches!(literal.suffix(), "" | "u8") {
        return Err(Mismatch("a number from 0 to 255 without a suffix"));
    }
    match literal.base10_parse() {
        Ok(number) => Ok(Version { number, literal: literal.clone() }),
        Err(_) => Err(Mismatch("a number from 0 to 255")),
    }
}

pub fn callback(value: &Value) -> Result<ExprPath, Mismatch> {
    match assigned(value) {
        Some(Expr::Path(path)) => Ok(path.clone()),
        _ => Err(Mismatch("the path of a function, without quotes")),
    }
}

pub fn path(value: &Value) -> Result<Path, Mismatch> {
    match assigned(value) {
        Some(Expr::Path(ExprPath { qself: None, path, .. })) => Ok(path.clone()),
        _ => Err(Mismatch("a path, without quotes")),
    }
}

pub fn identifier(value: &Value) -> Result<Ident, Mismatch> {
    let path = path(value).ok();
    path.and_then(|path| path.get_ident().cloned()).ok_or(Mismatch("the name of a type, without quotes"))
}

pub fn expression(value: &Value) -> Result<Expr, Mismatch> {
    assigned(value).cloned().ok_or(Mismatch("a value"))
}

pub fn one_type(value: &Value) -> Result<Type, Mismatch> {
    let ty = listed(value).and_then(|tokens| syn::parse2(tokens.clone()).ok());
    ty.ok_or(Mismatch("one type in parentheses"))
}

pub fn paths(value: &Value) -> Result<Vec<Path>, Mismatch> {
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    let paths = listed(value).and_then(|tokens| parser.parse2(tokens.clone()).ok());
    match paths {
        Some(paths) if !paths.is_empty() => Ok(paths.into_iter().collect()),
        _ => Err(Mismatch("traits in parentheses")),
    }
}

pub fn expressions(value: &Value) -> Result<Vec<Expr>, Mismatch> {
    let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
    let expressions = listed(value).and_then(|tokens| parser.parse2(tokens.clone()).ok());
    match expressions {
        Some(expressions) if !expressions.is_empty() => Ok(expressions.into_iter().collect()),
        _ => Err(Mismatch("descriptions in parentheses")),
    }
}

fn listed(value: &Value) -> Option<&TokenStream> {
    match value {
        Value::Listed(tokens) => Some(tokens),
        _ => None,
    }
}

fn assigned(value: &Value) -> Option<&Expr> {
    match value {
        Value::Assigned(expression) => Some(ungrouped(expression)),
        _ => None,
    }
}

fn literal(value: &Value) -> Option<&Lit> {
    match assigned(value) {
        Some(Expr::Lit(ExprLit { lit, .. })) => Some(lit),
        _ => None,
    }
}

/// Takes off the invisible parentheses that `macro_rules` puts around `$value:expr`.
fn ungrouped(mut expression: &Expr) -> &Expr {
    while let Expr::Group(group) = expression {
        expression = &group.expr;
    }
    expression
}
