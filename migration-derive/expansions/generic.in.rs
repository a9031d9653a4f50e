struct Bus<D: Device, W: From<D>, const N: usize = 4>
where
    D: Send,
    W: Copy,
{
    devices: [D; N],
    #[migration_state(into(D::Wire))]
    selected: Selected<D>,
    #[migration_state(omit)]
    width: PhantomData<W>,
}
