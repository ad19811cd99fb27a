//! Where an API's operations are mounted: in a server, or in what only collects their OpenAPI document. The document of one
//! API holds each type once for every operation that names it, while it is collected: some megabytes, which no worker of a
//! server has to make.

use actix_web::{dev::HttpServiceFactory, web::ServiceConfig};
use utoipa_actix_web::{OpenApiFactory, service_config::ServiceConfig as Documented};

pub trait Routes {
    fn service<Operation>(&mut self, operation: Operation) -> &mut Self
    where
        Operation: HttpServiceFactory + OpenApiFactory + 'static;
}

impl Routes for ServiceConfig {
    fn service<Operation>(&mut self, operation: Operation) -> &mut Self
    where
        Operation: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.service(operation)
    }
}

impl Routes for Documented<'_> {
    fn service<Operation>(&mut self, operation: Operation) -> &mut Self
    where
        Operation: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.service(operation)
    }
}
