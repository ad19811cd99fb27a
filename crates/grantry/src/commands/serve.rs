use crate::{
    commands::block_on,
    http,
    node::{Node, StartError},
    settings::Settings,
};

pub fn run(settings: &Settings) -> Result<(), StartError> {
    block_on(async {
        let node = Node::start(settings).await?;
        http::serve(settings, node).await
    })
}
