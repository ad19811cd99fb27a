//! The messages to webhooks in the OpenAPI documents of those who may have webhooks (OpenAPI 3.1, `webhooks`).

use model::{
    ids::{PublisherId, TenantId},
    webhook::WebhookOwner,
    webhook_event::WebhookEvent,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, HttpMethod, ObjectBuilder, OpenApi, PathItem, PathsBuilder, Ref, RefOr, Required,
        ResponseBuilder, Schema, SecurityRequirement,
        path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::Type,
    },
};
use wire::webhooks::WebhookMessage;

/// The headers of each message (Standard Webhooks).
const HEADERS: [(&str, &str); 3] = [
    (
        "webhook-id",
        "The message: the same for each attempt. One that has come before is to be taken and not acted on again.",
    ),
    (
        "webhook-timestamp",
        "Seconds since 1970, of this attempt. One of more than five minutes ago is to be refused.",
    ),
    (
        "webhook-signature",
        "Signatures, separated by spaces, one of each secret that signs now: `v1,` and HMAC-SHA-256 of `id.timestamp.body` \
         in base64.",
    ),
];

/// Says what webhooks bring, where the document's API has them.
pub fn describe(document: &mut OpenApi) {
    let has = |path: &str| document.paths.paths.contains_key(path);
    let owner = if has(&format!("{}/tenants/{{tenant_id}}/webhooks", wire::paths::admin::BASE)) {
        WebhookOwner::Tenant(TenantId::new(0, &[0; 10]))
    } else if has(&format!("{}/publishers/{{publisher_id}}/webhooks", wire::paths::developer::BASE)) {
        WebhookOwner::Publisher(PublisherId::new(0, &[0; 10]))
    } else {
        return;
    };
    let heard = |event: &&WebhookEvent| event.may_be_heard_by(owner) || **event == WebhookEvent::WebhookTest;
    let paths = WebhookEvent::ALL.iter().filter(heard).fold(PathsBuilder::new(), |paths, event| {
        paths.path(event.as_str(), PathItem::new(HttpMethod::Post, operation(*event)))
    });
    document.webhooks = Some(paths.build());
    document.components.get_or_insert_default().schemas.extend(schemas());
}

fn operation(event: WebhookEvent) -> OperationBuilder {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(WebhookMessage::name())));
    let body =
        RequestBodyBuilder::new().content("application/json", body.build()).required(Some(Required::True));
    let taken = ResponseBuilder::new().description("Taken. Any other answer is tried again, for three days.");
    HEADERS
        .into_iter()
        .fold(OperationBuilder::new(), |operation, (name, about)| operation.parameter(header(name, about)))
        .summary(Some(event.in_words()))
        .security(SecurityRequirement::default())
        .request_body(Some(body.build()))
        .response("2XX", taken.build())
}

fn header(name: &str, about: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(text))
        .build()
}

fn schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(WebhookMessage::name().into_owned(), WebhookMessage::schema())];
    WebhookMessage::schemas(&mut schemas);
    schemas
}
