#[vmstate(unmigratable)]
struct Nothing;
