//! Which parameters the generated struct takes, and what the impls ask of them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::spanned::Spanned;
use syn::{Expr, GenericParam, Generics, Path, RangeLimits, WhereClause, WherePredicate};

use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;
use crate::types::{converting, is_scalar, mentions, without_self};

/// The parameters and bounds of the user's struct and of the generated one.
pub struct Parameters<'a> {
    model: &'a Model<'a>,
    /// What stands for `Self` in the user's types where they are used outside of the user's struct.
    owner: TokenStream,
    types: Vec<&'a Ident>,
    /// Those of the generated struct: only what migrated fields use.
    kept: Generics,
    are_in_place: bool,
}

impl<'a> Parameters<'a> {
    pub fn new(model: &'a Model<'a>) -> Self {
        let ident = model.ident;
        let arguments = model.generics.split_for_impl().1;
        let arguments = arguments.as_turbofish();
        let types = model.generics.type_params().map(|parameter| &parameter.ident);
        let mut parameters = Self {
            model,
            owner: quote_spanned!(ident.span()=> #ident #arguments),
            types: types.collect(),
            kept: model.generics.clone(),
            are_in_place: false,
        };
        parameters.keep_what_travels();
        parameters
    }

    /// Where the table is the struct's own, all parameters stay, and `Self` is what the user means by it.
    pub fn in_place(model: &'a Model<'a>) -> Self {
        Self {
            model,
            owner: quote_spanned!(Span::mixed_site()=> Self),
            types: Vec::new(),
            kept: model.generics.clone(),
            are_in_place: true,
        }
    }

    pub fn are_in_place(&self) -> bool {
        self.are_in_place
    }

    /// `ty` as it can be written outside of the user's struct.
    pub fn outside(&self, ty: impl ToTokens) -> TokenStream {
        without_self(ty, &self.owner)
    }

    /// The generated struct's parameters, with the bounds that its definition needs.
    pub fn of_shadow(&self) -> Generics {
        with_predicates(&self.kept, self.defining())
    }

    /// The generated type's parameters, without any bounds.
    pub fn kept_names(&self) -> Generics {
        let mut names = self.kept.clone();
        names.where_clause = None;
        names.params = names.params.into_iter().map(|parameter| without_default(without_bounds(parameter))).collect();
        names
    }

    /// The generated struct's parameters, with the bounds under which it has a table.
    pub fn of_table(&self) -> Generics {
        with_predicates(&self.kept, self.defining().chain(self.travelling()))
    }

    /// The user's parameters, with the bound under which the struct has a start value. Its lifetime keeps the compiler from
    /// looking at the bound where it is written: without `Default` the impl just never applies.
    pub fn of_blank(&self) -> Generics {
        let ident = self.model.ident;
        let arguments = self.model.generics.split_for_impl().1;
        let bound = quote_spanned!(Span::mixed_site()=> for<'never> #ident #arguments: ::core::default::Default);
        with_predicates(self.model.generics, std::iter::once(bound))
    }

    /// The generated struct's parameters, with the bounds under which it can be shown.
    pub fn of_debug(&self) -> Generics {
        let shown = self.asked_fields().map(|(field, span)| {
            let ty = self.migrated_type(field);
            quote_spanned!(span=> #ty: ::core::fmt::Debug)
        });
        with_predicates(&self.kept, self.defining().chain(shown))
    }

    /// The user's parameters, with the bounds under which the struct can be migrated.
    pub fn of_live(&self) -> Generics {
        with_predicates(self.model.generics, self.defining().chain(self.travelling()).chain(self.converted()))
    }

    /// The user's parameters, with the bounds under which the generated struct exists.
    pub fn of_stand_in(&self) -> Generics {
        with_predicates(self.model.generics, self.defining())
    }

    /// The type of `field` in the generated struct.
    pub fn migrated_type(&self, field: &MigratedField<'_>) -> TokenStream {
        match (field.wire_type(), field.nested_type()) {
            (Some(ty), _) => self.outside(ty),
            (None, Some(nested)) if matches!(field.conversion, Conversion::Counted(_)) => {
                let (ty, span) = (self.outside(nested), at(nested.span()));
                let (krate, maximum) = (self.model.runtime(span), self.maximum(field));
                quote_spanned!(span=> #krate::Varray<<#ty as #krate::ToMigrationState>::Migrated, #maximum>)
            }
            (None, nested) => {
                let (ty, span) = (self.outside(nested), at(nested.span()));
                let krate = self.model.runtime(span);
                quote_spanned!(span=> <#ty as #krate::ToMigrationState>::Migrated)
            }
        }
    }

    /// The most elements that the field takes, as an argument of a type.
    fn maximum(&self, field: &MigratedField<'_>) -> TokenStream {
        let Some((end, limits)) = field.range.and_then(|range| Some((range.end.as_ref()?, &range.limits))) else {
            return quote_spanned!(Span::mixed_site()=> 0);
        };
        let span = at(end.span());
        let is_parameter = self.model.generics.const_params().any(|parameter| is_ident(end, &parameter.ident));
        let end = self.outside(end);
        match limits {
            // No expression of parameters can be an argument, but a parameter can.
            RangeLimits::Closed(_) if is_parameter => end,
            RangeLimits::Closed(_) => quote_spanned!(span=> { (#end) as ::core::primitive::usize }),
            RangeLimits::HalfOpen(_) => quote_spanned!(span=> { (#end) as ::core::primitive::usize - 1 }),
        }
    }

    fn keep_what_travels(&mut self) {
        let travelling: TokenStream =
            self.model.fields.iter().map(|field| self.outside(field.wire_type().or(field.nested_type()))).collect();
        let (kept, dropped): (Vec<_>, Vec<_>) = self
            .model
            .generics
            .params
            .iter()
            .filter_map(|parameter| Some((name(parameter)?, parameter)))
            .partition(|(name, _)| mentions(&travelling, &[name]));
        let dropped: Vec<&Ident> = dropped.into_iter().map(|(name, _)| name).collect();
        self.kept.params =
            kept.into_iter().map(|(_, parameter)| without_bounds_on(parameter.clone(), &dropped)).collect();
        if mentions(&self.kept.params, &dropped) {
            self.kept.params = self.kept.params.clone().into_iter().map(without_default).collect();
        }
        if let Some(clause) = &mut self.kept.where_clause {
            clause.predicates = clause
                .predicates
                .clone()
                .into_iter()
                .filter(|predicate| !mentions(predicate, &dropped))
                .map(|predicate| outside_predicate(&predicate, &self.owner))
                .collect();
        }
    }

    /// Fields whose type may be one that cannot travel. The bound says so once, on the type itself, and the compiler takes it
    /// as given everywhere else.
    fn asked_fields(&self) -> impl Iterator<Item = (&MigratedField<'a>, Span)> {
        let fields = self.model.fields.iter();
        let travelling = fields.filter_map(|field| Some((field, field.wire_type().or(field.nested_type())?)));
        travelling.filter(|(_, ty)| !is_scalar(ty)).map(|(field, ty)| (field, at(ty.span())))
    }

    /// Fields whose conversion depends on a type parameter, so that the impls must ask for it.
    fn generic_fields(&self) -> impl Iterator<Item = (&MigratedField<'a>, Span)> {
        self.model
            .fields
            .iter()
            .filter(|field| mentions(field.ty, &self.types) || mentions(field.wire_type(), &self.types))
            .map(|field| (field, at(field.ty.span())))
    }

    /// What the definition needs: the fields' own impls, and what lets the standard derives see through them.
    fn defining(&self) -> impl Iterator<Item = TokenStream> + '_ {
        let derived = self.generic_fields().flat_map(move |(field, span)| {
            let ty = self.migrated_type(field);
            let derives = self.model.derives.iter().filter(|path| is_standard(path));
            derives.map(move |path| quote_spanned!(span=> #ty: #path))
        });
        self.nested().chain(derived)
    }

    fn nested(&self) -> impl Iterator<Item = TokenStream> + '_ {
        self.asked_fields().filter_map(move |(field, span)| {
            let (ty, krate) = (self.outside(field.nested_type()?), self.model.runtime(span));
            Some(quote_spanned!(span=> #ty: #krate::ToMigrationState))
        })
    }

    fn travelling(&self) -> impl Iterator<Item = TokenStream> + '_ {
        let fields = self.asked_fields().filter_map(move |(field, span)| {
            let (ty, krate) = (self.outside(field.wire_type()?), self.model.runtime(span));
            Some(if field.is_local {
                quote_spanned!(span=> #ty: ::core::default::Default)
            } else if self.are_in_place {
                quote_spanned!(span=> #ty: #krate::VMState)
            } else {
                quote_spanned!(span=> #ty: #krate::Blank + #krate::VMState)
            })
        });
        let parameters = self.kept.type_params().map(|parameter| {
            let name = &parameter.ident;
            quote_spanned!(at(name.span())=> #name: 'static)
        });
        fields.chain(parameters)
    }

    fn converted(&self) -> impl Iterator<Item = TokenStream> + '_ {
        self.generic_fields().filter_map(|(field, span)| {
            let ty = field.ty;
            Some(match field.conversion {
                Conversion::Nested | Conversion::Computed(..) => return None,
                Conversion::Counted(inner) | Conversion::Optional(_, inner) => {
                    quote_spanned!(span=> #inner: ::core::default::Default + 'static)
                }
                Conversion::Cloned => quote_spanned!(span=> #ty: ::core::clone::Clone),
                Conversion::Into(target) => {
                    let (element, converted) = converting(ty, target);
                    let by_element = !std::ptr::eq(element, ty);
                    let clone = by_element.then(|| quote_spanned!(span=> ::core::clone::Clone +));
                    quote_spanned! {span=>
                        #element: ::core::clone::Clone + ::core::convert::Into<#converted>,
                        #converted: #clone ::core::convert::Into<#element>
                    }
                }
                Conversion::TryInto(target) => {
                    let (ty, target) = converting(ty, target);
                    quote_spanned! {span=>
                        #ty: ::core::clone::Clone + ::core::convert::TryInto<#target>,
                        #target: ::core::clone::Clone + ::core::convert::TryInto<#ty>
                    }
                }
            })
        })
    }
}

/// Whether the trait is one whose derive asks it of each field, but bounds only the parameters.
fn is_standard(path: &Path) -> bool {
    const STANDARD: &[&str] = &["Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];
    path.segments.last().is_some_and(|segment| STANDARD.iter().any(|name| segment.ident == name))
}

fn is_ident(expression: &Expr, ident: &Ident) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident(ident))
}

fn name(parameter: &GenericParam) -> Option<&Ident> {
    match parameter {
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
        GenericParam::Lifetime(_) => None,
    }
}

fn without_bounds_on(mut parameter: GenericParam, dropped: &[&Ident]) -> GenericParam {
    if let GenericParam::Type(parameter) = &mut parameter {
        let bounds = parameter.bounds.clone().into_iter();
        parameter.bounds = bounds.filter(|bound| !mentions(bound, dropped)).collect();
    }
    parameter
}

fn without_bounds(mut parameter: GenericParam) -> GenericParam {
    if let GenericParam::Type(parameter) = &mut parameter {
        parameter.colon_token = None;
        parameter.bounds.clear();
    }
    parameter
}

fn without_default(mut parameter: GenericParam) -> GenericParam {
    match &mut parameter {
        GenericParam::Type(parameter) => parameter.default = None,
        GenericParam::Const(parameter) => parameter.default = None,
        GenericParam::Lifetime(_) => {}
    }
    parameter
}

fn outside_predicate(predicate: &WherePredicate, owner: &TokenStream) -> WherePredicate {
    syn::parse2(without_self(predicate, owner)).unwrap_or_else(|_| predicate.clone())
}

fn with_predicates(generics: &Generics, predicates: impl Iterator<Item = TokenStream>) -> Generics {
    let mut generics = generics.clone();
    let clause: &mut WhereClause = generics.make_where_clause();
    let mut written: Vec<String> = Vec::new();
    for tokens in predicates {
        let text = tokens.to_string();
        if written.contains(&text) {
            continue;
        }
        written.push(text);
        let parsed = syn::parse::Parser::parse2(
            syn::punctuated::Punctuated::<WherePredicate, syn::Token![,]>::parse_terminated,
            tokens,
        );
        clause.predicates.extend(parsed.into_iter().flatten());
    }
    generics
}
