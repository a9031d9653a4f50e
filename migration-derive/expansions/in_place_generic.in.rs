struct Bank<T: Copy, const N: usize> where T: Debug {
    registers: [Register<T>; N],
    #[vmstate(omit)]
    owner: PhantomData<T>,
}
