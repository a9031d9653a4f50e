//! Every mistake is told, each once. Where the messages point is shown by the ui-tests.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::expand;

/// The messages in the output, and whether anything stands in for the code.
fn messages(input: TokenStream) -> (Vec<String>, bool) {
    let file: syn::File = syn::parse2(expand(input)).unwrap();
    let (errors, rest): (Vec<_>, Vec<_>) = file
        .items
        .iter()
        .partition(|item| matches!(item, syn::Item::Macro(item) if item.mac.path.segments.last().unwrap().ident == "compile_error"));
    let text = |item: &&syn::Item| match item {
        syn::Item::Macro(item) => item.mac.parse_body::<syn::LitStr>().unwrap().value(),
        _ => unreachable!("only macros were taken"),
    };
    (errors.iter().map(text).collect(), !rest.is_empty())
}

#[test]
fn all_mistakes_at_once() {
    let (messages, stands_in) = messages(quote! {
        #[migration_state(version_id = "2", omit, validate = "check")]
        struct Foo {
            #[migration_state(into(u8), into(u16), nmae = "x")]
            a: u32,
            b: usize,
        }
    });
    assert_eq!(messages.len(), 6, "{messages:#?}");
    assert!(stands_in);
}

#[test]
fn an_item_that_cannot_be_read_does_not_hide_the_next() {
    let (messages, _) = messages(quote! {
        struct Foo {
            #[migration_state(name =, since 2, "x", omit { }, unknown)]
            a: u32,
        }
    });
    assert_eq!(messages.len(), 5, "{messages:#?}");
}

#[test]
fn values_in_invisible_parentheses_are_read() {
    // `$name:expr` and `$ty:ty` of a macro arrive like this.
    let grouped = |tokens| proc_macro2::Group::new(proc_macro2::Delimiter::None, tokens);
    let (name, version, ty) = (grouped(quote!("foo")), grouped(quote!(2)), grouped(quote!(usize)));
    let (messages, _) = messages(quote! {
        #[migration_state(name = #name, version_id = #version)]
        struct Foo {
            a: #ty,
        }
    });
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("usize"));
}

#[test]
fn shapes_that_have_no_table() {
    for input in [
        quote!(
            #[repr(u8)]
            enum Foo {
                A(u8),
            }
        ),
        quote!(
            enum Foo {
                A,
                B,
            }
        ),
        quote!(union Foo { a: u32 }),
        quote!(
            struct Foo<'a> {
                a: u32,
                #[migration_state(omit)]
                b: &'a u8,
            }
        ),
    ] {
        let (messages, stands_in) = messages(input);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(stands_in);
    }
}
