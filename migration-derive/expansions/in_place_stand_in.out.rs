::core::compile_error! {
    "unknown key `nmae`: the keys of a struct are `name`, `version_id`, `minimum_version_id`, `priority`, `unmigratable`, `early_setup`, `pre_load`, `post_load`, `pre_save`, `post_save`, `unplug_pending`, `subsections`, `crate`"
}
::core::compile_error! {
    "`into` is a key of `#[migration_state(...)]`: remove it, or derive `ToMigrationState` instead of `VMState`"
}
const _: () = {
    #[automatically_derived]
    impl<T> ::migration::Describe for Uart<T> {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"none")
            .build();
    }
    #[automatically_derived]
    unsafe impl<T> ::migration::VMState for Uart<T> {
        const BASE: ::migration::bindings::VMStateField = <::core::primitive::u8 as ::migration::VMState>::BASE;
        const IN_CELLS: ::core::primitive::bool = true;
        const FOLLOWS_POINTERS: ::core::primitive::bool = false;
        const RUNS_CODE: ::core::primitive::bool = false;
    }
    #[automatically_derived]
    impl<T> ::migration::Blank for Uart<T>
    where
        for<'never> Uart<T>: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::unreachable!()
        }
    }
};
